//! Text: the characters of a story to paragraphs, cells and rows.
//!
//! One pass over the characters. Character properties are looked up once per run; paragraph properties
//! once at the paragraph mark, which carries them.

use std::{collections::BTreeMap, ops::Range};

use encoding_rs::WINDOWS_1252;
use formgrid_model::{OverLimit, symbol};

use super::{
    Document,
    pieces::Piece,
    properties::{CharacterProperties, ParagraphProperties, moved},
    runs,
    sprm::Modifiers,
    styles::Effect,
    table::RowDefinition,
};
use crate::docx::{
    flow::{self, Flow, InvisibleText, Story},
    lists::Lists,
};

/// Special characters ([MS-DOC] 2.4.1 and 2.6.1).
mod mark {
    pub(super) const CELL: u32 = 0x07;
    pub(super) const DRAWING: u32 = 0x08;
    pub(super) const TAB: u32 = 0x09;
    pub(super) const LINE: u32 = 0x0b;
    pub(super) const PAGE: u32 = 0x0c;
    pub(super) const PARAGRAPH: u32 = 0x0d;
    pub(super) const COLUMN: u32 = 0x0e;
    pub(super) const FIELD: u32 = 0x13;
    pub(super) const FIELD_RESULT: u32 = 0x14;
    pub(super) const FIELD_END: u32 = 0x15;
    pub(super) const HYPHEN: u32 = 0x1e;
    pub(super) const SYMBOL: u32 = 0x28;
}

/// State shared by the stories of a document.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) effects: Vec<Effect>,
    pub(super) fonts: Vec<String>,
    pub(super) lists: Lists,
    /// Texts of boxes, by the character of their anchor.
    pub(super) boxes: BTreeMap<usize, Range<usize>>,
    pub(super) invisible: InvisibleText,
}

/// Reads a character range as a story.
pub(super) fn story(shared: &mut Shared<'_>, range: Range<usize>) -> Result<Story, OverLimit> {
    let mut reader = Reader::new(shared);
    reader.range(range)?;
    reader.end_paragraph(&ParagraphProperties::default(), 0)?;
    while let Some(inner) = reader.boxes.pop() {
        reader.box_text(inner)?;
    }
    Ok(reader.flow.finish())
}

struct Reader<'s, 'a> {
    shared: &'s mut Shared<'a>,
    flow: Flow<'a>,
    text: String,
    /// High surrogate waiting for its low surrogate.
    high: Option<u16>,
    /// Open fields.
    fields: Vec<Field>,
    /// Boxes anchored in the open paragraph.
    boxes: Vec<Range<usize>>,
    /// Hidden text of the open paragraph.
    hidden: String,
    struck: String,
    in_box: bool,
}

/// The position within a field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    /// In the instruction; its beginning is kept.
    Instruction(String),
    /// In the result.
    Result,
    /// In the result of a form field.
    Control,
}

impl Field {
    fn is_instruction(&self) -> bool {
        matches!(self, Self::Instruction(_))
    }
}

/// Deepest nesting of fields.
const MAX_FIELDS: usize = 100;

/// Longest instruction kept, in bytes.
const MAX_INSTRUCTION: usize = 20;

impl<'s, 'a> Reader<'s, 'a> {
    fn new(shared: &'s mut Shared<'a>) -> Self {
        let flow = Flow::new(shared.document.limits);
        Self {
            shared,
            flow,
            text: String::new(),
            high: None,
            fields: Vec::new(),
            boxes: Vec::new(),
            hidden: String::new(),
            struck: String::new(),
            in_box: false,
        }
    }

    fn range(&mut self, range: Range<usize>) -> Result<(), OverLimit> {
        let document = self.shared.document;
        let first = document.pieces.list.partition_point(|piece| piece.end <= range.start);
        for piece in document.pieces.list.get(first..).unwrap_or(&[]) {
            if piece.start >= range.end {
                break;
            }
            let part = piece.start.max(range.start)..piece.end.min(range.end);
            self.piece(document, piece, part)?;
        }
        Ok(())
    }

    /// Reads a part of a piece, run by run.
    fn piece(
        &mut self,
        document: &'a Document<'a>,
        piece: &Piece,
        part: Range<usize>,
    ) -> Result<(), OverLimit> {
        let width = if piece.is_narrow { 1 } else { 2 };
        let offset = |cp: usize| piece.offset + (cp - piece.start) * width;
        let mut at = part.start;
        let mut run = runs::find(&document.characters, offset(at));
        while at < part.end {
            let found = document.characters.get(run);
            let holds = found.filter(|run| run.start <= offset(at));
            let next = match (holds, found) {
                (Some(run), _) => run.end,
                (None, Some(run)) => run.start,
                (None, None) => usize::MAX,
            };
            run += usize::from(holds.is_some());
            let n_characters = next.saturating_sub(offset(at)).div_ceil(width).max(1);
            let end = at.saturating_add(n_characters).min(part.end);
            let char_properties = self.character_properties(
                document,
                piece,
                offset(at),
                holds.map(|run| run.modifiers),
            );
            for cp in at..end {
                self.unit(document, piece, cp, offset(cp), char_properties)?;
            }
            at = end;
        }
        Ok(())
    }

