//! Forms with words or numbers in unusual places: column numbers, points of levels, items of a
//! purchase, budget tables.

use formgrid_model::Code;

use super::drawn::{check, read};
use crate::record::Body;

#[test]
fn column_numbers_are_no_data() {
    let drawing = "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值 | 权重
         1 | 2 | 3 | 4 | 5
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | 8";
    check(
        drawing,
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次 weight=8",
        ],
    );
    let (_, diagnostics) = read(drawing);
    assert!(diagnostics.iter().any(|found| found.code == Code::RecordColumnNumbers));
}

#[test]
fn points_of_levels_are_not_points_of_the_indicator() {
    check(
        "甲县乙局整体支出绩效评价表
         一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 得分
         部门绩效↓2 | 20↓2 | 履职产出↓2 | 10↓2 | 巡查次数 | 5 | 4
         巡查里程 | 5 | 5",
        &[
            "filing 甲县乙局 - - department self_evaluation generic",
            "indicator - - 部门绩效/履职产出/巡查次数 - weight=5 score=4",
            "indicator - - 部门绩效/履职产出/巡查里程 - weight=5 score=5",
        ],
    );
}

#[test]
fn a_word_for_indicators_may_head_their_names() {
    check(
        "甲县乙局整体支出绩效目标表
         绩效指标↓3 | 指标 | 指标权重 | 计量单位 | 指标性质 | 指标值
         巡查次数 | 10 | 次 | ≥ | 12
         村民满意度 | 10 | % | ≥ | 90",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - -/-/巡查次数 ≥12次 weight=10",
            "indicator - - -/-/村民满意度 ≥90% weight=10",
        ],
    );
}

#[test]
fn two_levels_share_a_cell() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标/二级指标 | 三级指标 | 指标值
         产出指标/数量指标 | 巡查次数 | ≥12次
         效益指标/社会效益 | 环境改善 | 明显",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
            "indicator - - 效益指标/社会效益/环境改善 明显",
        ],
    );
}

#[test]
fn the_annual_target_is_next_to_one_for_part_of_the_year() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 目标值×2
         1-6月目标 | 全年目标
         产出指标 | 数量指标 | 巡查次数 | 6次 | ≥12次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次 1-6月目标:=6次",
        ],
    );
}

#[test]
fn a_block_named_like_a_title_leaves_its_project() {
    check(
        "项目支出绩效目标申报表
         项目名称 | 河道巡查×3 | 主管部门 | 甲县水利局
         长期绩效目标表×5 | _
         一级指标 | 二级指标×2 | 三级指标×2 | 指标值
         产出指标 | 数量指标×2 | 巡查次数×2 | ≥36次
         年度绩效目标表×5 | _
         一级指标 | 二级指标×2 | 三级指标×2 | 指标值
         产出指标 | 数量指标×2 | 巡查次数×2 | ≥12次",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "indicator long_term - 产出指标/数量指标/巡查次数 ≥36次",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn items_of_a_project_are_kept() {
    check(
        "项目支出绩效目标申报表
         项目名称 | 河道巡查×3 | 主管部门 | 甲县水利局×2
         项目采购↓3 | 品名×2 | 数量×2 | 金额×2
         测距仪×2 | 3台×2 | 4.80×2
         巡查艇×2 | 1艘×2 | 12.00×2
         绩效目标 | 巡查河道×6",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "unmapped 品名: 数量",
            "unmapped 品名: 金额",
            "statement note None 3台",
            "unmapped 测距仪: 4.80",
            "unmapped 巡查艇: 1艘",
            "unmapped 巡查艇: 12.00",
            "goal - project - 巡查河道",
        ],
    );
}

#[test]
fn tables_of_the_budget_are_kept_whole() {
    check(
        "甲县乙局2031年部门预算公开
         2031年收支预算总表
         收入×2 | 支出×2
         项目 | 预算数 | 项目 | 预算数
         一、一般公共预算拨款收入 | 12.00 | 一、教育支出 | 12.00
         2031年部门整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县乙局 2031 - department target generic",
            "unmapped -: 2031年收支预算总表",
            "table 3x4",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn a_unit_name_spans_all_columns_of_a_list() {
    check(
        "2031年部门项目支出绩效目标表（本级下达）
         单位名称、项目名称 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
         甲县水利局×5 | _
         河道巡查 | 巡查河道 | 产出指标 | 数量指标 | 巡查次数 | ≥12次
         甲县民政局×5 | _
         临时救助 | 救助群众 | 产出指标 | 数量指标 | 救助人次 | ≥300人次",
        &[
            "filing 甲县水利局 2031 - project target generic",
            "project 河道巡查 -",
            "goal annual project - 巡查河道",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
            "filing 甲县民政局 2031 - project target generic",
            "project 临时救助 -",
            "goal annual project - 救助群众",
            "indicator annual - 产出指标/数量指标/救助人次 ≥300人次",
        ],
    );
}

#[test]
fn the_items_of_a_note_follow_its_label() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次
         备注：
         1.本表由预算单位填报。
         2.定性指标分档评定。",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
            "statement note Some(1) 本表由预算单位填报。",
            "statement note Some(2) 定性指标分档评定。",
        ],
    );
}

