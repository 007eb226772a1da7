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
pub(crate) enum InspectRequest {
    /// What it shows, with images of some pages, where it has pages.
    View(ImageRequest),
    /// A draft of its template, with this id.
    Draft(String),
    /// Its bytes, and nothing of what stands in them.
    Bytes,
}

/// Which images are wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ImageRequest {
    /// Pages, from 1.
    pub(crate) pages: Vec<u32>,
    /// Font for characters that a document uses and does not hold.
    pub(crate) font: Option<OsString>,
}

/// What was told, without its bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Inspection {
    /// SHA-256 of the document in hex digits.
    pub(crate) sha256: String,
    /// Bytes of the view or the draft; what follows are images.
    pub(crate) n_bytes: usize,
}

/// Tells of documents. It keeps the font that images are drawn with.
#[derive(Debug, Default)]
pub(crate) struct Inspector {
    #[cfg(feature = "review")]
    font: Option<(OsString, formgrid_review::Font)>,
}

impl Inspector {
    /// Tells of a document. Gives the bytes, and how many of them are what was asked for; what follows
    /// are images. `path` names the document in messages.
    pub(crate) fn inspect(
        &mut self,
        bytes: Vec<u8>,
        path: &str,
        request: &InspectRequest,
        templates: &Templates,
        limits: &Limits,
    ) -> Result<(Vec<u8>, usize), SourceError> {
        let output = match request {
            InspectRequest::Bytes => bytes,
            InspectRequest::View(wanted) => {
                return self.view(bytes, path, wanted, templates, limits);
            }
            InspectRequest::Draft(id) => {
                let Reading { document, records } = reading(&bytes, path, templates, limits)?;
                learn(&document, &records, templates, id).into_bytes()
            }
        };
        let n_bytes = output.len();
        Ok((output, n_bytes))
    }

    fn view(
        &mut self,
        bytes: Vec<u8>,
        path: &str,
        wanted: &ImageRequest,
        templates: &Templates,
        limits: &Limits,
    ) -> Result<(Vec<u8>, usize), SourceError> {
        let Reading { document, .. } = reading(&bytes, path, templates, limits)?;
        let tables = explain(&document, templates).tables;
        let is_pdf = document.format == Format::Pdf;
        let mut view = View { document, tables, pages: Vec::new(), remarks: Vec::new() };
        let images = if is_pdf { self.draw(bytes, wanted, &mut view) } else { Vec::new() };
        let mut output =
            serde_json::to_vec(&view).map_err(|failure| error("run/crash", failure))?;
        let n_bytes = output.len();
        output.extend(images);
        Ok((output, n_bytes))
    }

    /// Draws pages, where the program is built for it.
    #[cfg(feature = "review")]
    fn draw(&mut self, bytes: Vec<u8>, wanted: &ImageRequest, view: &mut View) -> Vec<u8> {
        let is_other = |(name, _): &(OsString, _)| Some(name) != wanted.font.as_ref();
        if self.font.as_ref().is_none_or(is_other) {
            let read = |name: &OsString| Some((name.clone(), std::fs::read(name).ok()?.into()));
            self.font = wanted.font.as_ref().and_then(read);
        }
        let font = self.font.as_ref().map(|(_, font)| font.clone());
        let drawn = formgrid_review::draw_pages(bytes, &wanted.pages, font);
        view.pages = drawn.pages;
        view.remarks = drawn.remarks;
        drawn.bytes
    }

    #[cfg(not(feature = "review"))]
    fn draw(&mut self, _bytes: Vec<u8>, _wish: &ImageRequest, view: &mut View) -> Vec<u8> {
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
