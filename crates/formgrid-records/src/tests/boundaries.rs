//! Boundaries between departments are found wherever titles are printed. The worst failure is to
//! attribute one department's indicators to its neighbour, so every form follows every other, with
//! its title in each position and with names that share a prefix.

use super::drawn::read;
use crate::record::Body;

const NAMES: [&str; 3] = ["甲市乙区教育局", "甲市乙区教育局（本级）", "甲市乙区教育局机关服务中心"];

/// A title in one of several positions: the lines before the table, and its first rows.
fn titled(position: usize, name: &str, n_cols: usize) -> (String, String) {
    let title = format!("{name}整体支出绩效目标表");
    let none = String::new();
    match position {
        0 => (title, none),
        1 => (format!("{name}\n整体支出绩效目标表"), none),
        2 => (none, format!("| {title}×{n_cols}\n")),
        3 => (none, format!("_ | {title}×{}\n", n_cols - 1)),
        4 => (none, format!("| {title}⏎单位：万元×{n_cols}\n")),
        5 => (none, format!("{title}×{} | 单位：万元\n", n_cols - 1)),
        _ => (format!("甲市乙区\n{}整体支出绩效目标表", name.trim_start_matches("甲市乙区")), none),
    }
}

const N_POSITIONS: usize = 7;

/// A department's form. Its only indicator carries the department's number.
fn form(position: usize, kind: usize, number: usize) -> String {
    let name = NAMES[number];
    let (above, rows) = titled(position, name, 5);
    let body = match kind {
        0 => format!(
            "整体绩效总目标↓2 | 长期目标（截至2033年）×2 | 年度目标×2
             目标1：长{number}×2 | 目标1：年{number}×2
             长期目标1： | 长{number}×4
             长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
             产出指标 | 数量指标 | 指标{number} | ≥1次"
        ),
        _ => format!(
            "年度绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
             产出指标 | 数量指标 | 指标{number} | ≥1次"
        ),
    };
    format!("{above}\n{rows}{body}\n\n")
}

/// Checks forms for each pair of title positions; the third form repeats the first position.
#[track_caller]
fn check_all(n_positions: usize, form: impl Fn(usize, usize) -> String) {
    for first in 0..n_positions {
        for second in 0..n_positions {
            check(&[form(first, 0), form(second, 1), form(first, 2)].concat());
        }
    }
}

#[track_caller]
fn check(document: &str) {
    let (records, _) = read(document);
    let mut seen = 0;
    for record in &records {
        let Body::Indicator(indicator) = &record.body else { continue };
        let number: usize =
            indicator.level3.as_deref().unwrap().trim_start_matches("指标").parse().unwrap();
        assert_eq!(record.head.department.as_deref(), Some(NAMES[number]), "in\n{document}");
        seen += 1;
    }
    assert_eq!(seen, NAMES.len(), "in\n{document}");
}

#[test]
fn forms_of_whole_departments() {
    for kind in 0..2 {
        check_all(N_POSITIONS, |position, number| form(position, kind, number));
    }
}

/// A form whose only evidence for the department is a cell or line.
fn labelled(position: usize, number: usize) -> String {
    let name = NAMES[number];
    let (title, rows) = match position {
        0 => ("部门整体支出绩效目标申报表".to_owned(), format!("部门（单位）名称 | {name}×4\n")),
        1 => (format!("部门整体支出绩效目标申报表\n填报单位：{name}    单位：万元"), String::new()),
        2 => (String::new(), format!("| 部门整体支出绩效目标申报表×5\n部门名称 | {name}×4\n")),
        _ => (String::new(), format!("| 单位名称：{name}×5\n")),
    };
    let body = format!(
        "一级指标 | 二级指标 | 三级指标×2 | 指标值
         产出指标 | 数量指标 | 指标{number}×2 | ≥1次"
    );
    format!("{title}\n{rows}{body}\n\n")
}

#[test]
fn forms_that_name_the_department_in_a_cell() {
    check_all(4, labelled);
}

/// A project form with its own department.
fn project(position: usize, number: usize) -> String {
    let name = NAMES[number];
    let head = match position {
        0 => format!("项目名称 | 项目{number}×4\n主管部门 | {name}×4\n"),
        1 => format!("主管部门 | {name}×4\n项目名称 | 项目{number}×4\n"),
        2 => format!("项目名称 | 项目{number}×2 | 实施单位 | {name}\n"),
        _ => format!("单位名称 | {name}×4\n项目名称 | 项目{number}×4\n"),
    };
    format!(
        "项目支出绩效目标表
         （2031年度）
         {head}绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 指标{number} | ≥1次\n\n"
    )
}

#[test]
fn forms_of_projects() {
    check_all(4, project);
}