#[test]
fn an_unknown_label_is_kept_with_its_text() {
    check(
        "项目支出绩效目标申报表
         项目名称 | 河道巡查×3 | 主管部门 | 甲县水利局×2
         单位地址 | 临江路8号×3 | 邮政编码 | 430000×2
         绩效目标 | 巡查河道×6",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "unmapped 单位地址: 临江路8号",
            "unmapped 邮政编码: 430000",
            "goal - project - 巡查河道",
        ],
    );
}

#[test]
fn the_lowest_words_decide_a_header_of_two_rows() {
    check(
        "2031年项目支出绩效目标表
         部门：甲县水利局      2031年      单位：万元
         项目名称↓2 | 资金总额↓2 | 绩效目标↓2 | 绩效指标×4
         一级指标 | 二级指标 | 三级指标 | 指标值
         河道巡查 | 12 | 巡查河道 | 产出指标 | 数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县水利局 2031 万元 project target generic",
            "project 河道巡查 12",
            "goal annual project - 巡查河道",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn a_list_states_the_execution_of_its_projects() {
    check(
        "甲县乙局2031年项目支出绩效运行监控表
         项目名称↓2 | 预算执行情况×3 | 绩效指标×4
         年初预算数 | 1-8月执行数 | 执行率 | 二级指标 | 三级指标 | 年度指标值 | 1-8月完成值
         河道巡查 | 12 | 6 | 50% | 数量指标 | 巡查次数 | ≥12次 | 7次",
        &[
            "filing 甲县乙局 2031 - project monitoring generic",
            "project 河道巡查 - original=12",
            "indicator annual - -/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn targets_of_two_horizons_serve_their_objectives() {
    check(
        "项目支出绩效目标表
         项目名称 | 河道巡查×2 | 主管部门 | 甲县水利局
         绩效目标↓2 | 总体绩效目标 | 三年巡查河道×3
         年度绩效目标 | 巡查河道×3
         一级指标 | 二级指标 | 三级指标 | 实施周期指标值 | 年度指标值
         产出指标 | 数量指标 | 巡查次数 | ≥36次 | ≥12次",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "goal long_term project - 三年巡查河道",
            "goal annual project - 巡查河道",
            "indicator long_term - 产出指标/数量指标/巡查次数 ≥36次",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn unfilled_placeholders_are_no_data() {
    check(
        "项目支出绩效目标表
         项目名称 | 河道巡查×2 | 主管部门 | 甲县水利局
         联系电话 | _×2 | 资金用途 | _
         绩效目标 | 目标1：⏎目标2：⏎……×4
         一级指标 | 二级指标 | 三级指标 | 指标值×2
         产出指标↓2 | 数量指标↓2 | 巡查次数 | ≥12次×2
         指标2： | _×2",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn the_contact_is_printed_below_the_indicators() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次
         填报人：王某×2 | 审核人：李某 | 联系电话：0711-1234567",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
            "unmapped -: 审核人：李某",
        ],
    );
}

#[test]
fn a_total_may_separate_a_label_from_its_amount() {
    check(
        "项目支出绩效目标表
         主管部门：甲县水利局
         一、河道巡查
         项目名称 | 河道巡查×4
         预算规模（万元） | 合计 | 25.00 | 其中：财政资金 | 25.00
         绩效目标 | 巡查河道×4",
        &[
            "filing 甲县水利局 - 万元 project target generic",
            "project 河道巡查 25.00 fiscal=25.00",
            "unmapped -: 一、河道巡查",
            "goal - project - 巡查河道",
        ],
    );
}

#[test]
fn an_export_repeats_amounts_without_names() {
    check(
        "2031年部门项目支出绩效目标表
         单位名称 | 项目名称 | 预算数 | 一级指标 | 二级指标 | 三级指标 | 指标值
         甲县水利局↓2 | 河道巡查↓2 | 12.00 | 产出指标↓2 | 数量指标 | 巡查次数 | ≥12次
         12.00 | 质量指标 | 记录完整率 | ≥95%",
        &[
            "filing 甲县水利局 2031 - project target generic",
            "project 河道巡查 12.00",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
            "indicator annual - 产出指标/质量指标/记录完整率 ≥95%",
        ],
    );
}

#[test]
fn a_score_of_the_form_printed_again_is_a_finding() {
    let (records, diagnostics) = read(
        "甲县乙局整体支出绩效自评表
         一级指标 | 二级指标 | 三级指标 | 指标值 | 得分
         产出指标 | 数量指标 | 巡查次数 | ≥12次 | 96
         合计 | _ | _ | _ | 96
         合计 | _ | _ | _ | 96",
    );
    let again = diagnostics.iter().filter(|found| found.code == Code::RecordSecondText);
    let messages: Vec<&str> = again.map(|found| found.message.as_str()).collect();
    assert_eq!(messages, ["`total_score` is printed again: `96`"]);
    assert!(matches!(&records[0].body, Body::Filing(filing) if filing.total_score == Some(96.0)));
}

#[test]
fn a_page_number_and_a_blank_date_among_the_forms_are_findings() {
    let (_, diagnostics) = read(
        "甲县乙局整体支出绩效自评表
         第1页 共2页
         日期：  年  月  日

         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次",
    );
    let fillers = diagnostics.iter().filter(|found| found.code == Code::RecordFiller);
    let messages: Vec<&str> = fillers.map(|found| found.message.as_str()).collect();
    let what = "a page number, or a year or date left blank";
    assert_eq!(
        messages,
        [format!("{what}: `第1页 共2页`"), format!("{what}: `日期：  年  月  日`")]
    );
}
