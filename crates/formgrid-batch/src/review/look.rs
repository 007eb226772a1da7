//! What a worker tells of a document beside its records: what it shows, or a draft of its template.

use std::ffi::OsString;

use formgrid_model::{Diagnostics, Format, Limits};
use formgrid_records::{Templates, explain, learn};
use formgrid_review::View;
use formgrid_sinks::SourceError;
use serde::{Deserialize, Serialize};

use crate::{
    ReadError,
    outcome::error,
    pipeline::{Reading, read_document},
};

/// What is to be told of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Look {
    /// What it shows, with images of some pages, where it has pages.
    View(Wish),
    /// A draft of its template, with this id.
    Draft(String),
    /// Its bytes, and nothing of what stands in them.
    Bytes,
}

/// Which images are wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// Pages, from 1.
    pub(crate) pages: Vec<u32>,
    /// Font for characters that a document uses and does not hold.
    pub(crate) font: Option<OsString>,
}

/// What was told, without its bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// SHA-256 of the document in hex digits.
    pub(crate) sha256: String,
    /// Bytes of the view or the draft; what follows are images.
    pub(crate) n_bytes: usize,
}

/// Tells of documents. It keeps the font that images are drawn with.
#[derive(Debug, Default)]
pub(crate) struct Looker {
    #[cfg(feature = "review")]
    font: Option<(OsString, formgrid_review::Font)>,
}

impl Looker {
    /// Tells of a document. Gives the bytes, and how many of them are what was asked for; what follows
    /// are images. `path` names the document in messages.
    pub(crate) fn look(
        &mut self,
        bytes: Vec<u8>,
        path: &str,
        look: &Look,
        templates: &Templates,
        limits: &Limits,
    ) -> Result<(Vec<u8>, usize), SourceError> {
        let told = match look {
            Look::Bytes => bytes,
            Look::View(wish) => return self.view(bytes, path, wish, templates, limits),
            Look::Draft(id) => {
                let Reading { document, records } = reading(&bytes, path, templates, limits)?;
                learn(&document, &records, templates, id).into_bytes()
            }
        };
        let n_bytes = told.len();
        Ok((told, n_bytes))
    }

    fn view(
        &mut self,
        bytes: Vec<u8>,
        path: &str,
        wish: &Wish,
        templates: &Templates,
        limits: &Limits,
    ) -> Result<(Vec<u8>, usize), SourceError> {
        let Reading { document, .. } = reading(&bytes, path, templates, limits)?;
        let tables = explain(&document, templates).tables;
        let is_pdf = document.format == Format::Pdf;
        let mut view = View { document, tables, pages: Vec::new(), remarks: Vec::new() };
        let images = if is_pdf { self.draw(bytes, wish, &mut view) } else { Vec::new() };
        let mut told = serde_json::to_vec(&view).map_err(|failure| error("run/crash", failure))?;
        let n_bytes = told.len();
        told.extend(images);
        Ok((told, n_bytes))
    }

    /// Draws pages, where the program is built for it.
    #[cfg(feature = "review")]
    fn draw(&mut self, bytes: Vec<u8>, wish: &Wish, view: &mut View) -> Vec<u8> {
        let is_other = |(name, _): &(OsString, _)| Some(name) != wish.font.as_ref();
        if self.font.as_ref().is_none_or(is_other) {
            let read = |name: &OsString| Some((name.clone(), std::fs::read(name).ok()?.into()));
            self.font = wish.font.as_ref().and_then(read);
        }
        let font = self.font.as_ref().map(|(_, font)| font.clone());
        let drawn = formgrid_review::draw_pages(bytes, &wish.pages, font);
        view.pages = drawn.pages;
        view.remarks = drawn.remarks;
        drawn.bytes
    }

    #[cfg(not(feature = "review"))]
    fn draw(&mut self, _bytes: Vec<u8>, _wish: &Wish, view: &mut View) -> Vec<u8> {
        view.remarks.push(formgrid_review::Remark {
            code: "review/no-images".to_owned(),
            message: "this build of formgrid draws no pages; build it with --features review"
                .to_owned(),
        });
        Vec::new()
    }
}

fn reading(
    bytes: &[u8],
    path: &str,
    templates: &Templates,
    limits: &Limits,
) -> Result<Reading, SourceError> {
    let reading = read_document(bytes, path, templates, limits, &mut Diagnostics::new());
    reading.map_err(|failure: ReadError| error(failure.code(), &failure))
}
