//! The filer of a form: all candidate names with their weights, and the choice among them.

use std::collections::BTreeSet;

use formgrid_model::{fold, join_lines};

use super::{Form, Reading, Src};
use crate::department::{self, Department};
use crate::template::{Field, TitleKind, Vocabulary};
use crate::text::may_be_organisation;
use crate::words::score::{Score, centinat};

/// A candidate for the department of a form.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) department: Department,
    pub(crate) weight: Score,
    pub(crate) src: Src,
    /// The field of its label.
    pub(crate) field: Option<Field>,
    /// It comes from a title, which covers all forms below it.
    pub(crate) is_of_title: bool,
    /// It is printed with a label in a line above the form's first row.
    pub(crate) is_above: bool,
    /// It is printed with a label or code, not in a title or heading.
    pub(crate) is_printed: bool,
    /// It comes from the cover of a document. Any other name takes precedence.
    pub(crate) is_of_cover: bool,
    /// Its label is unknown. Any other name of the document takes precedence.
    pub(crate) is_guess: bool,
}

/// Weight of the unit that implements a project.
const IMPLEMENTING: Score = centinat(100);

/// How a name is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Support {
    /// By a listed label in a cell of its own.
    Cell,
    /// By a label in its line.
    Line,
    /// By a label in a cell of its own that is not listed.
    Guess,
}

impl Candidate {
    fn new(department: Department, weight: Score, src: Src) -> Self {
        Self {
            department,
            weight,
            src,
            field: None,
            is_of_title: false,
            is_above: false,
            is_printed: false,
            is_of_cover: false,
            is_guess: false,
        }
    }

    /// A name in a title.
    pub(crate) fn title(department: Department, src: Src, kind: TitleKind) -> Self {
        let weight = match kind {
            TitleKind::Department => centinat(280),
            TitleKind::Cover => centinat(60),
            TitleKind::Project | TitleKind::Either => centinat(150),
        };
        let is_of_cover = kind == TitleKind::Cover;
        Self { is_of_title: true, is_of_cover, ..Self::new(department, weight, src) }
    }

    /// A name alone in its line.
    pub(crate) fn name(text: &str, src: Src) -> Self {
        let department = department::split_code(&join_lines(text));
        // The budget system prints a code before a name, and it knows the unit.
        let weight = if department.code.is_some() { centinat(290) } else { centinat(70) };
        let is_printed = department.code.is_some();
        Self { is_printed, ..Self::new(department, weight, src) }
    }

    /// An organisation beside an unknown label: 购买主体.
    pub(crate) fn beside(
        vocabulary: &Vocabulary,
        label: &str,
        text: &str,
        src: Src,
    ) -> Option<Self> {
        let text = join_lines(text);
        let name = without_furniture(vocabulary, &text);
        let is_name = may_be_organisation(name) && vocabulary.is_organisation(&fold(name));
        let department = department::split_code(name);
        (is_name && !is_review(label)).then(|| Self {
            is_printed: true,
            is_guess: true,
            ..Self::new(department, 0, src)
        })
    }

    /// A name with its label; none if the label is for something else or the text is no name.
    pub(crate) fn label(
        vocabulary: &Vocabulary,
        field: Field,
        label: &str,
        text: &str,
        src: Src,
        support: Support,
    ) -> Option<Self> {
        let weight = match field {
            Field::Department => centinat(300) + rank(label),
            Field::Supervising => centinat(200) + rank(label),
            Field::Implementing => IMPLEMENTING + rank(label),
            Field::CurrencyUnit => centinat(120),
            _ => return None,
        };
        let text = join_lines(text);
        let name = without_furniture(vocabulary, &text);
        if !may_be_organisation(name) || is_review(label) {
            return None;
        }
        // 单位：X names the filer only if X is an organisation.
        if field == Field::CurrencyUnit && !vocabulary.is_organisation(&fold(name)) {
            return None;
        }
        let weight = match support {
            Support::Line => weight - centinat(10),
            // Any office that takes part may look like the filer, such as the one that applies.
            Support::Guess if field == Field::Department => weight - centinat(120),
            Support::Cell | Support::Guess => weight,
        };
        let department = department::split_code(name);
        Some(Self { field: Some(field), is_printed: true, ..Self::new(department, weight, src) })
    }
}

/// The weight that the words of a label add: how close the named department is to the filer.
fn rank(label: &str) -> Score {
    let has = |word: &str| label.contains(word);
    let mut rank = 0;
    // The finance office passes the money on and does not file.
    if has("财政部门") {
        rank -= centinat(250);
    }
    rank += if has("中央") {
        centinat(-60)
    } else if has("省") {
        centinat(-30)
    } else if has("市") {
        centinat(-20)
    } else if has("县") || has("区") || has("地方") {
        centinat(30)
    } else {
        0
    };
    rank
}

/// Whether a label requests an opinion or a signature: its value names no filer.
fn is_review(label: &str) -> bool {
    ["意见", "签字", "签名", "审核", "电话", "负责人"].iter().any(|word| label.contains(word))
}

