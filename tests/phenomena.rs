//! One test per phenomenon of the sources: the records say what a careful reader would understand.
//! The documents are those of `corpora/text`, each with a note.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;

use formgrid_model::{Diagnostics, Limits};
use formgrid_records::{
    Body, Funding, Goal, Indicator, Kind, Project, Record, Statement, Templates,
};
use formgrid_testkit::corpus_dir;

/// The result of a run over one document.
struct Outcome {
    records: Vec<Record>,
    diagnostics: Diagnostics,
}

fn read(case: &str) -> Outcome {
    let bytes = fs::read(corpus_dir().join(case)).unwrap();
    let limits = Limits::default();
    let mut diagnostics = Diagnostics::new();
    let templates = Templates::builtin();
    let raw = formgrid_readers::read(&bytes, &limits, &mut diagnostics).unwrap();
    let document = formgrid_layout::resolve(raw, templates.lexicon(), &limits, &mut diagnostics);
    let records = formgrid_records::extract(&document, case, &templates, &mut diagnostics);
    Outcome { records, diagnostics }
}

/// The bodies of one kind with their records, in the order of the form.
macro_rules! of_kind {
    ($outcome:expr, $kind:ident) => {
        $outcome.records.iter().filter_map(|record| match &record.body {
            Body::$kind(body) => Some((record, body)),
            _ => None,
        })
    };
}

fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// `long_term 1: 产出指标 / 数量指标 / 巡查次数 = ≥12次 (上年 10次) [计划标准]`.
fn show_indicator(indicator: &Indicator) -> String {
    let levels = [&indicator.level1, &indicator.level2, &indicator.level3].map(text).join(" / ");
    let target = indicator.target.as_ref().map_or("-", |value| value.raw.as_str());
    let baselines: Vec<_> =
        indicator.baselines.iter().map(|b| format!("{} {}", b.label, b.value.raw)).collect();
    let baselines =
        if baselines.is_empty() { String::new() } else { format!(" ({})", baselines.join(", ")) };
    let horizon = text(&indicator.goal_horizon);
    let goal = format!("{horizon} {}", number(indicator.goal_number));
    format!("{}: {levels} = {target}{baselines} [{}]", goal.trim(), text(&indicator.basis))
}

fn indicators(outcome: &Outcome) -> Vec<String> {
    of_kind!(outcome, Indicator).map(|(_, indicator)| show_indicator(indicator)).collect()
}

/// Names and targets alone: `巡查次数 ≥12次`.
fn names(outcome: &Outcome) -> Vec<String> {
    of_kind!(outcome, Indicator)
        .map(|(_, i)| format!("{} {}", text(&i.level3), i.target.as_ref().map_or("-", |v| &v.raw)))
        .collect()
}

/// `annual itemized 1: text`.
fn goals(outcome: &Outcome) -> Vec<String> {
    let show = |goal: &Goal| {
        let head = format!("{} {} {}", text(&goal.horizon), goal.level, number(goal.number));
        format!("{}: {}", head.trim(), goal.text)
    };
    of_kind!(outcome, Goal).map(|(_, goal)| show(goal)).collect()
}

/// `income 财政拨款 420.00 0.84 (2022年 400.00, 2023年 410.00)`.
fn funding(outcome: &Outcome) -> Vec<String> {
    let amount = |money: &Option<formgrid_records::Money>| {
        money.as_ref().and_then(|money| money.amount.clone()).unwrap_or_default()
    };
    let show = |line: &Funding| {
        let history: Vec<_> =
            line.history.iter().map(|h| format!("{} {}", h.label, amount(&h.amount))).collect();
        let share = number(line.share);
        let (side, category) = (text(&line.side), &line.category);
        format!("{side} {category} {} {share} ({})", amount(&line.amount), history.join(", "))
    };
    of_kind!(outcome, Funding).map(|(_, line)| show(line)).collect()
}

