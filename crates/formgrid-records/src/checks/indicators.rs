//! Checks of indicators against each other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Code, fold};

use crate::record::{Indicator, Value, ValueKind};

use super::{FilingRecords, Findings, at};

/// Identity of an indicator apart from its horizon.
type PairKey<'a> = (Option<i64>, Option<&'a str>, [Cow<'a, str>; 3]);

fn pair_key(indicator: &Indicator) -> PairKey<'_> {
    let levels = [&indicator.level1, &indicator.level2, &indicator.level3];
    let levels = levels.map(|level| fold(level.as_deref().unwrap_or_default()));
    (indicator.goal_number, indicator.project.as_deref(), levels)
}

/// An annual indicator has the target of its long-term counterpart. A difference is often intended,
/// so the finding is a note, and a form in which most pairs differ intends all of them.
pub(super) fn horizon_pairs_agree(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let mut long_term = BTreeMap::<PairKey<'_>, Vec<_>>::new();
    for (record, indicator) in &filing.indicators {
        if indicator.goal_horizon.as_deref() == Some("long_term") {
            long_term.entry(pair_key(indicator)).or_default().push((record, indicator));
        }
    }
    for records in long_term.values_mut() {
        records.reverse();
    }
    /// Pairs from which most may differ on purpose.
    const MANY: usize = 3;
    let mut n_pairs = 0;
    let mut differing = Vec::new();
    for (record, annual) in &filing.indicators {
        if annual.goal_horizon.as_deref() != Some("annual") {
            continue;
        }
        // Real duplicates exist; they pair up in the order of the form.
        let Some((other, long)) = long_term.get_mut(&pair_key(annual)).and_then(Vec::pop) else {
            continue;
        };
        let (Some(own), Some(counterpart)) = (&annual.target, &long.target) else { continue };
        let both_printed = own.kind != ValueKind::Empty && counterpart.kind != ValueKind::Empty;
        n_pairs += usize::from(both_printed);
        if both_printed && !means_the_same(own, counterpart) {
            let message = format!(
                "the annual target is {}{}, the long-term one {}{}",
                own.raw,
                at(record),
                counterpart.raw,
                at(other)
            );
            differing.push((record, message));
        }
    }
    if differing.len() >= MANY && differing.len() * 2 > n_pairs {
        return;
    }
    for (record, message) in differing {
        findings.report(Code::CheckTwinsDiffer, record, message);
    }
}

fn means_the_same(a: &Value, b: &Value) -> bool {
    let understood = |value: &Value| matches!(value.kind, ValueKind::Number | ValueKind::Range);
    if understood(a) && understood(b) {
        (a.kind, a.op, a.number, a.number_to, &a.unit)
            == (b.kind, b.op, b.number, b.number_to, &b.unit)
    } else {
        fold(&a.raw) == fold(&b.raw)
    }
}

/// No value is a word that this form uses as a basis or a class.
///
/// The words come from the form itself: those that occur at least twice in these columns. The check
/// thus covers local words and needs no vocabulary.
pub(super) fn values_are_no_basis_words(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let mut counts = BTreeMap::<Cow<'_, str>, usize>::new();
    for (_, indicator) in &filing.indicators {
        for word in [&indicator.basis, &indicator.class].into_iter().flatten() {
            *counts.entry(fold(word)).or_default() += 1;
        }
    }
    let words: BTreeSet<_> =
        counts.into_iter().filter(|&(_, count)| count > 1).map(|(word, _)| word).collect();
    for (record, indicator) in &filing.indicators {
        let target = indicator.target.iter().map(|value| ("the target", value));
        let baselines = indicator.baselines.iter().map(|b| (b.label.as_str(), &b.value));
        for (column, value) in target.chain(baselines) {
            if value.kind == ValueKind::Text && words.contains(&fold(&value.raw)) {
                let message = format!(
                    "the column of {column} holds the basis word {}{}",
                    value.raw,
                    at(record)
                );
                findings.report(Code::CheckBasisInValue, record, message);
            }
        }
    }
}

/// Level 2 belongs to the printed level 1.
pub(super) fn levels_belong_together(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for (record, indicator) in &filing.indicators {
        let (Some(code1), Some(code2)) = (&indicator.level1_code, &indicator.level2_code) else {
            continue;
        };
        if code2.split('.').next() != Some(code1.as_str()) {
            let label = |label: &Option<String>| label.clone().unwrap_or_default();
            let message = format!(
                "{} does not belong to {}{}",
                label(&indicator.level2),
                label(&indicator.level1),
                at(record)
            );
            findings.report(Code::CheckLevels, record, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::fixture::{Fixture, check};

    #[test]
    fn horizon_pairs() {
        let made = |annual| {
            Fixture::new()
                .indicator("巡查次数", "≥12次")
                .horizon("long_term")
                .indicator("巡查次数", annual)
                .horizon("annual")
        };
        check(made("≥12次"), &[]);
        check(made("不少于 12 次"), &[]);
        check(made(""), &[]);
        check(
            made("≥10次"),
            &[
                "check/twins-differ @3: the annual target is ≥10次 (line 3), the long-term one ≥12次 \
               (line 2)",
            ],
        );
    }

    #[test]
    fn a_form_whose_pairs_differ_intends_it() {
        let mut form = Fixture::new();
        for (name, long, annual) in [
            ("巡查次数", "≥36次", "≥12次"),
            ("培训人数", "90人", "30人"),
            ("满意度", "≥95%", "≥90%"),
        ] {
            form = form.indicator(name, long).horizon("long_term");
            form = form.indicator(name, annual).horizon("annual");
        }
        check(form, &[]);
    }

    #[test]
    fn basis_words() {
        let made = |target| {
            Fixture::new()
                .indicator("巡查次数", "≥12次")
                .basis("计划标准")
                .indicator("办结率", "≥95%")
                .basis("计划标准")
                .indicator("满意度", target)
                .basis("达标")
        };
        check(made("达标"), &[]);
        check(
            made("计划标准"),
            &[
                "check/basis-in-value @4: the column of the target holds the basis word 计划标准 (line 4)",
            ],
        );
        check(
            made("≥90%").baseline("上年", "计划标准"),
            &["check/basis-in-value @4: the column of 上年 holds the basis word 计划标准 (line 4)"],
        );
    }

    #[test]
    fn levels() {
        let made =
            |code1, code2| Fixture::new().indicator("巡查次数", "≥12次").levels(code1, code2);
        check(made("output", "output.quantity"), &[]);
        check(
            made("outcome", "output.quantity"),
            &["check/levels-disagree @2: output.quantity does not belong to outcome (line 2)"],
        );
    }
}
