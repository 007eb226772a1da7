//! What a worker returns about a document besides its records: a view, or a template draft.

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

/// The requested result.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum InspectRequest {
    /// A view of the document, with images of some pages.
    View(ImageRequest),
    /// A template draft with this id.
    Draft(String),
    /// Only its bytes.
    Bytes,
}

/// The requested page images.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ImageRequest {
    /// Pages, from 1.
    pub(crate) pages: Vec<u32>,
    /// Font for characters whose font is not embedded.
    pub(crate) font: Option<OsString>,
}

/// The result, without its bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Inspection {
    /// SHA-256 of the document in hex digits.
    pub(crate) sha256: String,
    /// Length of the view or draft, in bytes; images follow.
    pub(crate) n_bytes: usize,
}

/// Inspects documents. It caches the font for images.
#[derive(Debug, Default)]
pub(crate) struct Inspector {
    #[cfg(feature = "review")]
    font: Option<(OsString, formgrid_review::Font)>,
}

impl Inspector {
    /// Inspects a document. Returns the result followed by images, and the length of the result.
    /// `path` names the document in messages.
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

    /// Draws pages, if the build supports it.
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
