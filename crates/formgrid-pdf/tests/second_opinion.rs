//! Compares pages with another interpreter: the same characters in the same places, rulings where it
//! draws.
//!
//! `hayro-interpret` shares only the character maps with this crate. It feeds a renderer, so it keeps
//! invisible content and draws no glyphs of missing fonts; documents about these are left to other
//! tests. `FORMGRID_CORPORA` names a folder of further documents.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{collections::BTreeMap, env, fs, path::Path};

use formgrid_model::{BBox, Limits, Shape};
use formgrid_testkit::{cases, corpus_dir};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask,
    font::GlyphRun,
    hayro_cmap::BfString,
    hayro_syntax::Pdf,
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect, Shape as _},
};

/// Largest distance between the two, in points: both round.
const SLACK_PT: f32 = 0.5;

/// Share of characters, places and rulings that must agree, over all documents.
const MIN_AGREEMENT: f64 = 0.98;

/// Documents that a renderer sees differently: hidden, doubled, vertical, slanted or rotated text,
/// whose glyphs do not begin at the boxes of their words.
const OTHERWISE: [&str; 12] = [
    "hidden-layer",
    "unseen-text",
    "bold-drawn-twice",
    "vertical-writing",
    "recognized-scan",
    "filled-in-fields",
    "choice-without-appearance",
    "white-text",
    "watermark-",
    "seal-over-table",
    "content-turned",
    "malformed",
];

/// A page as the other interpreter draws it.
#[derive(Default)]
struct Drawn {
    /// Characters with their origins, in points from the top left corner.
    characters: Vec<(char, Point)>,
    paths: Vec<Rect>,
}

impl<'a> Device<'a> for Drawn {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.paths.push((props.transform * path.clone()).bounding_box());
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let origin = props.transform * glyph.transform() * Point::ZERO;
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            self.characters.extend(text.chars().map(|c| (c, origin)));
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
}

/// Counts of agreement.
#[derive(Debug, Clone, Copy, Default)]
struct Agreement {
    agreed: usize,
    all: usize,
}

impl Agreement {
    fn count(&mut self, agrees: bool) {
        self.agreed += usize::from(agrees);
        self.all += 1;
    }

    fn share(self) -> f64 {
        self.agreed as f64 / self.all.max(1) as f64
    }
}

#[test]
fn another_interpreter_agrees() {
    let mut folders = vec![corpus_dir()];
    folders.extend(env::var_os("FORMGRID_CORPORA").map(|folder| Path::new(&folder).join("forms")));
    let (mut texts, mut places, mut rules) = <(Agreement, Agreement, Agreement)>::default();
    let mut n_documents = 0;
    for case in folders.iter().flat_map(|folder| cases(folder).unwrap()) {
        let is_other = OTHERWISE.iter().any(|word| case.name.contains(word));
        if case.path.extension().is_none_or(|kind| kind != "pdf") || is_other {
            continue;
        }
        n_documents += 1;
        let bytes = fs::read(&case.path).unwrap();
        let ours = formgrid_pdf::read(&bytes, &Limits::default()).unwrap();
        let theirs = drawn(bytes);
        assert_eq!(ours.pages.len(), theirs.len(), "{}", case.name);
        let before = (texts, places, rules);
        for (page, drawn) in ours.pages.iter().zip(&theirs) {
            compare_texts(page, drawn, &mut texts);
            compare_places(page, drawn, &mut places);
            compare_rules(page, drawn, &mut rules);
        }
        let now = [(texts, before.0), (places, before.1), (rules, before.2)];
        if now.iter().any(|(now, before)| now.all - before.all > now.agreed - before.agreed) {
            let lost = now.map(|(now, before)| now.all - before.all + before.agreed - now.agreed);
            println!("{}: {lost:?} characters, places and rules differ", case.name);
        }
    }
    println!("{n_documents} documents: {texts:?}, {places:?}, {rules:?}");
    assert!(n_documents > 5 && places.all > 100 && rules.all > 50);
    for agreement in [texts, places, rules] {
        assert!(agreement.share() >= MIN_AGREEMENT, "{agreement:?}");
    }
}

/// The pages of a document as the other interpreter draws them.
fn drawn(bytes: Vec<u8>) -> Vec<Drawn> {
    let pdf = Pdf::new(bytes).unwrap();
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().map(|page| {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let to_page = Affine::new(page.initial_transform(true).as_coeffs());
        let settings = InterpreterSettings::default();
        let mut context = Context::new(to_page, area, &cache, pdf.xref(), settings);
        let mut drawn = Drawn::default();
        interpret_page(page, &mut context, &mut drawn);
        drawn
    });
    pages.collect()
}

/// Compares characters in any order: each of ours is one of theirs.
fn compare_texts(page: &formgrid_pdf::Page, drawn: &Drawn, texts: &mut Agreement) {
    let mut left: BTreeMap<char, usize> = BTreeMap::new();
    for (c, _) in drawn.characters.iter().filter(|(c, _)| !c.is_whitespace()) {
        *left.entry(*c).or_default() += 1;
    }
    for c in page.words.iter().flat_map(|word| word.text.chars()).filter(|c| !c.is_whitespace()) {
        let n = left.entry(c).or_default();
        texts.count(*n > 0);
        *n = n.saturating_sub(1);
    }
    let only_theirs: usize = left.values().sum();
    texts.all += only_theirs;
}

/// Compares places: each word begins where they draw its first character.
fn compare_places(page: &formgrid_pdf::Page, drawn: &Drawn, places: &mut Agreement) {
    for word in &page.words {
        let Some(first) = word.text.chars().next() else { continue };
        let (x, y) = (f64::from(word.bbox.x0), f64::from(word.baseline));
        let slack = f64::from(SLACK_PT);
        let is_there = |&(c, at): &(char, Point)| {
            c == first && (at.x - x).abs() <= slack && (at.y - y).abs() <= slack
        };
        places.count(drawn.characters.iter().any(is_there));
    }
}

/// Compares rulings: each is on a path of theirs.
fn compare_rules(page: &formgrid_pdf::Page, drawn: &Drawn, rules: &mut Agreement) {
    for shape in &page.shapes {
        let (Shape::Line { bbox, .. } | Shape::Fill { bbox, .. }) = *shape;
        rules.count(drawn.paths.iter().any(|path| holds(path, bbox)));
    }
}

fn holds(path: &Rect, bbox: BBox) -> bool {
    let slack = f64::from(SLACK_PT);
    f64::from(bbox.x0) >= path.x0 - slack
        && f64::from(bbox.x1) <= path.x1 + slack
        && f64::from(bbox.y0) >= path.y0 - slack
        && f64::from(bbox.y1) <= path.y1 + slack
}