fn statements(outcome: &Outcome) -> Vec<String> {
    let show = |s: &Statement| format!("{} {}: {}", s.topic, number(s.number), s.text);
    of_kind!(outcome, Statement).map(|(_, statement)| show(statement)).collect()
}

fn projects(outcome: &Outcome) -> Vec<String> {
    let show = |project: &Project| {
        let budget = project.annual_budget.as_ref().and_then(|money| money.amount.as_deref());
        format!("{} {} {}", text(&project.code), text(&project.name), budget.unwrap_or("-"))
    };
    of_kind!(outcome, Project).map(|(_, project)| show(project)).collect()
}

fn departments(outcome: &Outcome) -> Vec<&str> {
    of_kind!(outcome, Filing).map(|(record, _)| text(&record.head.department)).collect()
}

/// `code @line` of each finding of a code's area or of one code.
fn findings(outcome: &Outcome, code: &str) -> Vec<String> {
    let at = |line: Option<u32>| line.map_or_else(String::new, |line| format!(" @{line}"));
    let found = outcome.diagnostics.iter().filter(|found| found.code.as_str().starts_with(code));
    found.map(|found| format!("{}{}", found.code.as_str(), at(found.place.line))).collect()
}

/// The repairs of the indicator of this name.
fn repairs(outcome: &Outcome, name: &str) -> Vec<&'static str> {
    of_kind!(outcome, Indicator)
        .filter(|(_, indicator)| indicator.level3.as_deref() == Some(name))
        .flat_map(|(record, _)| record.head.repairs.iter().map(|code| code.as_str()))
        .collect()
}

#[test]
fn phenomenon_01_an_empty_cell_goes_on_in_label_columns_only() {
    let outcome = read("text/vertical-merges.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "long_term 1: 产出指标 / 数量指标 / 河道巡查里程 = ≥120公里 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 水质监测点位 = ≥18个 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 水质达标率 = ≥95% [行业标准]",
            "long_term 1: 效益指标 / 社会效益指标 / 涉水投诉下降比例 = ≥10% [历史标准]",
            "long_term 1: 效益指标 / 社会效益指标 / 节水宣传覆盖率 = ≥80% [-]",
            "long_term 1: 满意度指标 / 社会效益指标 / 居民满意度 = ≥90% [计划标准]",
            "long_term 2: 产出指标 / 数量指标 / 节水器具安装数 = ≥300套 [计划标准]",
        ]
    );
}

#[test]
fn phenomenon_02_merges_that_vanished_are_found_again() {
    let outcome = read("text/horizontal-merges-vanished.txt");
    assert_eq!(departments(&outcome), ["青石市临江区档案馆"]);
    assert_eq!(
        funding(&outcome),
        [
            "income 财政拨款 420.00 0.84 (2022年 400.00, 2023年 410.00)",
            "income 财政专户管理资金 0.00 0 (2022年 0.00, 2023年 0.00)",
            "income 单位资金 80.00 0.16 (2022年 75.00, 2023年 78.00)",
            "income 合计 500.00 1 (2022年 475.00, 2023年 488.00)",
            "expenditure 人员类项目支出 300.00 0.6 (2022年 290.00, 2023年 295.00)",
            "expenditure 运转类项目支出 50.00 0.1 (2022年 45.00, 2023年 48.00)",
            "expenditure 特定目标类项目支出 150.00 0.3 (2022年 140.00, 2023年 145.00)",
            "expenditure 合计 500.00 1 (2022年 475.00, 2023年 488.00)",
        ]
    );
    assert_eq!(
        indicators(&outcome),
        [
            "long_term: 履职效能 / 档案数字化 / 数字化率 = ≥90% [计划标准]",
            "long_term: 履职效能 / 档案利用 / 查档人次 = ≥2000人次 [历史标准]",
            "long_term: 满意度 / 服务对象满意度 / 查档群众满意度 = ≥95% [计划标准]",
            "annual: 履职效能 / 档案数字化 / 数字化页数 = ≥12万页 (2022年 8万页, 2023年 10万页) \
             [计划标准]",
            "annual: 满意度 / 服务对象满意度 / 查档群众满意度 = ≥95% (2022年 94%, 2023年 95%) \
             [计划标准]",
        ]
    );
    assert_eq!(findings(&outcome, "check/"), [""; 0], "the form's numbers agree");
}

