//! Reading: tokens to paragraphs, cells and rows of stories.

use std::collections::BTreeSet;

use formgrid_model::{Diagnostics, Limit, Limits, OverLimit};

use super::{
    fonts::{Charset, Fonts},
    state::{Destination, N_TARGETS, RowDefinition, State, Target},
    tokens::{Token, Tokens},
};
use crate::docx::{
    flow::{CONTROL, CONTROL_END, Flow, InvisibleText, Story, is_control},
    lists::with_number,
};

/// Longest instruction or number kept, in bytes.
const MAX_ASIDE: usize = 200;

pub(super) struct Reader<'l> {
    limits: &'l Limits,
    pub(super) fonts: Fonts,
    pub(super) default_font: i32,
    /// The font that the font table is defining.
    pub(super) defined_font: i32,
    pub(super) state: State,
    outer: Vec<State>,
    flows: Vec<Flow<'l>>,
    texts: [String; N_TARGETS],
    /// Texts of boxes that follow the open paragraph.
    boxes: Vec<String>,
    /// Bytes not yet decoded, all in one font.
    bytes: Vec<u8>,
    /// Substitute characters still to skip.
    n_skipped: usize,
    /// Whether only `\*` precedes this token in its group.
    pub(super) is_first: bool,
    /// High surrogate waiting for its low surrogate.
    high: Option<u16>,
    pub(super) row: RowDefinition,
    pub(super) outer_row: RowDefinition,
    /// Instruction of the field opened last.
    pub(super) instruction: String,
    /// List number of the open paragraph.
    pub(super) number: String,
    /// Heading styles.
    pub(super) headings: BTreeSet<i32>,
    invisible: InvisibleText,
    hidden: String,
    struck: String,
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            fonts: Fonts::new(),
            default_font: 0,
            defined_font: 0,
            state: State::new(),
            outer: Vec::new(),
            flows: (0..N_TARGETS).map(|_| Flow::new(limits)).collect(),
            texts: Default::default(),
            boxes: Vec::new(),
            bytes: Vec::new(),
            n_skipped: 0,
            is_first: false,
            high: None,
            row: RowDefinition::default(),
            outer_row: RowDefinition::default(),
            instruction: String::new(),
            number: String::new(),
            headings: BTreeSet::new(),
            invisible: InvisibleText::default(),
            hidden: String::new(),
            struck: String::new(),
        }
    }

    /// Reads through the outermost group; false if the file ends first.
    pub(super) fn read(&mut self, mut tokens: Tokens<'_>) -> Result<bool, OverLimit> {
        while let Some(token) = tokens.next() {
            match token {
                Token::Open => {
                    self.flush();
                    self.n_skipped = 0;
                    self.limits.check(Limit::StoryDepth, self.outer.len() + 1)?;
                    self.outer.push(self.state);
                    self.state.outer = self.state.destination;
                    self.state.is_optional = false;
                    self.state.ends_control = false;
                    self.state.ends_row_definition = false;
                    self.is_first = true;
                }
                Token::Close => {
                    self.close()?;
                    if self.outer.is_empty() {
                        return Ok(true);
                    }
                }
                Token::Word(b"bin", number) => {
                    tokens.pass_over(number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
                }
                Token::Word(b"u", Some(code)) => self.unicode(code),
                _ if self.n_skipped > 0 => self.n_skipped -= 1,
                Token::Word(name, number) => self.word(name, number)?,
                Token::Symbol(symbol) => self.symbol(symbol)?,
                Token::Hex(byte) => {
                    self.is_first = false;
                    self.byte(byte);
                }
                Token::Byte(byte) => {
                    self.is_first = false;
                    self.byte(byte);
                    if self.fonts.is_lead(self.state.font, byte)
                        && let Some(trail) = tokens.trail()
                    {
                        self.byte(trail);
                    }
                }
            }
        }
        Ok(false)
    }

    /// The stories that appear on every page, and those that are read.
    pub(super) fn finish(
        mut self,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Vec<Story>, Vec<Story>), OverLimit> {
        self.flush();
        self.state = State::new();
        for target in [Target::Body, Target::Furniture, Target::Notes] {
            self.state.destination = Destination::Text(target);
            self.end_paragraph()?;
        }
        self.invisible.report(diagnostics);
        let mut stories = self.flows.into_iter().map(Flow::finish);
        let (body, furniture, notes) = (stories.next(), stories.next(), stories.next());
        Ok((furniture.into_iter().collect(), body.into_iter().chain(notes).collect()))
    }

    fn close(&mut self) -> Result<(), OverLimit> {
        self.flush();
        self.n_skipped = 0;
        if self.state.ends_control {
            self.push(CONTROL_END);
        }
        if self.state.ends_row_definition {
            self.row = std::mem::take(&mut self.outer_row);
        }
        // The last paragraph may lack a paragraph mark.
        if self.outer.len() == 1 && self.texts.iter().any(|text| !text.is_empty()) {
            self.end_paragraph()?;
        }
        let outer = self.outer.pop().unwrap_or(State::new());
        let inner = std::mem::replace(&mut self.state, outer);
        // A note or header ends with its group.
        if let Destination::Text(target) = inner.destination
            && self.state.destination != inner.destination
            && target != Target::Body
        {
            let outer = std::mem::replace(&mut self.state, inner);
            self.state.in_table &= target == Target::Furniture;
            self.end_paragraph()?;
            self.state = outer;
        }
        Ok(())
    }

    /// Handles a byte of text in the current font.
    fn byte(&mut self, byte: u8) {
        match self.state.destination {
            Destination::Fonts => self.fonts.add_name(self.defined_font, byte),
            Destination::Instruction if self.instruction.len() < MAX_ASIDE => {
                self.instruction.push(char::from(byte));
            }
            // Control characters are private marks of the writer.
            Destination::Text(_) | Destination::Number if byte >= b' ' => self.bytes.push(byte),
            Destination::Text(_) if byte == b'\t' => self.bytes.push(byte),
            _ => {}
        }
    }

    /// Decodes the pending bytes; what follows may use another font.
    pub(super) fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        self.high = None;
        let mut text = String::new();
        self.fonts.decode(self.state.font, &self.bytes, &mut text);
        self.bytes.clear();
        self.push_text(&text);
    }

    /// Handles a `\u` character and skips its substitutes.
    fn unicode(&mut self, code: i32) {
        self.flush();
        self.n_skipped = self.state.n_substitutes;
        let code = if code < 0 { code.saturating_add(65_536) } else { code };
        let Ok(code) = u32::try_from(code) else { return };
        let high = self.high.take();
        match code {
            0xd800..0xdc00 => self.high = u16::try_from(code).ok(),
            0xdc00..0xe000 => {
                let pair = [high.unwrap_or(0), u16::try_from(code).unwrap_or(0)];
                self.push(char::decode_utf16(pair).next().and_then(Result::ok).unwrap_or(' '));
            }
            0xf000..=0xf0ff => {
                let is_symbol = self.fonts.charset(self.state.font) == Charset::Symbol;
                let known = self.fonts.symbol(self.state.font, code).filter(|_| is_symbol);
                let c = known.or_else(|| char::from_u32(code));
                c.into_iter().for_each(|c| self.push(c));
            }
            0x0a | 0x0b | 0x0d => self.push('\n'),
            0..0x20 if code != 0x09 => {}
            _ => char::from_u32(code).into_iter().for_each(|c| self.push(c)),
        }
    }

    /// Handles a character of text.
    pub(super) fn push(&mut self, c: char) {
        self.push_text(c.encode_utf8(&mut [0; 4]));
    }

    fn push_text(&mut self, text: &str) {
        match self.state.destination {
            Destination::Number if self.number.len() < MAX_ASIDE => self.number.push_str(text),
            Destination::Text(_) if self.state.deleted => self.invisible.n_changes += 1,
            Destination::Text(_) if self.state.hidden => self.hidden.push_str(text),
            Destination::Text(_) if self.state.struck => self.struck.push_str(text),
            Destination::Text(target) => {
                if let Some(open) = self.texts.get_mut(target as usize) {
                    open.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn target(&self) -> Option<Target> {
        match self.state.destination {
            Destination::Text(target) => Some(target),
            _ => None,
        }
    }

    /// Takes the text of the open paragraph, with its number.
    fn take(&mut self, target: Target) -> String {
        self.flush();
        self.invisible.hidden(&std::mem::take(&mut self.hidden));
        self.invisible.struck(&std::mem::take(&mut self.struck));
        let text = self.texts.get_mut(target as usize).map(std::mem::take).unwrap_or_default();
        let number = std::mem::take(&mut self.number);
        with_number(number.trim(), text)
    }

    /// Ends a paragraph.
    pub(super) fn end_paragraph(&mut self) -> Result<(), OverLimit> {
        let Some(target) = self.target() else { return Ok(()) };
        let text = self.take(target);
        if target == Target::Box {
            self.boxes.push(text);
            return Ok(());
        }
        let depth = self.state.depth();
        let heading = match self.state.outline {
            Some(level) => level < 9,
            None => self.headings.contains(&self.state.style),
        };
        if let Some(flow) = self.flows.get_mut(target as usize) {
            flow.paragraph(depth, text, heading)?;
        }
        self.end_boxes(target, depth)
    }

    /// Ends a cell of the table at a depth.
    pub(super) fn end_cell(&mut self, depth: usize) -> Result<(), OverLimit> {
        let Some(target) = self.target() else { return Ok(()) };
        let text = self.take(target);
        if target == Target::Box {
            self.boxes.push(text);
            return Ok(());
        }
        let boxes =
            if target == Target::Body { std::mem::take(&mut self.boxes) } else { Vec::new() };
        let Some(flow) = self.flows.get_mut(target as usize) else { return Ok(()) };
        for text in boxes {
            flow.paragraph(depth, text, false)?;
        }
        flow.end_cell(depth, &text)
    }

    /// Ends a row of the table at a depth.
    pub(super) fn end_row(&mut self, depth: usize) {
        self.flush();
        let Some(target) = self.target().filter(|target| *target != Target::Box) else { return };
        let shape = self.row.shape();
        if let Some(flow) = self.flows.get_mut(target as usize) {
            flow.end_row(depth, shape);
        }
    }

    fn end_boxes(&mut self, target: Target, depth: usize) -> Result<(), OverLimit> {
        if target != Target::Body {
            return Ok(());
        }
        let boxes = std::mem::take(&mut self.boxes);
        let Some(flow) = self.flows.get_mut(target as usize) else { return Ok(()) };
        boxes.into_iter().try_for_each(|text| flow.paragraph(depth, text, false))
    }

    /// The destination before the parent of the open group began.
    pub(super) fn around(&self) -> Destination {
        self.outer.last().map_or(Destination::Skip, |around| around.outer)
    }

    /// Begins a field result.
    pub(super) fn begin_result(&mut self) {
        self.state.destination = self.state.outer;
        if is_control(&self.instruction) {
            self.push(CONTROL);
            self.state.ends_control = true;
        }
    }
}
