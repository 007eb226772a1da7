//! Drawings: content that floats above the cells of a sheet (ECMA-376, 20.5).
//!
//! Texts in boxes and shapes are read with the cells they cover; pictures, charts and diagrams are
//! reported.

use formgrid_model::Limits;
use formgrid_package::{Event, Tag, Xml, XmlError};

use crate::{
    script::{Level, at_level},
    sheet::worksheet::Area,
};

/// Floating content.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// The cells it covers, if stated.
    pub(super) area: Option<Area>,
    pub(super) kind: Kind,
    /// Its text; for a picture, the alternative text.
    pub(super) text: String,
    /// Its struck text.
    pub(super) struck: String,
    /// Shape id, to which form controls refer.
    pub(super) number: String,
    pub(super) is_hidden: bool,
}

/// Kind of content.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A shape, with or without text.
    #[default]
    Shape,
    Picture,
    /// A chart, a diagram, or a table of another program.
    Graphic,
    /// The drawing that newer programs store for a form control.
    Control,
}

/// Most shapes of a drawing. A sheet has a few dozen.
pub(super) const MAX_SHAPES: usize = 5_000;

/// The shapes of a drawing part, as far as readable.
pub(super) fn shapes(part: &str, limits: &Limits) -> Vec<Shape> {
    let mut parser = Parser::default();
    // Damage ends a drawing as its end tag does.
    let _ = parser.run(&mut Xml::new(part, limits));
    parser.end_shape();
    parser.shapes
}

#[derive(Debug, Default)]
struct Parser {
    shapes: Vec<Shape>,
    open: Option<Shape>,
    area: Option<Area>,
    /// Index of the anchor corner and of its field being read.
    corner: Option<usize>,
    corners: [[i64; 4]; 2],
    field: Option<usize>,
    level: Level,
    is_struck: bool,
}

/// Fields of a corner, in storage order.
const FIELDS: [&str; 4] = ["row", "col", "rowOff", "colOff"];

impl Parser {
    fn run(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        let mut in_text = false;
        // For each open `AlternateContent`, whether a branch was taken.
        let mut taken: Vec<(usize, bool)> = Vec::new();
        loop {
            match xml.next_event()? {
                Event::Open(tag) => {
                    let name = tag.local();
                    match name {
                        "AlternateContent" => taken.push((xml.depth(), false)),
                        "Choice" | "Fallback" => match taken.last_mut() {
                            Some((_, true)) => xml.skip()?,
                            Some((_, taken)) => *taken = true,
                            None => {}
                        },
                        "t" => in_text = true,
                        _ => self.open(name, &tag),
                    }
                }
                Event::Text(text) if in_text => self.text(&text),
                Event::Text(text) => self.number(text.trim()),
                Event::Close => {
                    in_text = false;
                    self.field = None;
                    if taken.last().is_some_and(|&(depth, _)| xml.depth() < depth) {
                        taken.pop();
                    }
                }
                Event::End => return Ok(()),
            }
        }
    }

