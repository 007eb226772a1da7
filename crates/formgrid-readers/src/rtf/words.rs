//! Control words: their effect on the state, and those that stand for a character.

use formgrid_model::OverLimit;

use super::{
    reader::Reader,
    state::{Destination, RowDefinition, Target},
};
use crate::docx::row_shape::Merge;

/// Destinations without text of the document. Unknown destinations marked `\*` are skipped as well.
const PASSED_OVER: &[&[u8]] = &[
    b"colortbl",
    b"info",
    b"pict",
    b"filetbl",
    b"revtbl",
    b"listtable",
    b"listoverridetable",
    b"objdata",
    b"objclass",
    b"nonesttables",
    b"shprslt",
    b"shpinst",
    b"background",
    b"pntxtb",
    b"pntxta",
    b"xe",
    b"tc",
    b"rxe",
    b"txe",
    b"bkmkstart",
    b"bkmkend",
    b"template",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"fldtype",
    b"falt",
    b"panose",
    b"atnid",
    b"atnauthor",
    b"atntime",
    b"atnref",
    b"atrfstart",
    b"atrfend",
    b"formfield",
    b"sp",
    b"private",
    b"ftnsep",
    b"ftnsepc",
    b"ftncn",
    b"aftnsep",
    b"aftnsepc",
    b"aftncn",
];

/// The character that a control word stands for.
fn character(name: &[u8]) -> Option<char> {
    Some(match name {
        b"tab" => '\t',
        b"line" | b"lbr" | b"column" => '\n',
        b"emdash" => '—',
        b"endash" => '–',
        b"emspace" => '\u{2003}',
        b"enspace" => '\u{2002}',
        b"qmspace" => '\u{2005}',
        b"bullet" => '•',
        b"lquote" => '‘',
        b"rquote" => '’',
        b"ldblquote" => '“',
        b"rdblquote" => '”',
        _ => return None,
    })
}

impl Reader<'_> {
    /// Handles a control symbol.
    pub(super) fn symbol(&mut self, symbol: u8) -> Result<(), OverLimit> {
        self.flush();
        match symbol {
            b'*' => self.state.is_optional = true,
            b'~' => self.push('\u{a0}'),
            b'_' => self.push('-'),
            b'{' | b'}' | b'\\' => self.push(char::from(symbol)),
            b'\r' | b'\n' => return self.end_paragraph(),
            b'\t' => self.push('\t'),
            _ => {}
        }
        Ok(())
    }

    /// Handles a control word.
    pub(super) fn word(&mut self, name: &[u8], number: Option<i32>) -> Result<(), OverLimit> {
        self.flush();
        let is_optional = std::mem::take(&mut self.state.is_optional);
        let is_first = std::mem::take(&mut self.is_first);
        if self.character_word(name, number) || self.row_word(name, number) {
            return Ok(());
        }
        // The first word of a group names its destination.
        if is_first && self.destination(name) {
            return Ok(());
        }
        if is_optional || is_first && PASSED_OVER.contains(&name) {
            self.state.destination = Destination::Skip;
            return Ok(());
        }
        if let Some(c) = character(name) {
            self.push(c);
            return Ok(());
        }
        match name {
            // A paragraph with a deleted mark continues in the next one.
            b"par" if self.state.deleted => Ok(()),
            b"par" | b"sect" | b"page" => self.end_paragraph(),
            b"cell" => self.end_cell(1),
            b"nestcell" => self.end_cell(self.state.depth().max(2)),
            b"row" => {
                self.end_row(1);
                Ok(())
            }
            b"nestrow" => {
                self.end_row(self.state.depth().max(2));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Begins a destination that is read; false if the word names none.
    fn destination(&mut self, name: &[u8]) -> bool {
        let is_read = !matches!(self.state.destination, Destination::Skip);
        match name {
            b"fonttbl" => self.state.destination = Destination::Fonts,
            b"stylesheet" => self.state.destination = Destination::Styles,
            b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer" | b"footerl"
            | b"footerr" | b"footerf" | b"annotation" => self.begin(Target::Furniture),
            b"footnote" => self.begin(Target::Notes),
            b"shptxt" | b"dptxbxtext" => {
                // A text box is inside a group that is skipped.
                self.state.destination = Destination::Text(Target::Box);
                self.state.reset_paragraph();
            }
            b"field" => self.instruction.clear(),
            b"fldinst" if is_read => {
                self.state.destination = Destination::Instruction;
                self.instruction.clear();
            }
            b"fldrslt" if is_read => self.begin_result(),
            b"listtext" | b"pntext" if is_read => {
                self.state.destination = Destination::Number;
                self.number.clear();
            }
            // `\upr` holds the text for readers without Unicode, then the same in Unicode.
            b"upr" => {
                self.state.outer = self.state.destination;
                self.state.destination = Destination::Skip;
            }
            b"ud" => self.state.destination = self.around(),
            b"nesttableprops" if is_read => {
                self.outer_row = std::mem::take(&mut self.row);
                self.state.ends_row_definition = true;
            }
            _ => return false,
        }
        true
    }

    fn begin(&mut self, target: Target) {
        if self.state.destination != Destination::Skip {
            self.state.destination = Destination::Text(target);
            self.state.reset_paragraph();
        }
    }

    /// Handles font and character properties; false for any other word.
    fn character_word(&mut self, name: &[u8], number: Option<i32>) -> bool {
        let is_on = number != Some(0);
        let value = number.unwrap_or(0);
        match name {
            b"ansicpg" => self.fonts.set_code_page(value),
            b"mac" => self.fonts.set_code_page(10_000),
            b"deff" => self.default_font = value,
            b"f" if self.state.destination == Destination::Fonts => self.defined_font = value,
            b"f" => self.state.font = value,
            b"fcharset" => self.fonts.set_charset(self.defined_font, value),
            b"uc" => self.state.n_substitutes = usize::try_from(value).unwrap_or(1).min(10),
            b"plain" => self.state.reset_characters(self.default_font),
            b"v" => self.state.hidden = is_on,
            b"deleted" => self.state.deleted = is_on,
            b"strike" | b"striked" => self.state.struck = is_on,
            b"pard" => self.state.reset_paragraph(),
            b"intbl" => self.state.in_table = true,
            b"itap" => {
                self.state.depth = usize::try_from(value).unwrap_or(0);
                self.state.in_table = value > 0;
            }
            b"s" => self.state.style = value,
            b"outlinelevel" => {
                self.state.outline = Some(value);
                let is_style = self.state.destination == Destination::Styles;
                if is_style && (0..9).contains(&value) {
                    self.headings.insert(self.state.style);
                }
            }
            _ => return false,
        }
        true
    }

    /// Handles row definitions; false for any other word.
    fn row_word(&mut self, name: &[u8], number: Option<i32>) -> bool {
        let value = number.unwrap_or(0);
        match name {
            b"trowd" => self.row = RowDefinition::default(),
            b"trleft" => self.row.set_left(value),
            b"trhdr" => self.row.set_repeats(),
            b"cellx" => self.row.end_cell(value),
            b"clvmgf" => self.row.set_vertical(Merge::Restart),
            b"clvmrg" => self.row.set_vertical(Merge::Continue),
            b"clmgf" => self.row.set_horizontal(Merge::Restart),
            b"clmrg" => self.row.set_horizontal(Merge::Continue),
            _ => return false,
        }
        true
    }
}