#[test]
fn phenomenon_03_a_column_means_the_path_of_its_headers() {
    let outcome = read("text/header-of-two-rows.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "annual 1: 产出指标 / 数量指标 / 河道巡查里程 = ≥120公里 (前年 110公里, 上年 115公里) \
             [计划标准]",
            "annual 1: 产出指标 / 数量指标 / 水质监测点位 = ≥18个 (前年 15个, 上年 16个) [计划标准]",
            "annual 1: 产出指标 / 质量指标 / 水质达标率 = ≥95% (前年 93%, 上年 94%) [行业标准]",
            "annual 1: 满意度指标 / 服务对象满意度指标 / 居民满意度 = ≥90% (前年 88%, 上年 89%) \
             [计划标准]",
        ]
    );
}

#[test]
fn phenomenon_04_broken_labels_are_joined() {
    let outcome = read("text/labels-broken-over-lines.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "long_term: 履职效能 / 档案数字化 / 数字化率 = ≥90% [计划标准]",
            "long_term: 满意度指标 / 服务对象满意度 / 查档群众满意度 = ≥95% [计划标准]",
        ]
    );
    let totals: Vec<_> =
        of_kind!(outcome, Funding).map(|(_, line)| (text(&line.side), line.is_total)).collect();
    assert_eq!(totals, [("income", false), ("income", true)]);
}

#[test]
fn phenomenon_05_a_row_goes_on_after_a_blank_paragraph() {
    let outcome = read("text/blank-paragraph-in-cell.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "long_term 1: 产出指标 / 数量指标 / 河道巡查里程 = ≥120公里 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 水质监测点位 = ≥18个 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 水质达标率 = ≥95% [行业标准]",
            "long_term 1: 效益指标 / 社会效益指标 / 涉水投诉下降比例 = ≥10% [历史标准]",
            "long_term 1: 满意度指标 / 服务对象满意度指标 / 居民满意度 = ≥90% [计划标准]",
        ]
    );
    assert_eq!(repairs(&outcome, "河道巡查里程"), ["layout/row-rejoined"]);
    assert_eq!(repairs(&outcome, "水质监测点位"), [""; 0]);
    let overall: Vec<_> =
        of_kind!(outcome, Goal).filter(|(_, goal)| goal.level == "overall").collect();
    assert_eq!(overall.len(), 4, "both horizons of both goals");
}

#[test]
fn phenomenon_06_a_label_repeated_in_one_cell_is_one_label() {
    let outcome = read("text/label-padded-and-repeated.txt");
    let level1: Vec<_> =
        of_kind!(outcome, Indicator).map(|(_, indicator)| text(&indicator.level1)).collect();
    assert_eq!(level1, ["产出指标", "产出指标", "产出指标", "效益指标", "满意度指标"]);
    assert_eq!(findings(&outcome, "layout/label-folded").len(), 2);
    assert!(of_kind!(outcome, Unmapped).next().is_none(), "the copies are accounted for");
}

#[test]
fn phenomenon_07_what_every_page_prints_is_dropped() {
    let outcome = read("text/page-furniture.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "long_term 1: 产出指标 / 数量指标 / 公益课程期数 = ≥60期 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 课程合格率 = ≥95% [行业标准]",
            "long_term 1: 满意度指标 / 服务对象满意度指标 / 家长满意度 = ≥92% [计划标准]",
        ]
    );
    assert_eq!(departments(&outcome), ["青石市临江区少年宫"], "one filing over three pages");
    let pages = findings(&outcome, "layout/furniture");
    assert_eq!(
        pages.len(),
        9,
        "two more pages of title, date and unit, and three numbers: {pages:?}"
    );
}