    fn open(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                self.end_shape();
                self.area = None;
                self.corners = [[0; 4]; 2];
            }
            "from" => self.corner = Some(0),
            "to" => self.corner = Some(1),
            "sp" | "cxnSp" => self.begin(Kind::Shape),
            "pic" => self.begin(Kind::Picture),
            "graphicFrame" | "contentPart" => self.begin(Kind::Graphic),
            "cNvPr" => {
                if let Some(shape) = &mut self.open {
                    shape.number = tag.attr("id").unwrap_or_default().into_owned();
                    shape.is_hidden =
                        tag.attr("hidden").is_some_and(|value| matches!(&*value, "1" | "true"));
                    if shape.kind != Kind::Shape {
                        let alternative = tag.attr("descr").or_else(|| tag.attr("title"));
                        shape.text = alternative.unwrap_or_default().into_owned();
                    }
                }
            }
            "compatExt" => {
                if let Some(shape) = &mut self.open {
                    shape.kind = Kind::Control;
                }
            }
            "p" => self.break_line(),
            "br" => self.break_line(),
            "rPr" => {
                self.is_struck = tag.attr("strike").is_some_and(|kind| kind != "noStrike");
                let baseline = tag.attr("baseline").and_then(|n| n.parse::<i64>().ok());
                self.level = match baseline.unwrap_or(0) {
                    0 => Level::Line,
                    1.. => Level::Raised,
                    _ => Level::Lowered,
                };
            }
            "r" | "fld" => (self.level, self.is_struck) = (Level::Line, false),
            _ => self.field = FIELDS.iter().position(|&field| field == name),
        }
    }

    fn number(&mut self, text: &str) {
        let (Some(corner), Some(field)) = (self.corner, self.field) else { return };
        if let (Some(slot), Ok(number)) = (
            self.corners.get_mut(corner).and_then(|corner| corner.get_mut(field)),
            text.parse::<i64>(),
        ) {
            *slot = number;
        }
        let [top, left, ..] = self.corners[0];
        // A corner at the start of a cell does not extend into it.
        let end = |at: usize| {
            let [last, offset] = [self.corners[1][at], self.corners[1][at + 2]];
            if offset == 0 { last.saturating_sub(1) } else { last }
        };
        let line = |number: i64| u32::try_from(number).ok();
        if let (Some(top), Some(left)) = (line(top), line(left)) {
            let bottom = line(end(0)).unwrap_or(0).max(top);
            let right = line(end(1)).unwrap_or(0).max(left);
            self.area = Some(Area { rows: (top, bottom), cols: (left, right) });
        }
    }

    fn begin(&mut self, kind: Kind) {
        self.end_shape();
        self.open = Some(Shape { area: self.area, kind, ..Shape::default() });
    }

    fn break_line(&mut self) {
        if let Some(shape) = self.open.as_mut().filter(|shape| !shape.text.is_empty()) {
            shape.text.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        let Some(shape) = &mut self.open else { return };
        if self.is_struck {
            shape.struck.push_str(text);
        } else {
            shape.text.push_str(&at_level(text, self.level));
        }
    }

    fn end_shape(&mut self) {
        if let Some(mut shape) = self.open.take().filter(|_| self.shapes.len() < MAX_SHAPES) {
            shape.text.truncate(shape.text.trim_end().len());
            self.shapes.push(shape);
        }
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{Kind, shapes};

    #[test]
    fn texts_pictures_and_alternatives() {
        let part = "<wsDr><twoCellAnchor><from><col>1</col><colOff>0</colOff><row>2</row><rowOff>5</rowOff></from>\
            <to><col>3</col><colOff>0</colOff><row>2</row><rowOff>9</rowOff></to>\
            <sp><nvSpPr><cNvPr id='2' name='x'/></nvSpPr><txBody><p><r><t>表</t></r><r><rPr strike='sngStrike'/>\
            <t>旧</t></r></p><p><r><t>注</t></r><r><rPr baseline='30000'/><t>2</t></r></p></txBody></sp></twoCellAnchor>\
            <oneCellAnchor><from><col>0</col><row>9</row></from><pic><cNvPr id='3' descr='公章'/></pic></oneCellAnchor>\
            <AlternateContent><Choice><sp><cNvPr id='4'/><t>一</t></sp></Choice>\
            <Fallback><sp><t>二</t></sp></Fallback></AlternateContent></wsDr>";
        let found = shapes(part, &Limits::default());
        let told: Vec<_> =
            found.iter().map(|s| (s.kind, s.text.as_str(), s.struck.as_str())).collect();
        assert_eq!(
            told,
            [(Kind::Shape, "表\n注²", "旧"), (Kind::Picture, "公章", ""), (Kind::Shape, "一", "")]
        );
        let area = found[0].area.unwrap();
        assert_eq!((area.rows, area.cols), ((2, 2), (1, 2)));
        assert_eq!(found[1].area.unwrap().rows, (9, 9));
    }
}
