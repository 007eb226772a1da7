//! Layouts without a template: amounts below their sources, block labels between tables, rows
//! without a header.

use super::drawn::{check, read};
use crate::record::Kind;

#[test]
fn amounts_are_below_their_sources() {
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
            "funding income 财政拨款 880.00 None []",
            "funding income 其他资金 20.00 None []",
            "funding expenditure 基本支出 500.00 None []",
            "funding expenditure 项目支出 400.00 None []",
            "indicator annual - 产出指标/数量指标/巡查次数 ≥12次",
        ],
    );
}

#[test]
fn budget_execution_may_be_one_row_without_a_name() {
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
fn a_label_and_its_amount_in_one_cell_are_a_line_of_funding() {
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
fn payments_are_no_budget_and_results_no_goal() {
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
fn block_labels_may_be_between_tables() {
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
fn indicators_may_have_no_header() {
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
fn the_target_precedes_the_outturn() {
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
fn years_split_the_amounts_of_a_department() {
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
fn levels_without_a_target_head_the_rows_below_them() {
    check(
        "项目支出绩效目标自评表
         项目名称：垃圾转运    主管部门：甲县乙局
         指标名称 | 绩效指标性质 | 绩效指标值 | 绩效度量单位 | 权重 | 自评完成值 | 自评得分
         产出指标 | _ | _ | _ | 50 | _ | 50
         转运量 | ≥ | 36000 | 吨 | 25 | 36850 | 25
         转运及时率 | ≥ | 98 | % | 25 | 98.6 | 25
         满意度指标 | _ | _ | _ | 10 | _ | 9
         居民满意度 | ≥ | 92 | % | 10 | 90.5 | 9",
        &[
            "filing 甲县乙局 - - project self_evaluation generic",
            "project 垃圾转运 -",
            "indicator - - 产出指标/-/转运量 ≥36000吨 weight=25 score=25 actual==36850吨",
            "indicator - - 产出指标/-/转运及时率 ≥98% weight=25 score=25 actual==98.6%",
            "indicator - - 满意度指标/-/居民满意度 ≥92% weight=10 score=9 actual==90.5%",
        ],
    );
}

#[test]
fn a_block_in_a_row_of_its_own_names_the_unit() {
    check(
        "部门整体绩效自评情况表
         填报单位：（盖章）甲县乙局

         二、部门预算执行情况（万元）×4
         资金来源 | 年初预算 | 调整预算 | 决算数
         一般公共预算 | 1320.5 | 1386.2 | 1372.8
         目标内容 | 完成情况 | 完成程度 | 未完成原因
         完成普查数据发布 | 已发布公报1至5号 | 100% | _",
        &[
            "filing 甲县乙局 - 万元 department self_evaluation generic",
            "funding - 一般公共预算 1386.2 None [] original=1320.5 revised=1386.2 executed=1372.8",
            "indicator - - -/-/完成普查数据发布 - actual=已发布公报1至5号",
        ],
    );
}

#[test]
fn a_total_over_the_stub_of_a_list_is_no_project() {
    check(
        "部门整体支出绩效目标表
         预算单位：甲县乙局    金额单位：万元

         年度主要任务↓4 | 任务名称↓2 | 主要内容↓2 | 预算金额（万元）×2
         总额 | 财政拨款
         新闻采编 | 播发新闻稿件 | 210 | 200
         设备更新 | 更新摄像设备 | 96 | 96
         金额合计×3 | 306 | 296",
        &[
            "filing 甲县乙局 - 万元 department target generic",
            "project 新闻采编 210 fiscal=200",
            "project 设备更新 96 fiscal=96",
            "funding expenditure 金额合计 306 None [] total",
            "funding expenditure 财政拨款 296 None []",
        ],
    );
}

#[test]
fn a_label_beside_the_header_of_the_execution_keeps_its_value() {
    check(
        "填报单位：甲县乙局

         项目名称↓2 | 抚恤补助↓2 | 预算执行↓2 | 预算数（万元） | 执行数（万元） | 执行率
         856 | 851.2 | 99.44%
         年度目标 | 按时足额发放补助。×5",
        &[
            "filing 甲县乙局 - 万元 project target generic",
            "project 抚恤补助 856 original=856 executed=851.2",
            "goal annual project - 按时足额发放补助。",
        ],
    );
}

#[test]
fn levels_end_the_text_of_a_goal() {
    check(
        "项目名称 | 湿地修复 | 主管部门 | 甲县乙局
         绩效目标 | 恢复湿地生态功能×3
         产出指标 | 修复湿地面积300亩，清理杂草面积50亩。×3
         效益指标 | 湿地鸟类种类增加，生态功能提升。×3",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 湿地修复 -",
            "goal - project - 恢复湿地生态功能",
            "unmapped -: 产出指标",
            "unmapped -: 修复湿地面积300亩，清理杂草面积50亩。",
            "unmapped -: 效益指标",
            "unmapped -: 湿地鸟类种类增加，生态功能提升。",
        ],
    );
}

#[test]
fn cells_beyond_the_most_unmapped_ones_stay_in_their_table() {
    let rows: String = (0..20_010).map(|n| format!("条目{n}甲 |\n")).collect();
    let (records, _) = read(&format!("项目支出绩效目标表\n{rows}"));
    let n = |kind: Kind| records.iter().filter(|record| record.head.kind == kind).count();
    assert_eq!((n(Kind::Filing), n(Kind::Unmapped), n(Kind::Table)), (1, 20_000, 1));
}

#[test]
fn wide_lists_have_names_and_values_below_levels() {
    check(
        "甲县乙局2031年项目绩效目标汇总表
         序号↓3 | 项目名称↓3 | 资金规模（万元）↓3 | 产出指标×4 | 满意度指标×2 | 备注↓3
         数量指标×2 | 时效指标×2 | 服务对象满意度×2
         指标内容 | 指标值 | 指标内容 | 指标值 | 指标内容 | 指标值
         1 | 桥梁维修 | 26.5 | 维修桥梁 | 4座 | 完工时间 | 2031年9月底前 | 群众满意度 | ≥95% | _
         2 | 道路养护 | 14 | 养护道路 | ≥18公里 | _ | _ | 群众满意度 | ≥90% | 跨两乡
         合计×2 | 40.5 | _ | _ | _ | _ | _ | _ | _",
        &[
            "filing 甲县乙局 2031 万元 project target generic",
            "project 桥梁维修 26.5",
            "indicator annual - 产出指标/数量指标/维修桥梁 =4座",
            "indicator annual - 产出指标/时效指标/完工时间 2031年9月底前",
            "indicator annual - 满意度指标/服务对象满意度/群众满意度 ≥95%",
            "project 道路养护 14",
            "indicator annual - 产出指标/数量指标/养护道路 ≥18公里",
            "indicator annual - 满意度指标/服务对象满意度/群众满意度 ≥90%",
            "unmapped 备注: 跨两乡",
            "funding expenditure 合计 40.5 None [] total",
        ],
    );
}

#[test]
fn numbered_levels_head_names_of_indicators() {
    check(
        "甲县乙局2031年项目支出绩效目标公开表
         项目名称 | 预算金额 | 产出指标1 | 指标值1 | 产出指标2 | 指标值2 | 效益指标1 | 指标值1
         桥梁维修 | 26.5 | 维修桥梁 | 4座 | 验收合格率 | 100% | 受益人口 | ≥2万人
         道路养护 | 14 | 养护道路 | ≥18公里 | _ | _ | 出行环境 | 改善",
        &[
            "filing 甲县乙局 2031 - project target generic",
            "project 桥梁维修 26.5",
            "indicator annual - 产出指标/-/维修桥梁 =4座",
            "indicator annual - 产出指标/-/验收合格率 =100%",
            "indicator annual - 效益指标/-/受益人口 ≥2万人",
            "project 道路养护 14",
            "indicator annual - 产出指标/-/养护道路 ≥18公里",
            "indicator annual - 效益指标/-/出行环境 改善",
        ],
    );
}

#[test]
fn places_in_columns_have_their_own_targets() {
    check(
        "甲省水利资金区域绩效目标分解表
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 计量单位↓2 | 全省合计↓2 | 任务分解×3
         乙市 | 丙州 | 丁县（省直管）
         产出指标↓2 | 数量指标 | 治理河长 | 公里 | 48 | 20 | 16 | 12
         时效指标 | 完成比例 | % | 80 | 80 | 85 | 80",
        &[
            "filing - - - department target generic",
            "unmapped -: 甲省水利资金区域绩效目标分解表",
            "indicator - - 产出指标/数量指标/治理河长 =48公里",
            "indicator - - 产出指标/数量指标/治理河长 =20公里 for 乙市",
            "indicator - - 产出指标/数量指标/治理河长 =16公里 for 丙州",
            "indicator - - 产出指标/数量指标/治理河长 =12公里 for 丁县（省直管）",
            "indicator - - 产出指标/时效指标/完成比例 =80%",
            "indicator - - 产出指标/时效指标/完成比例 =80% for 乙市",
            "indicator - - 产出指标/时效指标/完成比例 =85% for 丙州",
            "indicator - - 产出指标/时效指标/完成比例 =80% for 丁县（省直管）",
        ],
    );
}

#[test]
fn a_header_row_may_state_the_units_of_its_columns() {
    check(
        "2031年专项资金绩效目标分解表
         项目名称 | 道路养护补助 | 主管部门 | 甲县交通局×2
         乡镇↓4 | 分配金额（万元）↓4 | 产出指标×2 | 满意度指标
         数量指标 | 质量指标 | 服务对象满意度指标
         养护里程 | 验收合格率 | 群众满意度
         （公里） | （%） | （%）
         乙镇 | 68 | 36.4 | 98 | 90
         丙乡 | 42 | 13 | 97 | 88",
        &[
            "filing 甲县交通局 2031 万元 project target generic",
            "project 道路养护补助 -",
            "unmapped 分配金额（万元）: 68",
            "indicator annual - 产出指标/数量指标/养护里程 =36.4公里 for 乙镇",
            "indicator annual - 产出指标/质量指标/验收合格率 =98% for 乙镇",
            "indicator annual - 满意度指标/服务对象满意度指标/群众满意度 =90% for 乙镇",
            "unmapped 分配金额（万元）: 42",
            "indicator annual - 产出指标/数量指标/养护里程 =13公里 for 丙乡",
            "indicator annual - 产出指标/质量指标/验收合格率 =97% for 丙乡",
            "indicator annual - 满意度指标/服务对象满意度指标/群众满意度 =88% for 丙乡",
        ],
    );
}

#[test]
fn rows_of_places_have_targets_and_outturns() {
    check(
        "2031年甲县垃圾治理资金绩效目标完成情况表
         填报单位：甲县环境局
         序号↓4 | 片区↓4 | 乡镇↓4 | 产出指标×2 | 满意度指标×2 | 备注↓4
         数量指标×2 | 服务对象满意度指标×2
         新建收集亭（个）×2 | 村民满意度×2
         目标值 | 完成值 | 目标值 | 完成值
         合计×3 | 46 | 43 | _ | _ | _
         1 | 北片↓2 | 乙镇 | 30 | 28 | ≥90% | 94% | _
         2 | 丙乡 | 16 | 15 | ≥88% | 87.5% | 雨季停工",
        &[
            "filing 甲县环境局 2031 - department self_evaluation generic",
            "indicator - - 产出指标/数量指标/新建收集亭（个） =46 actual==43 for 合计",
            "unmapped 片区: 北片",
            "indicator - - 产出指标/数量指标/新建收集亭（个） =30 actual==28 for 乙镇",
            "indicator - - 满意度指标/服务对象满意度指标/村民满意度 ≥90% actual==94% for 乙镇",
            "indicator - - 产出指标/数量指标/新建收集亭（个） =16 actual==15 for 丙乡",
            "indicator - - 满意度指标/服务对象满意度指标/村民满意度 ≥88% actual==87.5% for 丙乡",
            "unmapped 备注: 雨季停工",
        ],
    );
}

#[test]
fn numbered_groups_of_columns_are_indicators() {
    check(
        "2031年甲县项目绩效目标汇总表
         单位：元
         单位名称↓2 | 项目名称↓2 | 项目金额↓2 | 指标1×3 | 指标2×3
         指标类型 | 指标名称 | 指标值 | 指标类型 | 指标名称 | 指标值
         甲县第一幼儿园↓2 | 保育员劳务费 | 486000 | 数量指标 | 保育员人数 | ≥24人 | 质量指标 | 持证率 | 100%
         零星维修 | 150000 | 数量指标 | 维修点位 | ≥18处 | _ | _ | _
         甲县档案馆 | 档案数字化 | 920000 | 数量指标 | 扫描页数 | ≥160万页 | 时效指标 | 完成时间 | 2031年底前",
        &[
            "filing 甲县第一幼儿园 2031 元 project target generic",
            "project 保育员劳务费 486000",
            "indicator annual - -/数量指标/保育员人数 ≥24人",
            "indicator annual - -/质量指标/持证率 =100%",
            "project 零星维修 150000",
            "indicator annual - -/数量指标/维修点位 ≥18处",
            "filing 甲县档案馆 2031 元 project target generic",
            "project 档案数字化 920000",
            "indicator annual - -/数量指标/扫描页数 ≥160万页",
            "indicator annual - -/时效指标/完成时间 2031年底前",
        ],
    );
}

#[test]
fn terms_beside_the_year_are_no_history() {
    check(
        "部门整体绩效目标表
         单位名称：甲县图书馆
         总体绩效目标↓2 | 中期目标（2031—2033年）×3 | 2031年度目标×2
         目标1：建成总分馆服务体系，实现乡镇全覆盖。×3 | 目标1：新建分馆3个，延长开放时间。×2
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 指标值×2 | 指标值确定依据↓2
         中期（2033年） | 年度（2031年）
         产出指标↓2 | 数量指标 | 分馆数量 | 14个 | 11个 | 建设规划
         质量指标 | 文献借阅率 | ≥70% | ≥62% | 历史数据",
        &[
            "filing 甲县图书馆 2031 - department target generic",
            "goal medium_term overall 1 建成总分馆服务体系，实现乡镇全覆盖。",
            "goal annual overall 1 新建分馆3个，延长开放时间。",
            "indicator medium_term 1 产出指标/数量指标/分馆数量 =14个 basis=建设规划",
            "indicator annual 1 产出指标/数量指标/分馆数量 =11个 basis=建设规划",
            "indicator medium_term 1 产出指标/质量指标/文献借阅率 ≥70% basis=历史数据",
            "indicator annual 1 产出指标/质量指标/文献借阅率 ≥62% basis=历史数据",
        ],
    );
}

#[test]
fn the_deepest_of_four_levels_is_the_name() {
    check(
        "项目绩效评价指标表

         一级指标 | 二级指标 | 三级指标 | 四级指标 | 分值 | 评分标准 | 得分
         产出↓3 | 产出数量↓2 | 建设任务↓2 | 新建泵站座数 | 12 | 每少1座扣2分 | 10
         铺设管道长度 | 8 | 按比例计分 | 8
         产出质量 | 工程质量 | 分部工程合格率 | 10 | 每低1%扣1分 | 10",
        &[
            "filing - - - project self_evaluation generic",
            "indicator - - 产出/产出数量/新建泵站座数 - weight=12 score=10",
            "indicator - - 产出/产出数量/铺设管道长度 - weight=8 score=8",
            "indicator - - 产出/产出质量/分部工程合格率 - weight=10 score=10",
        ],
    );
}

#[test]
fn each_of_four_levels_may_have_points() {
    check(
        "项目绩效评价指标表

         一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 四级指标 | 分值 | 得分
         产出↓3 | 30↓3 | 产出数量↓2 | 20↓2 | 建设任务↓2 | 20↓2 | 新建泵站座数 | 12 | 10
         铺设管道长度 | 8 | 8
         产出质量 | 10 | 工程质量 | 10 | 分部工程合格率 | 10 | 10",
        &[
            "filing - - - project self_evaluation generic",
            "indicator - - 产出/产出数量/新建泵站座数 - weight=12 score=10",
            "indicator - - 产出/产出数量/铺设管道长度 - weight=8 score=8",
            "indicator - - 产出/产出质量/分部工程合格率 - weight=10 score=10",
        ],
    );
}
