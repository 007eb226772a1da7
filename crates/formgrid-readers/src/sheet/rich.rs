//! Rich texts: runs of a cell's text, each in its own font or in that of the cell.

use std::borrow::Cow;

use crate::script::{Level, at_level, in_font};

/// Font properties that change the displayed characters.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Font {
    /// Whether text is struck through.
    pub(super) is_struck: bool,
    pub(super) level: Level,
    /// Its name, if it is a symbol font.
    pub(super) symbols: Option<String>,
}

/// A rich text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Rich {
    pub(super) runs: Vec<Run>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    /// Its font; `None` for that of the cell.
    pub(super) font: Option<Font>,
}

/// A text as displayed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) text: String,
    /// The struck text, which is not part of the text.
    pub(super) struck: String,
}

impl Rich {
    /// A text in the font of its cell.
    pub(super) fn plain(text: String) -> Self {
        Self { runs: vec![Run { text, font: None }] }
    }

    /// The text as shown by a cell with the font `of_cell`.
    pub(super) fn shown(&self, of_cell: &Font) -> Shown {
        if let [Run { text, font: None }] = self.runs.as_slice()
            && *of_cell == Font::default()
        {
            return Shown { text: text.clone(), struck: String::new() };
        }
        let mut shown = Shown::default();
        for run in &self.runs {
            let font = run.font.as_ref().unwrap_or(of_cell);
            if font.is_struck {
                shown.struck.push_str(&run.text);
                continue;
            }
            let text = match &font.symbols {
                Some(name) => in_font(&run.text, name),
                None => Cow::Borrowed(run.text.as_str()),
            };
            // A fully raised cell has no baseline digits that a superscript could be confused with.
            let level = if run.font.is_some() { font.level } else { Level::Line };
            shown.text.push_str(&at_level(&text, level));
        }
        shown
    }
}
