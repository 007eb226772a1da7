//! Showing text: codes to glyphs, glyphs to positions on the page.

use formgrid_model::{Ink, InkRole};
use lopdf::Dictionary;

use super::Interpreter;
use crate::{
    Fault,
    content::{Operand, Tokens},
    matrix::{Matrix, single},
    words::Placed,
};

/// Glyphs smaller than this, in points, are illegible.
const SMALLEST_PT: f64 = 0.5;

impl<'a> Interpreter<'a, '_> {
    /// Runs a text operator; false if it is none.
    pub(super) fn text_operator(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'_>,
        resources: Option<&'a Dictionary>,
    ) -> bool {
        match operator {
            b"BT" => self.begin_line(Matrix::IDENTITY),
            b"Tf" => self.set_font(tokens, resources),
            b"Td" => self.move_line(tokens.numbers()),
            b"TD" => {
                if let Some([_, y]) = tokens.numbers() {
                    self.state.text.leading = -y;
                }
                self.move_line(tokens.numbers());
            }
            b"Tm" => {
                if let Some(matrix) = tokens.numbers().map(Matrix::new) {
                    self.begin_line(matrix);
                }
            }
            b"T*" => self.next_line(),
            b"Tj" | b"TJ" => self.show(tokens),
            b"'" => {
                self.next_line();
                self.show(tokens);
            }
            b"\"" => {
                if let [Operand::Number(word), Operand::Number(char), ..] = *tokens.operands {
                    (self.state.text.word_space, self.state.text.char_space) = (word, char);
                }
                self.next_line();
                self.show(tokens);
            }
            _ => return self.text_setting(operator, tokens),
        }
        true
    }

    /// Runs an operator that sets one number of the text state; false if it is none.
    fn text_setting(&mut self, operator: &[u8], tokens: &Tokens<'_>) -> bool {
        let text = &mut self.state.text;
        let Some([value]) = tokens.numbers() else { return false };
        match operator {
            b"Tc" => text.char_space = value,
            b"Tw" => text.word_space = value,
            b"Tz" => text.stretch = value / 100.0,
            b"TL" => text.leading = value,
            b"Ts" => text.rise = value,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            b"Tr" => text.mode = value.clamp(0.0, 7.0) as u8,
            _ => return false,
        }
        true
    }

    fn begin_line(&mut self, matrix: Matrix) {
        (self.pen, self.line) = (matrix, matrix);
    }

    fn move_line(&mut self, by: Option<[f64; 2]>) {
        if let Some([x, y]) = by {
            self.begin_line(self.line.shifted(x, y));
        }
    }

    fn next_line(&mut self) {
        self.move_line(Some([0.0, -self.state.text.leading]));
    }

    fn set_font(&mut self, tokens: &Tokens<'_>, resources: Option<&'a Dictionary>) {
        let Some([size]) = tokens.numbers() else { return };
        self.state.text.size = size;
        self.state.text.font =
            tokens.name().and_then(|name| self.session.fonts.find(resources, name));
    }

    /// Shows the strings among the operands; numbers between them adjust the position.
    fn show(&mut self, tokens: &Tokens<'_>) {
        for operand in &tokens.operands {
            match operand {
                Operand::Text(range) => self.show_string(tokens.text(range)),
                Operand::Number(back) => self.kern(*back),
                _ => {}
            }
        }
    }

    fn kern(&mut self, back: f64) {
        let text = self.state.text;
        let by = -back / 1000.0 * text.size;
        let is_vertical = text
            .font
            .and_then(|font| self.session.fonts.get_mut(font))
            .is_some_and(|font| font.vertical);
        self.pen = if is_vertical {
            self.pen.shifted(0.0, by)
        } else {
            self.pen.shifted(by * text.stretch, 0.0)
        };
    }

    fn show_string(&mut self, mut bytes: &[u8]) {
        let text = self.state.text;
        let Some(number) = text.font else { return self.fault(Fault::Font) };
        let visible = self.shows_glyphs();
        let mark = self.marks.current();
        let (_, scale) = self.pen.then(self.state.map).scales();
        let size = text.size.abs() * scale;
        let is_read = size >= SMALLEST_PT && !mark.hidden;
        let ink = self.ink(mark.role);
        let n_covers = self.shapes.covers.len();
        let Some(font) = self.session.fonts.get_mut(number) else { return };
        while let Some((length, glyph)) = font.next_glyph(bytes) {
            let is_space = length == 1 && bytes.first() == Some(&b' ');
            bytes = bytes.get(length..).unwrap_or_default();
            let spacing = text.char_space + if is_space { text.word_space } else { 0.0 };
            let advance = glyph.advance * text.size;
            let (along, step) = if font.vertical {
                ((0.0, advance), (0.0, advance + spacing))
            } else {
                ((advance * text.stretch, 0.0), ((advance + spacing) * text.stretch, 0.0))
            };
            if is_read {
                let (glyph, is_further) = self.marks.replaced(glyph);
                let placed = Placed {
                    glyph: &glyph,
                    is_further,
                    font: number,
                    bold: font.bold || matches!(text.mode, 2 | 6),
                    extent: (font.ascent * text.size, font.descent * text.size),
                    vertical: font.vertical,
                    map: self.pen.shifted(0.0, text.rise).then(self.state.map),
                    along,
                    size,
                    visible,
                    ink,
                    n_covers,
                    mark: mark.number,
                };
                self.words.push(&placed, self.state.clip);
            }
            self.pen = self.pen.shifted(step.0, step.1);
        }
    }

    /// Ink of the glyphs at the current position.
    fn ink(&self, marked: InkRole) -> Ink {
        let state = &self.state;
        let (color, opacity) = match state.text.mode {
            1 | 5 => (state.stroke, state.stroke_alpha),
            _ => (state.fill, state.fill_alpha),
        };
        let map = self.pen.then(state.map);
        let sign = if state.text.size < 0.0 { -1.0 } else { 1.0 };
        Ink {
            angle: degrees(map.a * sign, map.b * sign),
            color: color.bytes(),
            opacity: single(opacity.clamp(0.0, 1.0)),
            role: self.role.max(marked),
        }
    }

    /// Whether glyphs leave ink.
    fn shows_glyphs(&self) -> bool {
        let fills = self.state.fill_alpha > 0.0;
        let strokes = self.state.stroke_alpha > 0.0;
        match self.state.text.mode {
            0 | 4 => fills,
            1 | 5 => strokes,
            2 | 6 => fills || strokes,
            _ => false,
        }
    }
}

/// An angle in whole degrees from horizontal, clockwise on the displayed page.
fn degrees(x: f64, y: f64) -> i16 {
    #[expect(clippy::cast_possible_truncation, reason = "from -180 to 180; what is no number is 0")]
    let degrees = y.atan2(x).to_degrees().round() as i16;
    if degrees == -180 { 180 } else { degrees }
}
