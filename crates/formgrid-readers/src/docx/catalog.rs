//! Styles and lists of a document, read when a paragraph first needs them.
//!
//! The styles part is often longer than the document, and a form may use none of it.

use formgrid_package::{Package, PackageError, Relationships};

use super::{
    binding::{Binding, Stores},
    numbering::Numbering,
    properties::ParagraphProperties,
    runs::RunProperties,
    styles::{Effect, Styles},
};
use crate::left_out::LeftOut;

/// Styles and lists of a document.
#[derive(Debug)]
pub(super) struct Catalog<'p, 'a> {
    package: &'p mut Package<'a>,
    styles_part: Option<String>,
    numbering_part: Option<String>,
    styles: Option<Styles<'a>>,
    numbering: Option<Numbering>,
    stores: Stores,
    /// Requested parts that are damaged or missing, with what is wrong.
    pub(super) damage: Vec<String>,
    /// The first limit that a part exceeded.
    pub(super) limit: Option<PackageError>,
    /// Content left out of the document.
    pub(super) left_out: LeftOut,
}

/// Resolved properties of a paragraph.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ResolvedParagraph {
    /// Whether it is a heading.
    pub(super) heading: bool,
    /// Its list number as printed.
    pub(super) number: Option<String>,
    /// Its run properties.
    pub(super) run_properties: RunProperties,
}

impl<'p, 'a> Catalog<'p, 'a> {
    pub(super) fn new(package: &'p mut Package<'a>, relationships: &Relationships) -> Self {
        let part = |kind: &str| relationships.target(kind).map(str::to_owned);
        Self {
            package,
            styles_part: part("styles"),
            numbering_part: part("numbering"),
            styles: None,
            numbering: None,
            stores: Stores::new(relationships),
            damage: Vec::new(),
            limit: None,
            left_out: LeftOut::default(),
        }
    }

    /// The package, for parts other than the main one.
    pub(super) fn package(&mut self) -> &mut Package<'a> {
        self.package
    }

    /// The text that a content control takes from a custom XML part.
    pub(super) fn bound(&mut self, binding: &Binding) -> Option<String> {
        self.stores.text(binding, self.package)
    }

    /// Resolves a paragraph's properties. Its list counts one item further.
    pub(super) fn resolve(&mut self, properties: &ParagraphProperties) -> ResolvedParagraph {
        let style = properties.style.as_deref();
        let of_style = style.map_or_else(Effect::default, |id| self.styles().effect(id));
        let heading = properties.outline.map_or(of_style.is_heading, |level| level < 9);
        let number = properties.number.clone().or_else(|| self.number(properties, of_style));
        ResolvedParagraph { heading, number, run_properties: of_style.run_properties }
    }

    /// Run properties of a character style.
    pub(super) fn run_properties(&mut self, style: &str) -> RunProperties {
        self.styles().effect(style).run_properties
    }

    fn number(&mut self, properties: &ParagraphProperties, of_style: Effect) -> Option<String> {
        let style = properties.style.as_deref();
        let of_style = if properties.list.is_some() { Effect::default() } else { of_style };
        let list = properties.list.or(of_style.list).filter(|&list| list > 0)?;
        let stated = properties.level.or(of_style.level);
        let numbering = self.numbering();
        let level = match (stated, style) {
            (Some(level), _) => level,
            (None, Some(style)) => numbering.level_of_style(list, style),
            (None, None) => 0,
        };
        numbering.next(list, level)
    }

    fn styles(&mut self) -> &mut Styles<'a> {
        let limits = self.package.limits();
        if self.styles.is_none() {
            let part = self.styles_part.take();
            self.styles = Some(Styles::new(self.text(part), limits));
        }
        self.styles.get_or_insert_with(|| Styles::new(String::new(), limits))
    }

    fn numbering(&mut self) -> &mut Numbering {
        if self.numbering.is_none() {
            let part = self.numbering_part.take();
            self.numbering = Some(Numbering::parse(&self.text(part), self.package.limits()));
        }
        self.numbering.get_or_insert_default()
    }

    /// The text of a supplementary part; empty if it cannot be read.
    fn text(&mut self, part: Option<String>) -> String {
        let Some(name) = part else { return String::new() };
        let damage = match self.package.part(&name) {
            Ok(Some(part)) if part.damage.is_none() => return part.text,
            Ok(Some(part)) => {
                self.damage.push(format!("{name}: {}", part.damage.unwrap_or_default()));
                return part.text;
            }
            Ok(None) => format!("{name} is missing"),
            Err(error) => {
                let damage = error.to_string();
                if matches!(error, PackageError::Limit(_)) {
                    self.limit.get_or_insert(error);
                }
                damage
            }
        };
        self.damage.push(damage);
        String::new()
    }
}
