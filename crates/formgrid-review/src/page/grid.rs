//! The second column: each grid with row and column numbers, cells colored by confidence, and the
//! explanation of its columns and labels.

use formgrid_model::{Cell, Table};
use formgrid_records::{BandExplanation, PartExplanation, TableExplanation};
use maud::{Markup, html};

use super::Shared;
use crate::view::cell_key;

/// Maximum number of column numbers above a grid.
const MAX_COUNTED: usize = 60;

pub(super) fn column(shared: &Shared<'_>) -> Markup {
    let tables = shared.source.view.map(|view| view.document.tables().collect::<Vec<_>>());
    let tables = tables.unwrap_or_default();
    let n_more = tables.len().saturating_sub(shared.tables.len());
    html! {
        section.grid tabindex="0" aria-label="Grid" {
            h2 { "Grid" }
            (findings(shared))
            @for (number, table) in tables.iter().filter(|(n, _)| shared.tables.contains(n)) {
                (one(shared, *number, table))
            }
            @if n_more > 0 { p.none { (n_more) " tables more are left out: the page would be too long." } }
        }
    }
}

/// Findings without a record.
fn findings(shared: &Shared<'_>) -> Markup {
    let open = shared.source.findings.iter().filter(|finding| finding.record.is_none());
    let open: Vec<_> = open.filter(|finding| finding.severity != "info").collect();
    html! {
        @if !open.is_empty() {
            ul.findings aria-label="Findings" {
                @for finding in open {
                    li class=(finding.severity) data-c=[shared.key(&finding.place, "")] tabindex="0" {
                        code { (finding.code) } " " (finding.message)
                    }
                }
            }
        }
    }
}

fn one(shared: &Shared<'_>, number: usize, table: &Table) -> Markup {
    let grid = &table.grid;
    let heads = explained_cells(shared, number);
    html! {
        section.table {
            h3 {
                "Table " (number) ": " (grid.n_rows()) " × " (grid.n_cols()) ", " (table.method.name())
                ", confidence " (format!("{:.2}", table.confidence))
            }
            div.scroll tabindex="0" role="region" aria-label={ "Grid of table " (number) } {
                table.slots {
                    @if grid.n_cols() <= MAX_COUNTED {
                        thead { tr {
                            td {}
                            @for col in 0..grid.n_cols() { th scope="col" { (col) } }
                        } }
                    }
                    tbody {
                        @for row in 0..grid.n_rows() {
                            tr {
                                th scope="row" { (row) }
                                @for cell in grid.origins(row) {
                                    (slot(shared, number, cell, &heads))
                                }
                            }
                        }
                    }
                }
            }
            @if let Some(explained) = explanation(shared, number) { (why(explained, table, number)) }
        }
    }
}

fn explanation<'a>(shared: &Shared<'a>, number: usize) -> Option<&'a TableExplanation> {
    shared.source.view?.tables.iter().find(|explained| explained.table == number)
}

/// Keys of header and label cells.
fn explained_cells(
    shared: &Shared<'_>,
    number: usize,
) -> std::collections::BTreeSet<(usize, usize)> {
    let bands = explanation(shared, number).map(|explained| explained.bands.as_slice());
    let parts = bands.unwrap_or_default().iter().flat_map(|band| &band.parts);
    parts.filter(|part| part.field.is_some()).flat_map(|part| part.cells.clone()).collect()
}

fn slot(
    shared: &Shared<'_>,
    table: usize,
    cell: &Cell,
    heads: &std::collections::BTreeSet<(usize, usize)>,
) -> Markup {
    let (key, class) = shared.cell(table, cell.row, cell.col);
    let is_head = heads.contains(&(cell.row, cell.col));
    let class = class.or(is_head.then_some("head"));
    let span = |n: usize| (n > 1).then_some(n);
    html! {
        td data-c=(key) class=[class] rowspan=[span(cell.row_span)] colspan=[span(cell.col_span)] {
            (cell.text)
        }
    }
}

/// The explanation of a table: its bands with their scores.
fn why(explained: &TableExplanation, table: &Table, number: usize) -> Markup {
    let bands =
        explained.bands.iter().filter(|band| !matches!(band.kind.as_str(), "blank" | "line"));
    html! {
        details.why {
            summary {
                "Why: read with " (explained.template.as_deref().unwrap_or("no template of its own"))
            }
            @for band in bands { (band_text(band, table, number)) }
        }
    }
}

fn band_text(band: &BandExplanation, table: &Table, number: usize) -> Markup {
    let last = (band.row + band.n_rows).saturating_sub(1);
    html! {
        p {
            "Rows " (band.row) " to " (last) ": " (band.kind)
            ", score " (format!("{:.1}", band.score))
            @if let Some(margin) = band.margin { ", next best " (format!("{margin:.1}")) " less" }
        }
        ul { @for part in &band.parts { (part_text(band, part, table, number)) } }
    }
}

fn part_text(
    band: &BandExplanation,
    part: &PartExplanation,
    table: &Table,
    number: usize,
) -> Markup {
    let Some(&(row, col)) = part.cells.first() else { return html! {} };
    let words = table.grid.at(row, col).map_or("", |cell| cell.text.as_str());
    let role = if band.kind == "labels" { "labels" } else { "columns" };
    let is_field = part.field.as_deref().is_none_or(|field| !field.starts_with("block "));
    html! {
        li data-c=(cell_key(number, row, col)) data-role=[is_field.then_some(role)]
            data-words=[is_field.then_some(words)] data-from=[part.field.as_deref().filter(|_| is_field)]
        {
            q { (words) } " → " b { (part.field.as_deref().unwrap_or("nothing")) }
            @if part.guessed { " (not listed)" }
            " score " (format!("{:.1}", part.score))
            @if let Some(margin) = part.margin { ", next best " (format!("{margin:.1}")) " less" }
            @if !part.candidates.is_empty() {
                "; the words alone: "
                @for (nth, (field, score)) in part.candidates.iter().enumerate() {
                    @if nth > 0 { ", " }
                    (field) " " (format!("{score:.1}"))
                }
            }
        }
    }
}