#[test]
fn phenomenon_08_rows_and_texts_go_on_over_a_page() {
    let outcome = read("text/row-continued-over-page.txt");
    assert_eq!(
        statements(&outcome),
        ["annual_task 1: 举办公益课程60期，覆盖全区十八所中小学，开展送课进校园活动。"]
    );
    assert_eq!(
        indicators(&outcome),
        [
            "long_term 1: 产出指标 / 数量指标 / 公益课程期数 = ≥60期 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 送课进校次数 = ≥18次 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 课程合格率 = ≥95% [行业标准]",
            "long_term 1: 满意度指标 / 服务对象满意度指标 / 家长满意度 = ≥92% [计划标准]",
        ]
    );
    assert_eq!(goals(&outcome), ["long_term itemized 1: 校外教育覆盖全区中小学。"], "one goal");
}

#[test]
#[ignore = "a dump this short proves no damage and is laid out as printed"]
fn phenomenon_09_shifted_cells_return_to_their_columns() {
    let outcome = read("text/columns-shifted.txt");
    assert_eq!(
        indicators(&outcome),
        [
            "long_term 1: 产出指标 / 数量指标 / 公益课程期数 = ≥60期 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 活动参加人次 = ≥5000人次 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 竞赛场次 = ≥6场 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 新增课程门数 = ≥3门 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 场馆开放天数 = ≥300天 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 课程合格率 = ≥95% [行业标准]",
            "long_term 1: 产出指标 / 质量指标 / 教师持证率 = 100% [行业标准]",
            "long_term 1: 产出指标 / 质量指标 / 设备完好率 = ≥98% [行业标准]",
            "long_term 1: 产出指标 / 时效指标 / 课程按期开课率 = ≥99% [计划标准]",
            "long_term 1: 效益指标 / 社会效益指标 / 校外教育覆盖率 = ≥80% [历史标准]",
            "long_term 1: 满意度指标 / 服务对象满意度指标 / 家长满意度 = ≥92% [计划标准]",
        ]
    );
    for name in ["竞赛场次", "新增课程门数", "课程合格率", "设备完好率"] {
        assert_eq!(repairs(&outcome, name), ["layout/row-shifted"], "{name}");
    }
    assert_eq!(repairs(&outcome, "活动参加人次"), [""; 0]);
}

#[test]
fn phenomenon_10_one_copy_of_a_nested_table_is_kept() {
    let outcome = read("text/nested-copy.txt");
    let long_term: Vec<_> =
        indicators(&outcome).into_iter().filter(|line| line.starts_with("long_term")).collect();
    assert_eq!(
        long_term,
        [
            "long_term 1: 产出指标 / 数量指标 / 公益课程期数 = ≥60期 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 活动参加人次 = ≥5000人次 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 竞赛场次 = ≥6场 [计划标准]",
            "long_term 1: 产出指标 / 数量指标 / 场馆开放天数 = ≥300天 [计划标准]",
            "long_term 1: 产出指标 / 质量指标 / 课程合格率 = ≥95% [行业标准]",
            "long_term 1: 产出指标 / 质量指标 / 课程合格率 = ≥95% [行业标准]",
            "long_term 1: 满意度指标 / 服务对象满意度指标 / 家长满意度 = ≥92% [计划标准]",
        ]
    );
    assert!(!findings(&outcome, "layout/duplicate-block").is_empty());
}

#[test]
fn phenomenon_11_markup_becomes_text() {
    let outcome = read("text/markup-in-cells.txt");
    assert_eq!(
        names(&outcome),
        ["公益课程期数 ≥60期", "课程\u{a0}合格率 ≥95%"],
        "entities are characters, tags are gone"
    );
    assert_eq!(
        statements(&outcome),
        ["function 1: 组织青少年校外教育活动。", "function 2: 管理宫内场馆和设施；"]
    );
    assert_eq!(
        goals(&outcome),
        ["long_term itemized 1: 校外教育覆盖全区中小学。\n场馆设施安全完好。"],
        "the end of a paragraph is a line break"
    );
}

