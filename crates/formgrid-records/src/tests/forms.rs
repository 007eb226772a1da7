//! Peculiarities of forms, one drawn document each.

use super::drawn::{check, read};
use crate::record::{Body, Kind};

#[test]
fn each_level_fills_down_independently() {
    check(
        "甲县乙局整体支出绩效目标表
         年度绩效指标↓5 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次
         _ | _ | 养护里程 | 30公里
         效益指标 | _ | 投诉下降 | ≥5%
         _ | 社会效益指标 | 知晓率 | ≥80%",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
            "indicator annual - 产出指标/数量指标/养护里程 =30公里",
            "indicator annual - 效益指标/数量指标/投诉下降 ≥5%",
            "indicator annual - 效益指标/社会效益指标/知晓率 ≥80%",
        ],
    );
}

#[test]
fn values_do_not_fill_down() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值 | 指标值确定依据
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | 计划标准
         _ | _ | 养护里程 | _ | _",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次 basis=计划标准",
            "indicator - - 产出指标/数量指标/养护里程 ",
        ],
    );
}

#[test]
fn a_column_is_defined_by_its_header_path() {
    check(
        "甲县乙局整体支出绩效目标表
         年度绩效指标↓4 | 一级指标↓3 | 二级指标↓3 | 三级指标↓3 | 指标值×3 | 指标值确定依据↓3
         近两年指标值×2 | 预期当年实现值↓2
         前年 | 上年
         产出指标 | 数量指标 | 巡查次数 | 10次 | 11次 | ≥12次 | 历史标准",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次 前年=10次 上年=11次 basis=历史标准",
        ],
    );
}

const BLOCK: &str = "年度目标： | 清淤一段×3
         年度绩效指标↓2 | 一级指标 | 三级指标 | 指标值
         产出指标 | 清淤长度 | ≥1公里";

/// Checks that the form of a second department begins at `title`.
#[track_caller]
fn check_title(title: &str) {
    let (records, _) = read(&format!("甲县乙局整体支出绩效目标表\n{BLOCK}\n{title}\n{BLOCK}"));
    let names: Vec<_> = records.iter().filter_map(|r| r.head.department.clone()).collect();
    let n = records.len() / 2;
    assert_eq!(names[..n], vec!["甲县乙局"; n]);
    assert_eq!(names[n..], vec!["甲县丙中心"; n]);
    assert_eq!(records.iter().filter(|r| r.head.kind == Kind::Unmapped).count(), 0);
}

#[test]
fn a_title_is_found_in_five_positions() {
    check_title("\n甲县丙中心整体支出绩效目标表\n");
    check_title("\n甲县丙中心\n整体支出绩效目标表\n");
    check_title("\n甲县丙中心整体支出\n绩效目标表\n");
    check_title("甲县丙中心整体支出绩效目标表×4 |");
    check_title("_ | 甲县丙中心整体支出绩效目标表×3");
    check_title("甲县丙中心整体支出绩效目标表⏎   单位：万元×4 |");
}

#[test]
fn a_repeated_title_begins_no_form() {
    let form = format!(
        "部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局×3
         {BLOCK}

         部门整体绩效目标申报表
         _ | _ | 补坑数 | ≥9处"
    );
    let (records, _) = read(&form);
    assert_eq!(records.iter().filter(|r| r.head.kind == Kind::Filing).count(), 1);
    assert_eq!(records.iter().filter(|r| r.head.kind == Kind::Indicator).count(), 2);
}

#[test]
fn a_table_without_a_header_inherits_the_last_columns() {
    check(
        "甲县乙局整体支出绩效目标表
         年度目标1： | 清淤一段×4
         年度绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥1公里
         年度目标2： | 补坑×4

         年度绩效指标 | 产出指标 | 数量指标 | 补坑数 | ≥9处",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal annual itemized 1 清淤一段",
            "indicator annual 1 产出指标/数量指标/清淤长度 ≥1公里",
            "goal annual itemized 2 补坑",
            "indicator annual 2 产出指标/数量指标/补坑数 ≥9处",
        ],
    );
}

