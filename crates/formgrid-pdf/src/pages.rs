//! The pages of a document in order, with inherited attributes.

use std::collections::BTreeSet;

use formgrid_model::{Limit, OverLimit};
use lopdf::{Dictionary, Object};

use crate::{
    limits,
    matrix::{Area, Matrix},
    objects::Objects,
};

/// Attributes that a page may inherit.
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// US Letter, the size that viewers use for pages without a size.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// A page with its inherited attributes.
#[derive(Debug, Clone)]
pub(crate) struct PageNode<'a> {
    pub(crate) dict: &'a Dictionary,
    inherited: [Option<&'a Object>; 4],
}

/// All pages. If the page tree leads to none, all page objects of the document count.
pub(crate) fn pages(objects: Objects<'_>, limit: usize) -> Result<Vec<PageNode<'_>>, OverLimit> {
    let root = objects.document.catalog().ok().and_then(|catalog| objects.dict(catalog, "Pages"));
    let pages = root.map(|root| walk(objects, root, limit)).unwrap_or_default();
    let pages = if pages.is_empty() { loose_pages(objects) } else { pages };
    match pages.len() {
        found if found > limit => Err(OverLimit { limit: Limit::PdfPages, found, allowed: limit }),
        _ => Ok(pages),
    }
}

fn walk<'a>(objects: Objects<'a>, root: &'a Dictionary, limit: usize) -> Vec<PageNode<'a>> {
    let mut pages = Vec::new();
    // Nodes are identified by address, so direct nodes are covered too.
    let mut seen = BTreeSet::new();
    let mut open = vec![PageNode { dict: root, inherited: [None; 4] }];
    while let Some(node) = open.pop() {
        let is_new = seen.insert(std::ptr::from_ref(node.dict).addr());
        let n_nodes = limit.saturating_mul(limits::NODES_PER_PAGE);
        if !is_new || seen.len() > n_nodes || pages.len() > limit {
            continue;
        }
        let node = node.inherit(objects);
        let Some(kids) = objects.get(node.dict, "Kids").and_then(|kids| kids.as_array().ok())
        else {
            pages.push(node);
            continue;
        };
        let kids = kids.iter().rev().filter_map(|kid| objects.as_dict(kid));
        open.extend(kids.map(|dict| PageNode { dict, inherited: node.inherited }));
    }
    pages
}

fn loose_pages(objects: Objects<'_>) -> Vec<PageNode<'_>> {
    let dicts = objects.document.objects.values().filter_map(|object| object.as_dict().ok());
    dicts
        .filter(|dict| dict.has_type(b"Page"))
        .map(|dict| PageNode { dict, inherited: [None; 4] }.inherit(objects))
        .collect()
}

impl<'a> PageNode<'a> {
    fn inherit(mut self, objects: Objects<'a>) -> Self {
        for (slot, key) in self.inherited.iter_mut().zip(INHERITED) {
            *slot = objects.get(self.dict, key).or(*slot);
        }
        self
    }

    pub(crate) fn resources(&self) -> Option<&'a Dictionary> {
        self.inherited[0].and_then(|object| object.as_dict().ok())
    }

    /// Size of the visible page, and the transform from user space to points from its top left corner;
    /// `None` if the page has no area.
    pub(crate) fn geometry(&self, objects: Objects<'a>) -> Option<(f64, f64, Matrix)> {
        let media =
            rectangle(objects, self.inherited[1]).unwrap_or(Area::mapped(LETTER, Matrix::IDENTITY));
        let crop = rectangle(objects, self.inherited[2]).map(|crop| crop.intersect(media));
        let visible =
            crop.filter(|crop| crop.width() > 0.0 && crop.height() > 0.0).unwrap_or(media);
        let unit =
            objects.number(self.dict, "UserUnit").filter(|unit| (0.01..=100.0).contains(unit));
        let unit = unit.unwrap_or(1.0);
        let (width, height) = (visible.width() * unit, visible.height() * unit);
        // Viewers show pages of up to 14,400 units.
        let is_size = |side: f64| (1.0..=1_440_000.0).contains(&side);
        if !is_size(width) || !is_size(height) {
            return None;
        }
        let upright = Matrix::new([unit, 0.0, 0.0, -unit, -visible.x0 * unit, visible.y1 * unit]);
        let turn = self.inherited[3].and_then(|turn| turn.as_float().ok()).unwrap_or(0.0);
        Some(match (turn / 90.0).round().rem_euclid(4.0) {
            1.0 => (height, width, upright.then(Matrix::new([0.0, 1.0, -1.0, 0.0, height, 0.0]))),
            2.0 => {
                (width, height, upright.then(Matrix::new([-1.0, 0.0, 0.0, -1.0, width, height])))
            }
            3.0 => (height, width, upright.then(Matrix::new([0.0, -1.0, 1.0, 0.0, 0.0, width]))),
            _ => (width, height, upright),
        })
    }
}

fn rectangle<'a>(objects: Objects<'a>, object: Option<&'a Object>) -> Option<Area> {
    let corners = object?.as_array().ok()?.iter();
    let numbers: Vec<f64> =
        corners.filter_map(|corner| crate::objects::number(objects.resolve(corner)?)).collect();
    let area = Area::mapped(numbers.try_into().ok()?, Matrix::IDENTITY);
    (area.width() > 0.0 && area.height() > 0.0).then_some(area)
}