/// A name without units, years and numbers of tables after it.
fn without_furniture<'t>(vocabulary: &Vocabulary, text: &'t str) -> &'t str {
    let cut = ["金额单位", "单位：", "单位:", "填报日期", "填表日期"];
    let end = cut.iter().filter_map(|word| text.find(word)).filter(|&at| at > 0).min();
    let text = end.map_or(text, |at| &text[..at]).trim();
    // 甲县水利局      公开01表: what follows an organisation after a gap is not part of its name,
    // unless it names one too.
    let gap = text
        .char_indices()
        .find(|&(at, c)| c.is_whitespace() && text[at..].chars().take(2).all(char::is_whitespace));
    let is_organisation = |text: &str| vocabulary.is_organisation(&fold(text.trim()));
    let is_apart = |&(at, _): &(usize, char)| {
        let (name, behind) = text.split_at(at);
        super::titles::is_furniture(behind.trim())
            || is_organisation(name) && !is_organisation(behind)
    };
    let name = gap.filter(is_apart).map_or(text, |(at, _)| &text[..at]);
    name.trim_end_matches(|c: char| c.is_whitespace())
}

/// Decides the filer of each form. A form without a name takes that of a neighbouring form.
pub(crate) fn decide(reading: &Reading<'_>, forms: &mut [Form]) {
    for form in forms.iter_mut() {
        if form.has_project && form.kind != Some(TitleKind::Department) {
            prefer_supervising(reading, &mut form.candidates);
        }
        let own = best(&form.candidates, |other| !other.is_of_cover && !other.is_guess);
        form.filer = own.map(|candidate| candidate.src);
        form.department = own.map(|candidate| candidate.department.clone());
        if let Some(department) = &mut form.department {
            complete_code(department, &form.candidates);
        }
    }
    let cover = forms.iter().find_map(|form| {
        let found = best(&form.candidates, |candidate| candidate.is_of_cover)?;
        Some((found.department.clone(), found.src))
    });
    let fallback = named_in_text(reading, forms);
    for at in 0..forms.len() {
        if forms[at].department.is_some() {
            continue;
        }
        let end = (at + 1..forms.len()).find(|&next| forms[next].opens).unwrap_or(forms.len());
        let begin = (0..=at).rev().find(|&form| forms[form].opens).unwrap_or(0);
        let known = |form: &Form| form.department.clone();
        let later = forms[at + 1..end].iter().find_map(known);
        let earlier = forms[begin..at].iter().rev().find_map(known);
        let found = earlier.or(later).or_else(|| cover.as_ref().map(|(d, _)| d.clone()));
        if let Some(found) = found.or_else(|| fallback.clone()) {
            forms[at].department = Some(found);
            continue;
        }
        let guess = best(&forms[at].candidates, |other| other.is_guess);
        let guess = guess.map(|guess| (guess.department.clone(), guess.src));
        (forms[at].department, forms[at].guess) = guess.unzip();
    }
}

/// In the form of a project, the supervising office files. The unit that fills it in is the one that
/// implements the project if it is labelled as such too, or if it takes the place of that unit after
/// the supervising office: `主管部门 | 甲局 | 申报单位 | 甲局档案馆`.
fn prefer_supervising(reading: &Reading<'_>, candidates: &mut [Candidate]) {
    let of = |field: Field| move |candidate: &&Candidate| candidate.field == Some(field);
    let spot = |candidate: &Candidate| {
        let cell = reading.sheet_at(candidate.src.block)?.cell(candidate.src.cell?);
        Some(((candidate.src.block, cell.row), cell.col))
    };
    let supervising: Vec<_> = candidates.iter().filter(of(Field::Supervising)).map(spot).collect();
    if supervising.is_empty() {
        return;
    }
    let follows = |unit: ((usize, usize), usize)| {
        let mut offices = supervising.iter().flatten();
        offices.any(|&(row, col)| row == unit.0 && col < unit.1)
    };
    let name = |candidate: &Candidate| fold(&candidate.department.name).into_owned();
    let units: BTreeSet<String> =
        candidates.iter().filter(of(Field::Implementing)).map(name).collect();
    for candidate in candidates {
        let implements = spot(candidate).is_some_and(follows) || units.contains(&name(candidate));
        if candidate.field == Some(Field::Department) && implements {
            candidate.weight = IMPLEMENTING;
        }
    }
}

/// The candidate with the highest weight, the first on a tie.
fn best(candidates: &[Candidate], counts: impl Fn(&Candidate) -> bool) -> Option<&Candidate> {
    let mut best: Option<&Candidate> = None;
    for candidate in candidates.iter().filter(|candidate| counts(candidate)) {
        // Further candidates with the same name support it.
        let support = candidates
            .iter()
            .filter(|other| fold(&other.department.name) == fold(&candidate.department.name))
            .count();
        let weight = candidate.weight + centinat(10) * i32::try_from(support.min(4)).unwrap_or(4);
        let other = best.map(|best| best.weight + centinat(10));
        if other.is_none_or(|other| weight > other) {
            best = Some(candidate);
        }
    }
    best
}

/// Adds the code that is printed with the name elsewhere in the form.
fn complete_code(department: &mut Department, candidates: &[Candidate]) {
    let name = fold(&department.name).into_owned();
    let same = candidates.iter().filter(|other| fold(&other.department.name) == name);
    department.code =
        department.code.take().or_else(|| same.filter_map(|c| c.department.code.clone()).next());
}

/// The fallback for a document without any candidate: the organisation that a title begins with.
fn named_in_text(reading: &Reading<'_>, forms: &[Form]) -> Option<Department> {
    let titles = forms.iter().flat_map(|form| &form.titles);
    let mut names = titles.filter_map(|title| department::from_title(title));
    names.find(|department| reading.vocabulary.is_organisation(&fold(&department.name)))
}
