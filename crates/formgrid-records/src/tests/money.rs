//! Amounts, their units, and the totals they belong to.

use super::drawn::check;

#[test]
fn two_sides_of_a_budget_are_next_to_each_other() {
    check(
        "2031年度部门整体支出绩效目标表
         部门名称 | 甲县乙局×2 | 金额单位 | 元
         当年预算↓4 | 收入来源 | 预算金额 | 支出用途 | 预算金额
         事业收入 | 300 | 项目支出 | 350
         其他收入 | 90 | 公用经费 | 40
         合计 | 390 | 合计 | 390",
        &[
            "filing 甲县乙局 2031 元 department target generic",
            "funding income 事业收入 300 None []",
            "funding expenditure 项目支出 350 None []",
            "funding income 其他收入 90 None []",
            "funding expenditure 公用经费 40 None []",
            "funding income 合计 390 None [] total",
            "funding expenditure 合计 390 None [] total",
        ],
    );
}

#[test]
fn a_source_and_its_amount_share_a_cell() {
    check(
        "2031年度部门整体支出绩效目标表
         部门名称 | 甲县乙局×4
         预算情况（万元）↓4 | 按收入渠道×2 | 按支出用途×2
         其中：事业收入：12.5×2 | 其中：人员经费：8×2
         上级补助收入：0×2 | 项目支出：4.5×2
         经营收入：0×2 | _×2",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding income 事业收入 12.5 None []",
            "funding expenditure 人员经费 8 None []",
            "funding income 上级补助收入 0 None []",
            "funding expenditure 项目支出 4.5 None []",
            "funding income 经营收入 0 None []",
        ],
    );
}

#[test]
fn money_of_a_year_is_next_to_money_of_all_years() {
    check(
        "项目支出绩效目标表
         （2031年度）
         项目名称 | 河道清淤×3
         项目资金总额 | 900 | 2031年资金 | 300
         其中：县级财政 | 600 | 其中：县级财政 | 200
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥1公里",
        &[
            "filing - 2031 - project target generic",
            "project 河道清淤 300 fiscal=200",
            "funding - 其中：县级财政 600 None []",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里",
        ],
    );
}

#[test]
fn counts_rates_and_weights_are_no_money() {
    check(
        "2031年度项目清单
         单位：万元
         序号↓2 | 项目名称↓2 | 资金规模×3 | 审定金额↓2 | 惠及人数↓2
         小计 | 中央补助 | 村级筹措
         1 | 河道清淤 | 9 | 5 | 4 | 8 | 120
         2 | 泵站检修 | 5 | 3 | 2 | 5 | 60
         _ | 合计 | 14 | 8 | 6 | 13 | 180",
        &[
            "filing - 2031 万元 department target generic",
            "project 河道清淤 9 fiscal=5",
            "unmapped 审定金额: 8",
            "unmapped 惠及人数: 120",
            "project 泵站检修 5 fiscal=3",
            "unmapped 审定金额: 5",
            "unmapped 惠及人数: 60",
            "funding expenditure 合计 14 None [] total",
            "funding expenditure 中央补助 8 None []",
            "funding expenditure 村级筹措 6 None []",
            "funding - 审定金额 13 None []",
            "unmapped 惠及人数: 180",
        ],
    );
    check(
        "项目支出绩效自评表
         （2031年度）
         项目名称 | 河道清淤×5
         债券使用情况↓3 | 发行批次 | 年利率 | 金额（万元） | 实际支付金额 | 支出进度
         第一批 | 2.9% | 400 | 300 | 75%
         第二批 | 3.1% | 200 | 200 | 100%
         一级指标 | 二级指标 | 三级指标 | 指标值 | 权重 | 得分
         产出指标 | 数量指标 | 清淤长度 | ≥1公里 | 60 | 55
         效益指标 | 社会效益指标 | 受益村数 | ≥3个 | 30 | 30
         权重合计×4 | 90×2",
        &[
            "filing - 2031 万元 project self_evaluation generic",
            "project 河道清淤 -",
            "funding - 第一批 400 None [] executed=300 rate=0.75",
            "unmapped 年利率: 2.9%",
            "funding - 第二批 200 None [] executed=200 rate=1",
            "unmapped 年利率: 3.1%",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里 weight=60 score=55",
            "indicator annual - 效益指标/社会效益指标/受益村数 ≥3个 weight=30 score=30",
        ],
    );
}

