//! What the engine makes of prints in which words or numbers stand where other forms have none: numbers of
//! columns, points of levels, items of a purchase, tables of the budget. One drawn document for each.

use formgrid_model::Code;

use super::drawn::{check, read};

#[test]
fn the_numbers_of_columns_are_no_data() {
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
fn points_behind_each_level_are_not_those_of_the_name() {
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
fn two_levels_stand_in_one_cell() {
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
fn the_target_of_the_year_stands_beside_that_of_a_part_of_it() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 目标值×2
         1-6月目标 | 全年目标
         产出指标 | 数量指标 | 巡查次数 | 6次 | ≥12次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
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
fn amounts_stand_below_their_sources() {
    check(
        "甲县乙局整体支出绩效目标表
         总体资金情况（万元）↓2 | 预算支出总额 | 财政拨款 | 其他资金
         900.00 | 880.00 | 20.00
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "funding expenditure 预算支出总额 900.00 None []",
            "funding expenditure 财政拨款 880.00 None []",
            "funding expenditure 其他资金 20.00 None []",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
    check(
        "甲县乙局整体支出绩效目标表
         年度预算申请（万元）↓3 | 资金总额↓2 | 按收入性质分×2 | 按支出性质分×2
         财政拨款 | 其他资金 | 基本支出 | 项目支出
         900.00 | 880.00 | 20.00 | 500.00 | 400.00
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "funding - 资金总额 900.00 None []",
            "funding - 财政拨款 880.00 None []",
            "funding - 其他资金 20.00 None []",
            "funding expenditure 基本支出 500.00 None []",
            "funding expenditure 项目支出 400.00 None []",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn the_execution_of_a_budget_may_stand_in_one_row_without_a_name() {
    check(
        "项目绩效运行监控表
         项目名称 | 河道巡查经费 | 预算单位 | 甲县乙局
         预算执行情况（万元）↓2 | 年初预算数 | 1-7月执行数 | 全年预计执行数
         900.00 | 430.00 | 890.00
         指标名称 | 年初目标值 | 1-7月完成情况 | 全年预计完成情况
         巡查次数 | 12次 | 7次 | 12次",
        &[
            "filing 甲县乙局 - 万元 project monitoring generic",
            "project 河道巡查经费 900.00 original=900.00",
            "indicator - - -/-/巡查次数 =12次",
        ],
    );
}

#[test]
fn a_label_and_its_amount_in_one_cell_are_a_line_of_money() {
    check(
        "甲县乙局整体支出绩效目标表
         填报单位：甲县乙局 金额单位：万元
         单位名称 | 甲县乙局 | 联系人及电话 | 张三 0000-0000000
         年度预算安排 | 预算总额：23,560.80 | 其中：基本支出 | 18,200.00",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "unmapped -: 年度预算安排",
            "funding - 预算总额 23560.80 None []",
            "funding expenditure 其中：基本支出 18200.00 None []",
        ],
    );
}

#[test]
fn what_was_paid_and_reached_is_no_budget_and_no_goal() {
    check(
        "项目绩效自评报告表
         专项名称 | 水库安全资金 | 主管部门 | 甲县乙局
         下达资金（万元） | 500 | 支付金额（万元） | 486.5
         总体目标↓2 | 年初目标 | 完成25座小型水库维修养护×2
         完成情况 | 完成25座，验收合格×2",
        &[
            "filing 甲县乙局 - 万元 project self_evaluation generic",
            "project 水库安全资金 500",
            "unmapped 支付金额（万元）: 486.5",
            "goal annual project - 完成25座小型水库维修养护",
        ],
    );
}

#[test]
fn a_list_of_projects_may_have_a_column_for_each_dimension() {
    check(
        "填报单位：甲县乙局
         项目名称 | 主要内容 | 年度绩效目标 | 预算金额（万元） | 产出数量 | 社会效益 | 服务对象满意度
         市容整治 | 清理占道经营 | 市容秩序明显改善 | 220 | 整治路段≥18条 | 投诉量下降10% | ≥90%
         车辆更新 | 购置环卫车 | 新能源车占比提高到40% | 560 | 购车14辆 | 减少尾气排放 | ≥92%",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "project 市容整治 220",
            "goal annual project - 市容秩序明显改善",
            "unmapped 产出数量: 整治路段≥18条",
            "unmapped 社会效益: 投诉量下降10%",
            "unmapped 服务对象满意度: ≥90%",
            "project 车辆更新 560",
            "goal annual project - 新能源车占比提高到40%",
            "unmapped 产出数量: 购车14辆",
            "unmapped 社会效益: 减少尾气排放",
            "unmapped 服务对象满意度: ≥92%",
        ],
    );
}

#[test]
fn names_of_blocks_may_stand_between_tables() {
    check(
        "项目支出绩效自评表
         项目名称：馆藏整理    主管部门：甲县乙局
         项目资金（万元）
         资金来源 | 年初预算数 | 全年预算数 | 全年执行数
         年度资金总额 | 150 | 150 | 149.1

         绩效指标
         一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
         产出指标 | 数量指标 | 整理件数 | ≥12件 | 12件 | 90 | 90
         总分 | _ | _ | _ | _ | 90 | 90",
        &[
            "filing 甲县乙局 - 万元 project self_evaluation generic",
            "project 馆藏整理 150 original=150 executed=149.1 score=90",
            "indicator - - 产出指标/数量指标/整理件数 ≥12件 weight=90 score=90 actual==12件",
        ],
    );
}

#[test]
fn indicators_may_stand_without_a_header() {
    check(
        "项目绩效目标申报表
         项目名称 | 示范创建 | 预算单位 | 甲县乙局
         数量指标 | 示范村个数 | 6个 | _
         质量指标 | 验收合格率 | 100% | _
         社会效益 | 受益人口 | 1.2万人 | _",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 示范创建 -",
            "indicator - - -/数量指标/示范村个数 =6个",
            "indicator - - -/质量指标/验收合格率 =100%",
            "indicator - - -/社会效益/受益人口 =1.2万人",
        ],
    );
}

#[test]
fn what_was_planned_stands_before_what_was_done() {
    check(
        "填报单位：甲县乙局
         序号 | 项目名称 | 绩效指标 | 计划数 | 完成数
         1↓2 | 管网改造↓2 | 管网长度 | 12 | 10.5
         污水收集率 | 85 | 86",
        &[
            "filing 甲县乙局 - - project self_evaluation generic",
            "project 管网改造 -",
            "indicator - - -/-/管网长度 =12 actual==10.5",
            "indicator - - -/-/污水收集率 =85 actual==86",
        ],
    );
}

#[test]
fn years_divide_the_amounts_of_a_department() {
    check(
        "填报单位：甲县乙局
         经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数
         三公经费 | 12.30 | 11.80 | 9.60
         其中：公务接待费 | 2.10 | 2.00 | 1.20
         1、运行维护经费 | 200.00 | 260.00 | 252.60",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding - 三公经费 11.80 None [2030年决算数=12.30] executed=9.60",
            "funding - 其中：公务接待费 2.00 None [2030年决算数=2.10] executed=1.20",
            "funding - 1、运行维护经费 260.00 None [2030年决算数=200.00] executed=252.60",
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
fn the_name_of_a_unit_stands_over_all_columns_of_a_list() {
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
fn the_items_of_a_note_stand_below_its_label() {
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
fn a_label_that_nobody_knows_is_kept_with_its_text() {
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
fn a_header_of_two_rows_is_told_by_its_lowest_words() {
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
fn a_list_tells_the_execution_of_its_projects() {
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
            "goal - project - 三年巡查河道",
            "goal annual project - 巡查河道",
            "indicator long_term - 产出指标/数量指标/巡查次数 ≥36次",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn places_that_nobody_filled_in_are_no_data() {
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
fn who_filled_in_the_form_is_told_below_its_indicators() {
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
fn a_total_may_stand_between_a_label_and_its_amount() {
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