    fn character_properties(
        &self,
        document: &Document<'_>,
        piece: &Piece,
        offset: usize,
        modifiers: Option<&[u8]>,
    ) -> CharacterProperties {
        let paragraph = document.paragraphs.get(runs::find(&document.paragraphs, offset));
        let style = paragraph.map_or(0, |run| usize::from(run.style));
        let of_style = self.shared.effects.get(style).map(|effect| effect.characters);
        let mut char_properties = of_style.unwrap_or_default();
        char_properties.apply(modifiers.unwrap_or(&[]));
        char_properties.change(document.pieces.change(piece));
        char_properties
    }

    fn unit(
        &mut self,
        document: &Document<'a>,
        piece: &Piece,
        cp: usize,
        offset: usize,
        char_properties: CharacterProperties,
    ) -> Result<(), OverLimit> {
        let code = match piece.is_narrow {
            true => u32::from(document.main.get(offset).copied().unwrap_or(0)),
            false => u32::from(crate::little_endian::u16_at(document.main, offset).unwrap_or(0)),
        };
        match code {
            mark::PARAGRAPH | mark::CELL | mark::PAGE => {
                let properties = self.paragraph(document, piece, offset);
                // A paragraph with a deleted mark continues in the next one.
                let goes_on = char_properties.deleted
                    && code == mark::PARAGRAPH
                    && !properties.is_inner_cell
                    && !properties.is_inner_row_end;
                if goes_on {
                    return Ok(());
                }
                if code == mark::PAGE && properties.depth() > 0 {
                    self.text.push('\n');
                    return Ok(());
                }
                self.end(document, &properties, code, offset)
            }
            mark::FIELD | mark::FIELD_RESULT | mark::FIELD_END => {
                self.field(code);
                Ok(())
            }
            _ => {
                self.character(code, cp, piece.is_narrow, char_properties);
                Ok(())
            }
        }
    }

    fn field(&mut self, code: u32) {
        match code {
            mark::FIELD if self.fields.len() < MAX_FIELDS => {
                self.fields.push(Field::Instruction(String::new()));
            }
            mark::FIELD_RESULT => {
                if let Some(field) = self.fields.last_mut() {
                    let is_control =
                        matches!(field, Field::Instruction(text) if flow::is_control(text));
                    *field = if is_control { Field::Control } else { Field::Result };
                    self.text.extend(is_control.then_some(flow::CONTROL));
                }
            }
            mark::FIELD_END => {
                let is_control = matches!(self.fields.pop(), Some(Field::Control));
                self.text.extend(is_control.then_some(flow::CONTROL_END));
            }
            _ => {}
        }
    }

    fn character(
        &mut self,
        code: u32,
        cp: usize,
        is_narrow: bool,
        char_properties: CharacterProperties,
    ) {
        if char_properties.deleted {
            self.shared.invisible.n_changes += 1;
            return;
        }
        if let Some(Field::Instruction(text)) = self.fields.iter_mut().find(|f| f.is_instruction())
        {
            let c = char::from_u32(code).filter(|_| text.len() < MAX_INSTRUCTION);
            text.extend(c);
            return;
        }
        if code == mark::DRAWING && char_properties.special && !self.in_box {
            self.boxes.extend(self.shared.boxes.get(&cp).cloned());
            return;
        }
        let Some(c) = self.shown(code, is_narrow, char_properties) else { return };
        match (char_properties.hidden, char_properties.struck) {
            (true, _) => self.hidden.push(c),
            (_, true) => self.struck.push(c),
            _ => self.text.push(c),
        }
    }