#[test]
fn phenomenon_12_a_project_begins_after_a_glued_heading_or_without_one() {
    let outcome = read("text/paragraph-glued-to-cell.txt");
    assert_eq!(
        projects(&outcome),
        [
            "53000125P000000100011A 办公用房维修 12.40",
            "53000125P000000100022B 办公区保洁 18.60",
            "53000125P000000100033C 会议服务 6.00",
        ]
    );
    let of_project: Vec<_> = of_kind!(outcome, Indicator)
        .map(|(_, i)| format!("{} {}", text(&i.project_name), text(&i.level3)))
        .collect();
    assert_eq!(
        of_project,
        [
            "办公用房维修 维修次数",
            "办公用房维修 维修合格率",
            "办公用房维修 职工满意度",
            "办公区保洁 保洁面积",
            "办公区保洁 保洁费用",
            "办公区保洁 职工满意度",
            "会议服务 会议保障场次",
            "会议服务 参会人员满意度",
        ]
    );
    let headings: Vec<_> =
        of_kind!(outcome, Project).map(|(_, project)| project.heading.is_some()).collect();
    assert_eq!(headings, [true, true, false]);
}

#[test]
fn phenomenon_13_marks_of_converters_are_no_text() {
    let outcome = read("text/watermark-and-bookmarks.txt");
    let shown = format!("{:?}", outcome.records);
    assert!(!shown.contains("[bookmark") && !shown.contains("Evaluation"), "{shown}");
    assert!(!findings(&outcome, "read/converter-mark").is_empty());
    assert_eq!(projects(&outcome).len(), 2);
    let described = of_kind!(outcome, Indicator).filter_map(|(_, i)| i.description.as_deref());
    assert!(described.into_iter().any(|description| description == "保洁的办公用房面积"));
}

#[test]
fn phenomenon_14_titles_are_found_in_five_positions() {
    let outcome = read("text/titles-in-five-positions.txt");
    assert_eq!(
        departments(&outcome),
        [
            "青石市临江区档案馆",
            "青石市临江区妇女联合会",
            "青石市临江区信访局",
            "青石市临江区水务局",
            "青石市临江区科学技术协会",
        ]
    );
    for department in departments(&outcome) {
        let own = of_kind!(outcome, Indicator)
            .filter(|(record, _)| record.head.department.as_deref() == Some(department));
        assert_eq!(own.count(), 2, "{department}");
    }
    let outcome = read("text/title-in-second-cell.txt");
    assert_eq!(departments(&outcome), ["青石市临江区档案馆", "青石市临江区水务局"]);
}

#[test]
fn phenomenon_15_a_table_without_header_has_the_columns_of_the_last_like_one() {
    let outcome = read("text/table-without-header.txt");
    let second: Vec<_> =
        indicators(&outcome).into_iter().filter(|line| line.starts_with("annual 2")).collect();
    assert_eq!(
        second,
        [
            "annual 2: 产出指标 / 数量指标 / 节水宣传场次 = ≥6场 (前年 4场, 上年 5场) [计划标准]",
            "annual 2: 产出指标 / 质量指标 / 宣传计划完成率 = 100% (前年 100%, 上年 100%) [计划标准]",
            "annual 2: 满意度指标 / 服务对象满意度指标 / 居民满意度 = ≥90% (前年 88%, 上年 89%) \
             [计划标准]",
        ]
    );
}

#[test]
fn phenomenon_16_the_goal_decides_not_the_label_of_the_table() {
    let outcome = read("text/misleading-labels.txt");
    let horizons: Vec<_> =
        of_kind!(outcome, Indicator).map(|(_, indicator)| text(&indicator.goal_horizon)).collect();
    assert_eq!(horizons, [["long_term"; 5].as_slice(), ["annual"; 4].as_slice()].concat());
}