#[test]
fn funding_has_sides_shares_and_prior_years() {
    check(
        "部门整体绩效目标申报表
         单位：万元
         部门（单位）名称 | 甲县乙局×6
         部门总体资金情况↓4 | 总体资金情况×2↓2 | 当年金额↓2 | 占比↓2 | 近两年收支金额×2
         2029年 | 2030年
         收入⏎构成 | 财政拨款 | 10 | 100% | 8 | 9
         支出⏎构成 | 合 计 | 10.00 | 100.00% | 8 | _",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding income 财政拨款 10 Some(1.0) [2029年=8 2030年=9]",
            "funding expenditure 合 计 10.00 Some(1.0) [2029年=8] total",
        ],
    );
}

#[test]
fn a_second_figure_of_a_source_is_kept_unmapped() {
    check(
        "部门整体绩效目标申报表
         单位：万元
         部门（单位）名称 | 甲县乙局×7
         部门总体资金情况↓3 | 总体资金情况×2 | 当年金额 | 占比×2 | 执行率×2
         收入⏎构成 | 财政拨款 | 10 | 100% | 100% | 90% | 90%
         支出⏎构成 | 合 计 | 10 | 100% | 50% | 90% | 80%",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "funding income 财政拨款 10 Some(1.0) [] rate=0.9",
            "unmapped 占比: 100%",
            "unmapped 执行率: 90%",
            "funding expenditure 合 计 10 Some(1.0) [] total rate=0.9",
            "unmapped 占比: 50%",
            "unmapped 执行率: 80%",
        ],
    );
}

/// A form that ends after the label of a side.
#[test]
fn a_funding_side_without_lines_is_part_of_the_filing() {
    check(
        "部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局×4
         部门总体资金情况↓2 | 总体资金情况×2 | 当年金额 | 占比
         收入⏎构成 | _ | _ | _",
        &["filing 甲县乙局 - - department target generic"],
    );
}

/// `read` checks that no text is lost, whatever is missing around it.
#[test]
fn truncated_and_incomplete_forms_lose_no_text() {
    let forms = [
        "部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局×6
         部门总体资金情况↓4 | 总体资金情况×2↓2 | 当年金额↓2 | 占比↓2 | 近两年收支金额×2
         2029年 | 2030年
         收入⏎构成 | 财政拨款 | 10 | 100% | 8 | 9
         支出⏎构成 | 合 计 | 10.00 | 100.00% | 8 | _
         部门职能概述 | 管理河道。×6
         长期目标1： | 河道清洁×6
         长期绩效指标↓3 | 一级指标 | 二级指标 | 三级指标 | 指标值×2 | 指标值确定依据
         产出指标↓2 | 数量指标 | 巡查次数 | ≥12次×2 | 计划标准
         质量指标 | 合格率 | 100%×2 | 计划标准",
        "项目支出绩效自评表
         项目名称 | 清淤×2 | 主管部门 | 甲县乙局×2
         项目资金⏎（万元）↓3 | _ | 年初预算数 | 全年执行数 | 分值 | 执行率
         年度资金总额： | 10 | 9 | 10 | 90%
         其中：财政拨款 | 10 | 9 | - | _
         年度总体目标 | 完成清淤。×5
         绩效指标↓2 | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
         产出指标 | 清淤长度 | 5公里 | 5公里 | 10
         总分×5 | 98",
        "部门整体支出绩效目标表
         部门名称 | 甲县乙局×4
         年度主要任务↓4 | 任务名称↓2 | 主要内容↓2 | 预算金额（万元）×2
         总额 | 财政拨款
         清淤 | 清淤一段 | 5 | 4
         金额合计×2 | 5 | 4",
    ];
    for form in forms {
        let lines: Vec<&str> = form.lines().map(str::trim).collect();
        for (nth, line) in lines.iter().enumerate() {
            // Truncate the form here, then blank each text of the row.
            read(&lines[..=nth].join("\n"));
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            for (at, cell) in cells.iter().enumerate() {
                let spans = &cell[cell.find(['×', '↓']).unwrap_or(cell.len())..];
                let blank = format!("_{spans}");
                let row = [&cells[..at], &[blank.as_str()], &cells[at + 1..]].concat().join(" | ");
                read(&[&lines[..nth], &[row.as_str()], &lines[nth + 1..]].concat().join("\n"));
            }
        }
    }
}

