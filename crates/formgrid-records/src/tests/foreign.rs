//! Forms without a template, one drawn document for each difference from known forms.

use super::drawn::check;

#[test]
fn the_parts_of_a_value_below_one_word_are_read_in_order() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值 | 分值×3
         产出指标 | 数量指标 | 巡查次数 | ≥ | 12 | 次 | 8
         效益指标 | 社会效益 | 环境改善 | 定性 | 明显 | _ | 7",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次 weight=8",
            "indicator - - 效益指标/社会效益/环境改善 明显 weight=7",
        ],
    );
}

#[test]
fn prior_years_split_a_word_for_values() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 指标值×3
         前年 | 上年 | 预计当年实现值
         产出指标 | 数量指标 | 巡查次数 | 10次 | 11次 | ≥12次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次 前年=10次 上年=11次",
        ],
    );
}

#[test]
fn the_cells_of_the_only_level_decide_which_it_is() {
    check(
        "甲县乙局整体支出绩效目标表
         指标类别 | 指标名称 | 目标值
         数量指标 | 巡查次数 | ≥12次
         成本指标 | 单次成本 | ≤300元
         服务对象满意度指标 | 村民满意度 | ≥90%",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - -/数量指标/巡查次数 ≥12次",
            "indicator - - -/成本指标/单次成本 ≤300元",
            "indicator - - -/服务对象满意度指标/村民满意度 ≥90%",
        ],
    );
}

#[test]
fn a_numbered_name_heads_the_form_below_it() {
    check(
        "青岚市2031年部门整体绩效目标汇编
         一、甲县水利局
         单位：万元
         年度目标 | 清淤一段×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里

         二、甲县民政局
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 救助人次 | ≥300人次",
        &[
            "filing 甲县水利局 2031 万元 department target generic",
            "goal annual overall - 清淤一段",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥3公里",
            "filing 甲县民政局 2031 - department target generic",
            "indicator - - 产出指标/数量指标/救助人次 ≥300人次",
        ],
    );
}

#[test]
fn one_title_covers_the_departments_of_a_table() {
    check(
        "2031年部门整体绩效目标表
         部门名称 | 甲县水利局×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里
         部门名称 | 甲县民政局×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 救助人次 | ≥300人次",
        &[
            "filing 甲县水利局 2031 - department target generic",
            "indicator - - 产出指标/数量指标/清淤长度 ≥3公里",
            "filing 甲县民政局 2031 - department target generic",
            "indicator - - 产出指标/数量指标/救助人次 ≥300人次",
        ],
    );
}

#[test]
fn a_header_may_begin_with_a_word_over_the_levels() {
    check(
        "甲县乙局整体支出绩效目标表
         绩效指标×3 | 目标值×3 | 权重↓2
         一级指标 | 二级指标 | 三级指标 | 符号 | 数值 | 单位
         产出指标 | 数量指标 | 巡查次数 | ≥ | 12 | 次 | 8",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次 weight=8",
        ],
    );
}

#[test]
fn cells_with_label_and_value_are_adjacent() {
    check(
        "项目绩效目标表
         项目名称：河道巡查×3 | 预算单位：甲县水利局
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道巡查 -",
            "indicator - - 产出指标/数量指标/清淤长度 ≥3公里",
        ],
    );
}

#[test]
fn a_header_may_hold_a_new_word() {
    check(
        "甲县乙局整体支出绩效目标表
         考核维度 | 三级指标 | 指标值
         道路 | 巡查次数 | ≥12次
         2031年 | 办结率 | ≥95%",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - -/-/巡查次数 ≥12次",
            "indicator - - -/-/办结率 ≥95%",
        ],
    );
}

#[test]
fn money_of_a_block_without_projects_is_funding() {
    check(
        "甲县乙局整体绩效目标申报表
         年度预算安排↓3 | 资金来源 | 预算金额（万元）
         一般公共预算拨款 | 80
         其他资金 | 20
         预算情况↓2 | 1、资金来源：（1）政府预算资金 | 100
         2、资金结构：（1）基本支出 | 70
         一级指标 | 二级指标 | 指标名称
         产出指标 | 数量指标 | 巡查次数",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "funding income 一般公共预算拨款 80 None []",
            "funding income 其他资金 20 None []",
            "funding income 1、资金来源：（1）政府预算资金 100 None []",
            "funding expenditure 2、资金结构：（1）基本支出 70 None []",
            "indicator - - 产出指标/数量指标/巡查次数 -",
        ],
    );
}