    /// The visible character; `None` if it is not text.
    fn shown(
        &mut self,
        code: u32,
        is_narrow: bool,
        char_properties: CharacterProperties,
    ) -> Option<char> {
        let high = self.high.take();
        match code {
            mark::SYMBOL if char_properties.special && char_properties.symbol.is_some() => {
                let (font, code) = char_properties.symbol?;
                self.symbol(font, u32::from(code))
            }
            mark::TAB => Some('\t'),
            mark::LINE | mark::COLUMN => Some('\n'),
            mark::HYPHEN => Some('-'),
            0..0x20 => None,
            0xf020..=0xf0ff => {
                self.symbol(char_properties.font, code).or_else(|| char::from_u32(code))
            }
            0x80..=0xff if is_narrow => {
                let byte = u8::try_from(code).ok()?;
                WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
            }
            0xd800..0xdc00 => {
                self.high = u16::try_from(code).ok();
                None
            }
            0xdc00..0xe000 => {
                let pair = [high?, u16::try_from(code).ok()?];
                char::decode_utf16(pair).next()?.ok()
            }
            _ => char::from_u32(code),
        }
    }

    fn symbol(&self, font: u16, code: u32) -> Option<char> {
        let font = self.shared.fonts.get(usize::from(font)).map_or("", String::as_str);
        symbol(font, code)
    }

    /// The properties of the paragraph that a mark ends.
    fn paragraph(
        &self,
        document: &Document<'_>,
        piece: &Piece,
        offset: usize,
    ) -> ParagraphProperties {
        let run = document.paragraphs.get(runs::find(&document.paragraphs, offset));
        let run = run.filter(|run| run.start <= offset);
        let style = run.map_or(0, |run| run.style);
        let effect = self.shared.effects.get(usize::from(style));
        let mut properties = effect.map(|effect| effect.paragraph.clone()).unwrap_or_default();
        properties.style = style;
        properties.apply(run.map_or(&[], |run| run.modifiers), document.data);
        properties.change(document.pieces.change(piece), document.data);
        properties
    }

    fn end(
        &mut self,
        document: &Document<'_>,
        properties: &ParagraphProperties,
        code: u32,
        offset: usize,
    ) -> Result<(), OverLimit> {
        let depth = properties.depth();
        let is_cell = depth > 0 && code == mark::CELL;
        if is_cell && properties.is_row_end || depth > 1 && properties.is_inner_row_end {
            self.forget();
            let depth = if properties.is_inner_row_end { depth } else { 1 };
            self.flow.end_row(depth, row(document, offset).shape());
            return Ok(());
        }
        if is_cell || depth > 1 && properties.is_inner_cell {
            let text = self.take(properties);
            self.flow.end_cell(if is_cell { 1 } else { depth }, &text)?;
            return self.end_boxes();
        }
        self.end_paragraph(properties, depth)
    }

    fn end_paragraph(
        &mut self,
        properties: &ParagraphProperties,
        depth: usize,
    ) -> Result<(), OverLimit> {
        let effect = self.shared.effects.get(usize::from(properties.style));
        let heading = match properties.outline {
            Some(level) => level < 9,
            None => effect.is_some_and(|effect| effect.is_heading),
        };
        let text = self.take(properties);
        self.flow.paragraph(depth, text, heading)?;
        self.end_boxes()
    }

    /// Takes the text of the finished paragraph, with its number.
    fn take(&mut self, properties: &ParagraphProperties) -> String {
        // A field without an end would swallow everything after it.
        self.fields.retain(|field| !field.is_instruction());
        self.shared.invisible.hidden(&std::mem::take(&mut self.hidden));
        self.shared.invisible.struck(&std::mem::take(&mut self.struck));
        let text = std::mem::take(&mut self.text);
        match properties.list.filter(|&list| list > 0) {
            Some(list) => {
                let level = properties.level.unwrap_or(0);
                self.shared.lists.number(u32::from(list), level, text)
            }
            None => text,
        }
    }

    fn forget(&mut self) {
        self.text.clear();
        self.hidden.clear();
        self.struck.clear();
    }

    /// Adds the texts of boxes after their anchor paragraph.
    fn end_boxes(&mut self) -> Result<(), OverLimit> {
        if self.in_box {
            return Ok(());
        }
        for inner in std::mem::take(&mut self.boxes) {
            self.box_text(inner)?;
        }
        Ok(())
    }

    fn box_text(&mut self, range: Range<usize>) -> Result<(), OverLimit> {
        self.in_box = true;
        let fields = std::mem::take(&mut self.fields);
        let outcome = self.range(range);
        self.fields = fields;
        self.in_box = false;
        outcome
    }
}

/// The row definition at a row-end mark.
fn row(document: &Document<'_>, offset: usize) -> RowDefinition {
    let mut row = RowDefinition::default();
    let run = document.paragraphs.get(runs::find(&document.paragraphs, offset));
    let Some(run) = run.filter(|run| run.start <= offset) else { return row };
    for (code, operand) in Modifiers(run.modifiers) {
        if let Some(list) = moved(code, operand, document.data) {
            row.apply(Modifiers(list));
        }
    }
    row.apply(Modifiers(run.modifiers));
    row
}