#[test]
fn the_narrative_has_goals_and_safeguards() {
    check(
        "第一部分
         部门整体绩效目标
         一、总体绩效目标
         保障全县河道清洁。
         二、分项绩效目标
         （一）河道清淤
         绩效目标：清淤一段。
         绩效指标：清淤长度一公里。
         三、工作保障措施
         1.加强巡查。

         001甲县乙局×3 | 单位：万元
         项目编码 | 13000023P00000000001B | 项目名称 | 河道清淤",
        &[
            "filing 甲县乙局 2023 万元 project target generic",
            "goal - overall - 保障全县河道清洁。",
            "goal - itemized 1 清淤一段。 <河道清淤> [清淤长度一公里。]",
            "statement safeguard Some(1) 加强巡查。",
            "project 河道清淤 - code=13000023P00000000001B",
        ],
    );
}

#[test]
fn prose_continues_below_its_label() {
    check(
        "部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局
         部门职能 | 1.管理河道。⏎2.养护道路。
         _ | 3.其他工作。
         _ | ……
         年度工作任务 | 清淤",
        &[
            "filing 甲县乙局 - - department target generic",
            "statement function Some(1) 管理河道。",
            "statement function Some(2) 养护道路。",
            "statement function Some(3) 其他工作。",
            "statement annual_task None 清淤",
        ],
    );
}

#[test]
fn an_unknown_table_is_kept_whole() {
    check(
        "车辆型号 | 数量 | 里程
         轻型 | 3 | 1200",
        &["filing - - - - target generic", "table 2x3"],
    );
}

#[test]
fn an_unexplained_cell_is_unmapped() {
    check(
        "部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局
         财政部门审核意见 | 同意",
        &["filing 甲县乙局 - - department target generic", "unmapped 财政部门审核意见: 同意"],
    );
}

#[test]
fn an_unknown_header_word_is_reported() {
    let (_, diagnostics) = read(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值 | 颜色
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | 红",
    );
    let found = diagnostics.iter().find(|d| d.code.as_str() == "records/header-unknown").unwrap();
    assert!(found.message.contains("颜色"), "{}", found.message);
}

#[test]
fn header_words_decide_a_single_level_column() {
    check(
        "甲县乙局整体支出绩效目标表
         二级指标 | 指标名称 | 指标值
         数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - -/数量指标/巡查次数 ≥12次",
        ],
    );
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 指标名称 | 指标值
         产出指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/-/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn instructions_and_contents_are_no_data() {
    let (records, diagnostics) = read(
        "目录
         一、河道清淤绩效目标表………………3
         部门整体绩效目标申报表
         部门（单位）名称 | 甲县乙局
         年度目标 | 清淤一段

         填表说明
         1.部门名称：填写全称。",
    );
    assert_eq!(records.len(), 2);
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code.as_str()).collect();
    let expected = [
        "records/contents-line",
        "records/contents-line",
        "records/instructions",
        "records/instructions",
        "check/contents-list",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn words_below_merged_header_words_split_their_columns() {
    let (records, _) = read(
        "项目支出绩效目标执行监控表
         （2031年度）
         项目名称 | 河道清淤×9
         主管部门 | 甲县水利局×9
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 年度指标值↓2 | 1-7月执行情况↓2 | 全年预计完成情况↓2 | 偏差原因分析×3 | 备注↓2
         经费保障 | 人员保障 | 原因说明
         产出指标 | 数量指标 | 清淤长度 | ≥3公里 | 1公里 | 3公里 | √ | _ | 汛期延后 | 无",
    );
    let lines: Vec<_> =
        records.iter().map(|record| serde_json::to_value(record).unwrap()).collect();
    let indicator = lines.iter().find(|line| line["kind"] == "indicator").unwrap();
    assert_eq!(indicator["deviation"], "经费保障；汛期延后");
    assert_eq!(indicator["progress"]["number"], 1.0);
    assert_eq!(indicator["expected"]["number"], 3.0);
    assert_eq!(lines[0]["record_kind"], "monitoring");
}

#[test]
fn an_unlisted_header_word_is_recognized_by_its_parts() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 2031年度预期指标值（含单位） | 指标权重（分）
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | 20",
        &[
            "filing 甲县乙局 2031 - department target generic",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次 weight=20",
        ],
    );
}