#[test]
fn years_of_funding_may_follow_a_blank_header() {
    check(
        "项目支出绩效目标申报表
         单位名称 | 甲县乙局×4
         项目名称 | 河道巡查×4
         资金来源（万元）↓3 | _ | 上年度预算 | 上年度执行 | 本年度申请
         财政拨款 | 8 | 7 | 9
         合计 | 8 | 7 | 9",
        &[
            "filing 甲县乙局 - 万元 project target generic",
            "project 河道巡查 9 fiscal=9",
            "funding - 财政拨款 9 None [上年度预算=8 上年度执行=7]",
            "funding - 合计 9 None [上年度预算=8 上年度执行=7] total",
        ],
    );
}

#[test]
fn steps_and_results_without_a_field_are_kept() {
    check(
        "甲县乙局整体支出绩效自评表
         年度总体目标↓2 | 预期目标×3 | 实际完成情况×3
         整治河道×3 | 整治三条×3
         实施进度计划↓2 | 实施内容×2 | 开始时间×2 | 完成时间×2
         清淤×2 | 3月×2 | 9月×2
         绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 | 得分
         产出指标 | 数量指标 | 清淤长度 | ≥3公里 | 10 | 9
         合计×5 | 100 | 96",
        &[
            "filing 甲县乙局 - - department self_evaluation generic score=96",
            "goal annual overall - 整治河道",
            "unmapped 实际完成情况: 整治三条",
            "unmapped -: 实施内容",
            "unmapped -: 开始时间",
            "unmapped -: 完成时间",
            "unmapped 清淤: 3月",
            "unmapped 清淤: 9月",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥3公里 weight=10 score=9",
        ],
    );
}

#[test]
fn lists_of_projects_print_their_goals() {
    check(
        "甲县乙局2031年项目支出绩效目标汇总表
         序号 | 项目名称 | 资金总额 | 财政拨款 | 绩效目标
         1 | 河道清淤 | 9 | 9 | 清淤三公里
         2 | 绿化 | 3 | 3 | 补植一千株",
        &[
            "filing 甲县乙局 2031 - project target generic",
            "project 河道清淤 9 fiscal=9",
            "goal - project - 清淤三公里",
            "project 绿化 3 fiscal=3",
            "goal - project - 补植一千株",
        ],
    );
}

#[test]
fn operator_and_value_may_share_a_column() {
    check(
        "甲县乙局整体支出绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标性质及指标值 | 度量单位
         产出指标 | 数量指标 | 巡查次数 | ≥12 | 次",
        &[
            "filing 甲县乙局 - - department target generic",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn lines_of_funding_without_widths_are_kept() {
    check(
        "甲县乙局整体支出绩效目标表
         资金情况↓4 | 总体资金情况 | 当年金额 | 占比 | 2030年 | 2031年×3
         收入构成↓3 | 财政拨款×2 | 60 | 60% | 50 | 55
         其他资金×2 | 40 | 40% | 50 | 45
         合计×2 | 100 | 100% | 100 | 100",
        &[
            "filing 甲县乙局 2032 - department target generic",
            "funding income 财政拨款 60 None []",
            "unmapped 财政拨款: 60%",
            "unmapped 财政拨款: 50",
            "unmapped 财政拨款: 55",
            "unmapped -: 其他资金",
            "unmapped -: 40",
            "unmapped -: 40%",
            "unmapped -: 50",
            "unmapped -: 45",
            "unmapped -: 合计",
            "unmapped -: 100",
            "unmapped -: 100%",
            "unmapped -: 100",
            "unmapped -: 100",
        ],
    );
}

#[test]
fn goals_after_all_their_labels_are_kept() {
    check(
        "甲县乙局整体支出绩效目标表
         整体绩效总目标 | 长期目标（截止2033年） | 年度目标 | _ | 1.清淤三段。⏎2.巡查河道。 | 1.清淤一段。⏎2.巡查河道。",
        &[
            "filing 甲县乙局 - - department target generic",
            "unmapped -: 长期目标（截止2033年）",
            "unmapped 年度目标: 1.清淤三段。\n2.巡查河道。",
            "unmapped 年度目标: 1.清淤一段。\n2.巡查河道。",
        ],
    );
}