#[test]
fn phenomenon_17_goal_numbers_stay_as_printed_and_ids_join() {
    let outcome = read("text/goal-numbers-missing-and-doubled.txt");
    let itemized: Vec<_> = of_kind!(outcome, Goal)
        .filter(|(_, goal)| goal.level == "itemized")
        .map(|(record, goal)| (record.head.id.clone(), goal.number, goal.text.clone()))
        .collect();
    let numbers: Vec<_> = itemized.iter().map(|(_, number, _)| *number).collect();
    assert_eq!(numbers, [None, Some(2), Some(2)]);
    let joined: Vec<_> = of_kind!(outcome, Indicator)
        .map(|(_, indicator)| {
            let goal = itemized.iter().find(|(id, ..)| indicator.goal.as_deref() == Some(id));
            format!("{}: {}", goal.map_or("-", |(_, _, text)| text), text(&indicator.level3))
        })
        .collect();
    assert_eq!(
        joined,
        [
            "河道干净整洁，水质稳定达标。: 河道巡查里程",
            "完善节水管理。: 节水器具安装数",
            "提升防汛能力。: 防汛演练次数",
        ]
    );
}

#[test]
fn phenomenon_18_an_authors_slip_is_kept_and_reported() {
    let outcome = read("text/author-shifted-values.txt");
    let slipped = "annual 1: 效益指标 / 社会效益指标 / 涉水投诉下降比例 = ≥10% (前年 计划标准, 上年 \
                   计划标准) [计划标准]";
    assert!(indicators(&outcome).iter().any(|line| line == slipped), "{:#?}", indicators(&outcome));
    assert_eq!(findings(&outcome, "check/basis-in-value").len(), 2);
}

#[test]
fn phenomenon_19_totals_that_do_not_reconcile_are_reported_and_stay() {
    let outcome = read("text/totals-do-not-reconcile.txt");
    assert_eq!(
        findings(&outcome, "check/parts-total"),
        ["check/parts-total @77", "check/parts-total @77"]
    );
    assert_eq!(findings(&outcome, "check/share-amount"), ["check/share-amount @61"]);
    let totals: Vec<_> =
        funding(&outcome).into_iter().filter(|line| line.contains("合计")).collect();
    assert_eq!(
        totals,
        [
            "income 合计 500.00 1 (2022年 475.00, 2023年 488.00)",
            "expenditure 合计 500.00 1 (2022年 475.00, 2023年 489.00)",
        ]
    );
}

#[test]
fn phenomenon_20_values_are_understood_beside_what_is_printed() {
    let outcome = read("text/values.txt");
    let shown: Vec<_> = of_kind!(outcome, Indicator)
        .filter_map(|(_, indicator)| indicator.target.as_ref())
        .map(|value| {
            let unit = value.unit.as_deref().unwrap_or("");
            let to = value.number_to.map_or_else(String::new, |to| format!("..{to}"));
            let date = value.date.as_deref().unwrap_or("");
            let op = value.op.unwrap_or("");
            let shown = format!("{op}{}{to}{unit}{date}", number(value.number));
            format!("{} -> {:?} {shown}", value.raw, value.kind).trim_end().to_owned()
        })
        .collect();
    assert_eq!(
        shown,
        [
            "不少于40次 -> Number ≥40次",
            "≧95% -> Number ≥95%",
            "＞=12场 -> Number ≥12场",
            ">=8篇 -> Number ≥8篇",
            "≦3% -> Number ≤3%",
            "不超过5% -> Number ≤5%",
            "98%以上 -> Number ≥98%",
            "24小时以内 -> Number ≤24小时",
            "100% -> Number =100%",
            "１２ 个 -> Number =12个",
            "≤40元/人/餐 -> Number ≤40元/人/餐",
            "≤18元/m²/月 -> Number ≤18元/m²/月",
            "1-8层 -> Range 1..8层",
            "95%-100% -> Range 95..100%",
            "2025年12月31日前 -> Date ≤2025-12-31",
            "12月底前 -> Date ≤",
            "1-12月 -> Date",
            "≤1,200.50万元 -> Number ≤1200.5万元",
            "≥95满意度占百分比 -> Number ≥95%",
            "不适用 -> NotApplicable",
            "— -> NotApplicable",
            "持续提升 -> Text",
            "7*24小时 -> Duration =168小时",
        ]
    );
}