#[test]
fn older_forms_print_the_name_as_content() {
    check(
        "甲县乙局整体支出绩效目标表
         年度绩效指标↓2 | 一级指标 | 二级指标 | 指标内容 | 指标值 | 备注
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | _",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn a_sheet_stores_paragraphs_in_wide_cells() {
    let (records, _) = read(&format!(
        "甲县乙局×4 |
         整体支出绩效目标表×4 |
         {BLOCK}
         二、分项绩效目标×4 |
         （一）河道清淤×4 |
         绩效目标：清淤一段。×4 |
         甲县丙中心×4 |
         整体支出绩效目标表×4 |
         {BLOCK}"
    ));
    let of = |name: &str| {
        let own = records.iter().filter(|r| r.head.department.as_deref() == Some(name));
        own.map(|record| record.head.kind).collect::<Vec<_>>()
    };
    assert_eq!(of("甲县乙局"), [Kind::Filing, Kind::Goal, Kind::Indicator, Kind::Goal]);
    assert_eq!(of("甲县丙中心"), [Kind::Filing, Kind::Goal, Kind::Indicator]);
}

#[test]
fn a_budget_table_above_a_form_of_its_sheet_is_kept_whole() {
    let (records, _) = read(&format!(
        "关于下达2031年河道专项资金预算的通知×4
         表1×4
         2031年收入支出决算总表×4
         收入×2 | 支出×2
         项目 | 决算数 | 项目 | 决算数
         一般公共预算拨款收入 | 1460.00 | 一般公共服务支出 | 1280.00
         其他收入 | 0.00 | 住房保障支出 | 180.00
         甲县乙局整体支出绩效目标表×4
         {BLOCK}"
    ));
    let kinds: Vec<Kind> = records.iter().map(|record| record.head.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Table).count(), 1);
    assert!(!kinds.contains(&Kind::Project));
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Indicator).count(), 1);
    let table = records.iter().find_map(|record| match &record.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    assert_eq!(table.map(|table| (table.n_rows, table.cells[0].row)), Some((4, 0)));
}

#[test]
fn a_list_of_units_opens_its_filings_row_by_row() {
    let (records, _) = read(
        "首页 > 政务公开 > 预算绩效
         2031年部门预算项目绩效目标表
         单位名称 | 项目名称 | 预算数 | 一级指标 | 二级指标 | 三级指标 | 指标值
         903001-甲县乙局↓2 | 巡查经费↓2 | 56.70↓2 | 产出指标 | 数量指标 | 巡查次数 | ≥12次
         产出指标 | 质量指标 | 达标率 | ≥95%
         903002-甲县丙局 | 养护经费 | 12.00 | 产出指标 | 数量指标 | 养护里程 | 30公里",
    );
    let filings = records.iter().filter(|record| record.head.kind == Kind::Filing);
    let signed: Vec<_> = filings
        .map(|record| match &record.body {
            Body::Filing(filing) => {
                (record.head.department.as_deref(), filing.header_signature.is_some())
            }
            _ => unreachable!("a filing has a filing's body"),
        })
        .collect();
    assert_eq!(signed, [(Some("甲县乙局"), true), (Some("甲县丙局"), true)]);
}
