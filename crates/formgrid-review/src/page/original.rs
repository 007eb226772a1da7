//! The first column: page images if available, else the document's paragraphs and tables.

use formgrid_model::{BBox, Block, Cell, Place, Table};
use maud::{Markup, html};

use super::Shared;
use crate::{PageImage, View, view::block_key};

pub(super) fn column(shared: &Shared<'_>) -> Markup {
    html! {
        section.original tabindex="0" aria-label="Original" {
            h2 { "Original" }
            @match shared.source.view {
                None => p.none { "The document is not at hand: name its folder with --sources." },
                Some(view) if view.pages.is_empty() => (flow(shared, view)),
                Some(view) => {
                    @for page in &view.pages { (sheet(shared, view, page)) }
                },
            }
        }
    }
}

/// Paragraphs and tables in order.
fn flow(shared: &Shared<'_>, view: &View) -> Markup {
    let mut number = 0;
    let mut parts = Vec::new();
    for (nth, block) in view.document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                let class = paragraph.heading.then_some("heading");
                parts.push(html! { p class=[class] data-c=(block_key(nth)) { (paragraph.text) } });
            }
            Block::Table(table) => {
                parts.push(if shared.tables.contains(&number) {
                    rebuilt(shared, number, table)
                } else {
                    html! { p.none { "Table " (number) " is left out." } }
                });
                number += 1;
            }
        }
    }
    html! { @for part in parts { (part) } }
}

fn rebuilt(shared: &Shared<'_>, number: usize, table: &Table) -> Markup {
    html! {
        table.doc {
            @if let Some(caption) = &table.caption { caption { (caption) } }
            tbody {
                @for row in 0..table.grid.n_rows() {
                    tr { @for cell in table.grid.origins(row) { (slot(shared, number, cell)) } }
                }
            }
        }
    }
}

fn slot(shared: &Shared<'_>, table: usize, cell: &Cell) -> Markup {
    let (key, _) = shared.cell(table, cell.row, cell.col);
    let span = |n: usize| (n > 1).then_some(n);
    html! {
        td data-c=(key) rowspan=[span(cell.row_span)] colspan=[span(cell.col_span)] { (cell.text) }
    }
}

/// A page image with boxes for what was read.
fn sheet(shared: &Shared<'_>, view: &View, image: &PageImage) -> Markup {
    let PageImage { page, width, height, .. } = *image;
    html! {
        figure.sheet {
            div.paper {
                img src={ "../" (shared.source.images) (page) ".png" } loading="lazy"
                    width=(width) height=(height) alt={ "Page " (page) " as it is printed" };
                svg viewBox={ "0 0 " (width) " " (height) } aria-hidden="true" {
                    @for (key, class, bbox) in boxes(shared, view, page) {
                        rect data-c=(key) class=[class] x=(bbox.x0) y=(bbox.y0)
                            width=(bbox.x1 - bbox.x0) height=(bbox.y1 - bbox.y0) {}
                    }
                }
            }
            figcaption { "Page " (page) }
        }
    }
}

/// The boxes on a page with key, class and extent.
fn boxes(shared: &Shared<'_>, view: &View, page: u32) -> Vec<(String, Option<&'static str>, BBox)> {
    let here = |place: &Place| place.bbox.filter(|_| place.page == Some(page));
    let mut all = Vec::new();
    let mut number = 0;
    for (nth, block) in view.document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                all.extend(here(&paragraph.place).map(|bbox| (block_key(nth), None, bbox)));
            }
            Block::Table(table) => {
                for cell in table.grid.cells().iter().filter(|cell| !cell.is_empty()) {
                    let places = std::iter::once(&cell.place).chain(&cell.continued);
                    for bbox in places.filter_map(here) {
                        let (key, class) = shared.cell(number, cell.row, cell.col);
                        all.push((key, class, bbox));
                    }
                }
                number += 1;
            }
        }
    }
    all
}
