//! Pages as another interpreter reads them: the same characters at the same places, rules where it draws.
//!
//! `hayro-interpret` shares nothing with this crate but the character maps. It draws for a renderer, so it
//! keeps what nobody sees, and draws no glyphs of fonts that it cannot find; so documents that are about
//! just that are left to the other tests. `FORMGRID_CORPORA` names a folder of further documents.

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

/// How far the two may be apart, in points: both calculate with rounded numbers.
const SLACK_PT: f32 = 0.5;

/// Share of characters, of places and of rules that must agree, over all documents.
const MIN_AGREEMENT: f64 = 0.98;

/// Documents about what a renderer sees otherwise: what is hidden, drawn twice, stands upright, or runs at
/// a slant or turned, so that glyphs do not begin where the boxes of their words do.
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

/// What the other interpreter draws on a page.
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

/// How much of something agrees.
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

/// The same characters, whatever their order: each of ours is one of theirs.
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

/// Each word begins where they draw its first character.
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

/// Each rule lies on a path of theirs.
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