#[test]
fn the_label_of_a_block_tells_the_side_of_its_amounts() {
    check(
        "甲县乙局2031年度部门整体绩效目标表
         单位：万元
         收入安排↓2 | 合计 | 财政拨款收入 | 其他收入
         90 | 80 | 10
         支出安排↓2 | 合计 | 人员经费 | 项目经费
         90 | 60 | 30",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding income 合计 90 None [] total",
            "funding income 财政拨款收入 80 None []",
            "funding income 其他收入 10 None []",
            "funding expenditure 合计 90 None [] total",
            "funding expenditure 人员经费 60 None []",
            "funding expenditure 项目经费 30 None []",
        ],
    );
    check(
        "甲县乙局2031年度部门整体绩效目标表
         资金（万元）↓4 | 收入×2 | 支出×3
         资金来源 | 金额 | 用途类别×2 | 金额
         一般公共预算资金 | 70 | 基本支出×2 | 60
         其他资金 | 20 | 项目支出×2 | 30",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding income 一般公共预算资金 70 None []",
            "funding expenditure 基本支出 60 None []",
            "funding income 其他资金 20 None []",
            "funding expenditure 项目支出 30 None []",
        ],
    );
}

#[test]
fn the_amount_of_a_year_is_not_that_of_the_term() {
    check(
        "专项政策绩效目标申报表
         （2031年度）
         政策名称 | 家电换新补贴×2
         主管部门 | 甲市商务局×2
         资金规模↓2 | 2031年预算 | 300
         政策期总额 | 900",
        &["filing 甲市商务局 2031 - project target generic", "project 家电换新补贴 300"],
    );
}

#[test]
fn totals_of_both_sides_are_lines_of_funding() {
    check(
        "甲县乙局2031年度部门整体绩效目标表
         单位：万元
         年度预算↓3 | 收入 | 金额 | 支出 | 金额
         经费拨款 | 70 | 人员支出 | 50
         收入总计 | 70.00 | 支出总计 | 50.00",
        &[
            "filing 甲县乙局 2031 万元 department target generic",
            "funding income 经费拨款 70 None []",
            "funding expenditure 人员支出 50 None []",
            "funding income 收入总计 70.00 None [] total",
            "funding expenditure 支出总计 50.00 None [] total",
        ],
    );
}

