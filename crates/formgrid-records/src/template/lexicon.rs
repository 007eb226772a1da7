//! The lexicon for layout, compiled from the templates.
//!
//! One lexicon serves all templates, because layout runs before a form is recognized.

use formgrid_model::{Affixes, Lexicon, WordClass, WordTable};

use super::{Field, Meaning, Template, Vocabulary};

/// The lexicon of a set of templates.
pub(super) fn compile(generic: &Vocabulary, templates: &[Template]) -> Lexicon {
    let mut words = WordTable::<WordClass>::default();
    let mut prefixes: Vec<(String, WordClass)> = Vec::new();
    let mut endings: Vec<String> = Vec::new();
    let own = templates.iter().map(Template::vocabulary).filter(|own| !own.is_same(generic));
    let empty = Vocabulary::default();
    let above = std::iter::once(&empty).chain(std::iter::repeat(generic));
    for (vocabulary, above) in std::iter::once(generic).chain(own).zip(above) {
        for (word, meaning) in vocabulary.words_beyond(above) {
            *words.entry(word.to_owned()).or_default() |= classes(meaning);
        }
        let furniture = vocabulary.furniture_prefixes.iter().cloned();
        prefixes.extend(furniture.map(|prefix| (prefix, WordClass::FURNITURE)));
        endings.extend(vocabulary.title_endings().map(str::to_owned));
    }
    words.retain(|_, classes| !classes.is_empty());
    add_decorated(&mut words);
    prefixes.extend(goal_prefixes(&words));
    prefixes.sort();
    prefixes.dedup();
    endings.sort();
    endings.dedup();
    let forms = templates.iter().flat_map(|template| template.shapes.iter().cloned()).collect();
    Lexicon {
        words: words.into(),
        prefixes: Affixes::beginnings(prefixes),
        title_endings: Affixes::ends(endings.into_iter().map(|end| (end, WordClass::TITLE))),
        forms,
    }
}

/// The classes of a word. A goal label has the class of goals, not of labels, because a goal may
/// open a block.
fn classes(meaning: &Meaning) -> WordClass {
    let mut classes = meaning.class;
    let is_year = meaning.prior_year;
    classes.set(WordClass::HEADER, meaning.column.is_some() || is_year);
    classes.set(WordClass::SECTION, meaning.section.is_some());
    let is_goal = meaning.label.is_some_and(|field| field.goal_horizon().is_some());
    classes.set(WordClass::GOAL, is_goal);
    let names_value = meaning.label.is_some_and(|field| field != Field::Serial);
    classes.set(WordClass::LABEL, names_value && !is_goal);
    classes
}

/// Adds words with points, units and years in brackets, because layout looks up whole cells.
fn add_decorated(words: &mut WordTable<WordClass>) {
    let money = WordClass::SECTION | WordClass::LABEL | WordClass::HEADER;
    let decorations = [
        (WordClass::LEVEL1 | WordClass::LEVEL2, "(#分)"),
        (money, "(万元)"),
        (money, "(元)"),
        (WordClass::GOAL, "(#年度)"),
        (WordClass::GOAL, "(#年)"),
        (WordClass::GOAL, "(#年-#年)"),
        (WordClass::HEADER, "(#分)"),
        (WordClass::HEADER, "(长期)"),
        (WordClass::HEADER, "(年度)"),
        (WordClass::HEADER, "(中期)"),
        (WordClass::HEADER, "(%)"),
    ];
    let plain: Vec<(String, WordClass)> = words.iter().map(|(w, c)| (w.clone(), *c)).collect();
    for (word, classes) in plain {
        if word.ends_with(')') {
            continue;
        }
        for (wanted, decoration) in decorations {
            if classes.intersects(wanted) {
                words.entry([&word, decoration].concat()).or_insert(classes);
            }
        }
        if classes.contains(WordClass::LABEL) {
            words.entry(["其中:", &word].concat()).or_insert(classes);
        }
    }
}

/// Prefixes of goals with their text in one cell: `目标1：…`, and every numbered goal label with a
/// colon.
fn goal_prefixes(words: &WordTable<WordClass>) -> Vec<(String, WordClass)> {
    let numbered = words
        .iter()
        .filter(|(word, classes)| classes.contains(WordClass::GOAL) && word.ends_with('#'));
    let mut prefixes: Vec<_> =
        numbered.map(|(word, _)| (format!("{word}:"), WordClass::GOAL)).collect();
    prefixes.push(("目标#:".to_owned(), WordClass::GOAL));
    prefixes
}

#[cfg(test)]
mod tests {
    use formgrid_model::{WordClass, fold_label};

    use crate::Templates;

    #[track_caller]
    fn check(text: &str, expected: WordClass) {
        let templates = Templates::builtin();
        let classes = templates.lexicon().classes(&fold_label(text));
        assert!(classes.contains(expected), "{text}: {classes:?}");
    }

    #[test]
    fn words_of_a_form_are_known() {
        check("指标值确定依据", WordClass::HEADER);
        check("填报人", WordClass::LABEL);
        check("部门总体\n资金情况", WordClass::SECTION);
        check("长期绩效目标 3", WordClass::GOAL);
        check("目标 2：修剪行道树", WordClass::GOAL);
        check("产出指标（50分）", WordClass::LEVEL1);
        check("社会效益", WordClass::LEVEL2);
        check("计划标准", WordClass::BASIS);
        check("绩效创新型", WordClass::CLASS);
        check("≥", WordClass::OPERATOR);
        check("合  计", WordClass::CATEGORY);
        check("单位：万元", WordClass::FURNITURE);
        check("填报日期：2031 年 2 月 3 日", WordClass::FURNITURE);
        check("青木县林业局整体支出绩效目标表", WordClass::TITLE);
        check("不适用", WordClass::FILLER);
        check("前 年", WordClass::HEADER);
    }

    #[test]
    fn text_is_not_known() {
        let templates = Templates::builtin();
        assert!(templates.lexicon().classes("行道树修剪棵数").is_empty());
    }
}