#[test]
fn phenomenon_21_lists_are_split_at_their_own_numbers_only() {
    let outcome = read("text/numbered-lists.txt");
    assert_eq!(
        statements(&outcome),
        [
            "function 1: 组织青少年校外教育活动。",
            "function 2: 管理场馆和设施，包括：2.1. 教室管理 2.2. 剧场管理（1）安全检查（2）设备维护",
            "function 3: 完成上级交办的其他事项。",
            "annual_task 1: 举办公益课程60期。",
            "annual_task 2: 开展送课进校园活动。",
        ]
    );
}

#[test]
fn phenomenon_22_a_year_that_is_not_printed_is_inferred_with_its_evidence() {
    let outcome = read("text/no-fiscal-year.txt");
    let (record, filing) = of_kind!(outcome, Filing).next().unwrap();
    assert_eq!(record.head.fiscal_year, Some(2026));
    assert_eq!(filing.until_year, Some(2028));
    let rules: Vec<_> = filing.fiscal_year_evidence.iter().map(|evidence| evidence.rule).collect();
    assert_eq!(rules, ["until_year"]);
    assert_eq!(findings(&outcome, "check/year-weak").len(), 1);
}

#[test]
#[ignore = "a dump this short proves no damage and is laid out as printed"]
fn phenomenon_23_a_truncated_text_is_completed_or_reported() {
    let outcome = read("text/text-truncated.txt");
    let whole =
        "校外教育覆盖全区中小学，场馆设施安全完好，课程丰富多样，家长和学生的满意程度逐年提高。";
    let long_term: Vec<_> = of_kind!(outcome, Goal)
        .filter(|(_, goal)| goal.horizon.as_deref() == Some("long_term"))
        .map(|(_, goal)| goal.text.as_str())
        .collect();
    assert_eq!(long_term, [whole, whole]);
    let truncated = findings(&outcome, "layout/text-truncated");
    assert_eq!(truncated, ["layout/text-truncated @9"], "the rest of the other text is nowhere");
}

#[test]
fn encodings_make_no_difference() {
    let plain = names(&read("text/no-fiscal-year.txt"));
    assert_eq!(plain.len(), 9);
    for case in ["utf16le", "utf16be-without-bom", "utf8-bom-crlf"] {
        assert_eq!(names(&read(&format!("text/{case}.txt"))), plain, "{case}");
    }
    let old: Vec<_> = names(&read("text/gb18030.txt"));
    let folded: Vec<_> = old.iter().map(|name| name.replace("（𠮷庆里）", "")).collect();
    assert_eq!(folded, plain);
    assert_ne!(old, plain, "the character of four bytes is there");
}

#[test]
fn a_table_that_nothing_explains_comes_out_whole() {
    let outcome = read("text/table-unknown.txt");
    let tables: Vec<_> =
        of_kind!(outcome, Table).map(|(_, table)| (table.n_rows, table.n_cols)).collect();
    assert_eq!(tables, [(3, 3)]);
    let outcome = read("text/prose-only.txt");
    assert!(outcome.records.iter().all(|record| record.head.kind != Kind::Table));
    let shown = format!("{:?}", outcome.records);
    for line in
        ["青石市临江区水务局工作动态", "近日，区水务局组织开展河道清理。", "参加人员共三十人。"]
    {
        assert!(shown.contains(line), "{line}");
    }
}