#[test]
fn money_of_prior_years_is_history_next_to_that_of_the_year() {
    check(
        "戊县水务局2031年部门整体支出绩效目标表

         类别 | 项目 | 2029年决算 | 2030年预算 | 2031年预算 | 占比
         收入↓2 | 财政拨款 | 310.50 | 334.20 | 356.00 | 89%
         收入合计 | 348.70 | 375.20 | 400.00 | 100%
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 巡查次数 | ≥12次",
        &[
            "filing 戊县水务局 2031 - department target generic",
            "funding income 财政拨款 356.00 Some(0.89) [2029年决算=310.50 2030年预算=334.20]",
            "funding income 收入合计 400.00 Some(1.0) [2029年决算=348.70 2030年预算=375.20] total",
            "indicator - - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn an_unlisted_word_among_sources_is_a_source() {
    check(
        "项目支出绩效目标申报表

         项目名称 | 石桥改造×5
         项目预算（元）↓2 | 合计 | 一般公共预算 | 福彩公益金 | 社会捐赠 | 其他资金
         2,184,000.00 | 1,384,000.00 | 800,000.00 | _ | _
         三级指标 | 指标值 | 权重×4
         改造石桥 | 3座 | 100×4
         合计×2 | 100×4",
        &[
            "filing - - 元 project target generic",
            "project 石桥改造 2184000.00",
            "funding - 合计 2184000.00 None [] total",
            "funding - 一般公共预算 1384000.00 None []",
            "funding - 福彩公益金 800000.00 None []",
            "indicator - - -/-/改造石桥 =3座 weight=100",
        ],
    );
}

#[test]
fn the_change_of_an_amount_is_no_amount() {
    check(
        "项目支出绩效目标调整表

         项目名称 | 石桥改造 | 增减额（万元） | 22.00",
        &[
            "filing - - 万元 project target generic",
            "project 石桥改造 -",
            "unmapped 增减额（万元）: 22.00",
        ],
    );
}

#[test]
fn sides_next_to_each_other_below_a_header_of_items_are_no_projects() {
    check(
        "甲县水利局2031年部门整体绩效目标表
         部门名称 | 甲县水利局×5
         收支计划（万元）↓5 | 收入×2 | 支出×3
         项目 | 预算数 | 项目×2 | 预算数
         财政拨款收入 | 820.00 | 基本支出×2 | 416.30
         事业收入 | 145.00 | 项目支出×2 | 548.70
         收入合计 | 965.00 | 支出合计×2 | 965.00
         年度目标 | 完成河道治理，保障供水安全。×5
         一级指标 | 二级指标 | 三级指标 | 指标值 | 单位 | 分值
         产出指标 | 数量指标 | 治理河道 | ≥12 | 公里 | 20
         产出指标 | 质量指标 | 工程验收合格率 | ≥95 | % | 20
         效益指标 | 社会效益 | 供水保证率 | ≥98 | % | 20",
        &[
            "filing 甲县水利局 2031 万元 department target generic",
            "unmapped -: 预算数",
            "unmapped -: 预算数",
            "funding income 财政拨款收入 820.00 None []",
            "funding expenditure 基本支出 416.30 None []",
            "funding income 事业收入 145.00 None []",
            "funding expenditure 项目支出 548.70 None []",
            "funding income 收入合计 965.00 None [] total",
            "funding expenditure 支出合计 965.00 None [] total",
            "goal annual overall - 完成河道治理，保障供水安全。",
            "indicator annual - 产出指标/数量指标/治理河道 ≥12公里 weight=20",
            "indicator annual - 产出指标/质量指标/工程验收合格率 ≥95% weight=20",
            "indicator annual - 效益指标/社会效益/供水保证率 ≥98% weight=20",
        ],
    );
}

#[test]
fn a_row_with_a_figure_in_each_column_of_money_is_a_row_of_the_list() {
    check(
        "甲县水利局2031年部门整体绩效目标表
         部门名称 | 甲县水利局×3
         总体资金情况×2 | 当年金额 | 占比
         收入构成↓3 | 财政拨款 | 300 | 93.75%
         单位资金 | 20 | 6.25%
         合计 | 320 | 100%
         支出构成↓3 | 基本支出 | 200 | 62.5%
         项目支出 | 120 | 37.5%
         合计 | 320 | 100%
         年度目标×2 | 完成河道治理，保障供水安全。×2",
        &[
            "filing 甲县水利局 2031 - department target generic",
            "funding income 财政拨款 300 Some(0.9375) []",
            "funding income 单位资金 20 Some(0.0625) []",
            "funding income 合计 320 Some(1.0) [] total",
            "funding expenditure 基本支出 200 Some(0.625) []",
            "funding expenditure 项目支出 120 Some(0.375) []",
            "funding expenditure 合计 320 Some(1.0) [] total",
            "goal annual overall - 完成河道治理，保障供水安全。",
        ],
    );
}

#[test]
fn a_subtotal_of_points_is_no_total_score() {
    check(
        "2031年度项目支出绩效自评表
         项目名称×2 | 饮水巡检×5
         主管部门×2 | 甲县水利局×5
         一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
         产出指标↓2 | 数量指标 | 巡检水厂 | ≥22座 | 22座 | 40 | 40
         质量指标 | 水质达标率 | ≥96% | 95% | 30 | 28
         小计×5 | 70 | 68
         满意度指标 | 服务对象满意度 | 用水户满意度 | ≥90% | 92% | 30 | 30
         小计×5 | 30 | 30
         总分×5 | 100 | 98",
        &[
            "filing 甲县水利局 2031 - project self_evaluation generic",
            "project 饮水巡检 - score=98",
            "indicator annual - 产出指标/数量指标/巡检水厂 ≥22座 weight=40 score=40 actual==22座",
            "indicator annual - 产出指标/质量指标/水质达标率 ≥96% weight=30 score=28 actual==95%",
            "indicator annual - 满意度指标/服务对象满意度/用水户满意度 ≥90% weight=30 score=30 actual==92%",
        ],
    );
}
