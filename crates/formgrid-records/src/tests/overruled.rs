//! Evidence that overrules a guess: codes, directions, sides of a budget, totals, and tables whose
//! rows or columns stand for something else than usual.

use super::drawn::{check, read};
use crate::record::{Body, Record};

#[test]
fn a_name_with_a_code_heads_no_column_and_a_listed_label_outranks_a_guess() {
    check(
        "项目支出绩效目标表
         （2026年度）

         项目名称 | 市场管理经费
         项目类别 | (31)部门预算项目
         归口科室 | (08)经济贸易科
         主管部门 | (433)甲县乙局
         实施单位 | (433001)甲县乙局本级",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 市场管理经费 -",
            "unmapped 归口科室: (08)经济贸易科",
        ],
    );
}

#[test]
fn directions_and_operators_are_told_apart_by_the_cells() {
    check(
        "项目支出绩效目标表
         填报单位：甲县乙局

         项目名称 | 河道保洁×6
         一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标方向 | 目标值 | 计量单位
         产出指标 | 数量指标 | 保洁河道长度 | 正向 | ≥ | 80 | 公里
         产出指标 | 成本指标 | 每公里成本 | 反向 | ≤ | 2 | 万元
         效益指标 | 社会效益指标 | 水面漂浮物 | 反向 | ≤ | 5 | 处",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 河道保洁 -",
            "indicator - - 产出指标/数量指标/保洁河道长度 ≥80公里",
            "indicator - - 产出指标/成本指标/每公里成本 ≤2万元",
            "indicator - - 效益指标/社会效益指标/水面漂浮物 ≤5处",
        ],
    );
}

#[test]
fn amounts_of_a_prior_year_are_no_points() {
    check(
        "项目支出绩效目标申报表
         填报单位：甲县乙局    单位：万元

         项目名称 | 展演活动×4
         项目支出内容及明细预算 | 上年度预算安排 | 上年度实际执行 | 本年度申请金额 | 测算依据
         舞台搭建 | 30 | 29 | 35 | 按场次
         演员劳务 | 20 | 19.5 | 25 | 按人次",
        &[
            "filing 甲县乙局 - 万元 project target generic",
            "project 展演活动 -",
            "funding - 舞台搭建 35 None [上年度预算安排=30 上年度实际执行=29]",
            "unmapped 测算依据: 按场次",
            "funding - 演员劳务 25 None [上年度预算安排=20 上年度实际执行=19.5]",
            "unmapped 测算依据: 按人次",
        ],
    );
}

#[test]
fn a_row_of_amounts_may_have_a_name_and_a_heading_ends_it() {
    check(
        "项目支出绩效目标申报表
         填报单位：甲县乙局    单位：元

         项目名称 | 校园防护×4
         资金来源 | 申请财政资金 | 自筹资金 | 其他 | 合计
         金额 | 1200 | 300 | 0 | 1500
         三、子项目明细×5 |
         序号 | 子项目 | 单价 | 数量 | 依据
         1 | 防冲撞柱 | 5 | 100根 | 询价
         2 | 摄像头 | 2 | 500个 | 合同",
        &[
            "filing 甲县乙局 - 元 project target generic",
            "project 校园防护 1500 fiscal=1200 other=0",
            "funding - 合计 1500 None [] total",
            "unmapped 序号: 子项目",
            "unmapped 单价: 数量",
            "unmapped 单价: 依据",
            "unmapped -: 1",
            "unmapped 防冲撞柱: 5",
            "unmapped 防冲撞柱: 100根",
            "unmapped 防冲撞柱: 询价",
            "unmapped -: 2",
            "unmapped 摄像头: 2",
            "unmapped 摄像头: 500个",
            "unmapped 摄像头: 合同",
        ],
    );
}

#[test]
fn a_table_with_a_column_for_each_indicator_may_state_the_project_of_a_row() {
    check(
        "2026年市级专项资金绩效目标表
         单位：万元

         序号↓3 | 市县↓3 | 项目名称↓3 | 下达资金↓3 | 年度目标↓3 | 产出指标×2 | 满意度指标
         数量指标 | 质量指标 | 服务对象满意度
         治理河长（公里） | 验收合格率 | 群众满意度
         1 | 东川县 | 河流治理 | 1200 | 完成治理 | 12 | 100% | ≥90%
         2 | 西岭县 | 山沟治理 | 300 | 完成加固 | 3 | _ | ≥85%
         合计×3 | 1500 | _ | 15 | _ | _",
        &[
            "filing - 2026 万元 project target generic",
            "project 河流治理 1200",
            "goal annual project - 完成治理",
            "indicator annual - 产出指标/数量指标/治理河长（公里） =12 for 东川县",
            "indicator annual - 产出指标/质量指标/验收合格率 =100% for 东川县",
            "indicator annual - 满意度指标/服务对象满意度/群众满意度 ≥90% for 东川县",
            "project 山沟治理 300",
            "goal annual project - 完成加固",
            "indicator annual - 产出指标/数量指标/治理河长（公里） =3 for 西岭县",
            "indicator annual - 满意度指标/服务对象满意度/群众满意度 ≥85% for 西岭县",
            "funding expenditure 合计 1500 None [] total",
            "unmapped 合计: 15",
        ],
    );
}

#[test]
fn a_label_in_a_block_of_goals_names_a_goal() {
    check(
        "项目支出绩效目标批复表（2026年）
         填报单位：甲县乙局

         项目名称 | 医疗能力提升×2
         绩效目标↓2 | 第1年（2026） | 提升20家乡镇卫生院设备水平
         总体（三年） | 全面提升60家乡镇卫生院服务能力",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 医疗能力提升 -",
            "goal annual project - 提升20家乡镇卫生院设备水平",
            "goal long_term project - 全面提升60家乡镇卫生院服务能力",
        ],
    );
}

#[test]
fn named_goals_stand_next_to_their_results() {
    check(
        "部门整体绩效自评表（2026年度）
         填报单位：甲县乙局

         目标名称 | 目标内容 | 完成情况
         目标1 | 开放阅览服务，年接待读者50万人次 | 接待读者53.2万人次
         目标2 | 举办阅读推广活动100场 | 举办活动112场",
        &[
            "filing 甲县乙局 2026 - department self_evaluation generic",
            "goal - overall 1 开放阅览服务，年接待读者50万人次",
            "unmapped 完成情况: 接待读者53.2万人次",
            "goal - overall 2 举办阅读推广活动100场",
            "unmapped 完成情况: 举办活动112场",
        ],
    );
}

#[test]
fn a_value_with_a_label_of_its_own_belongs_to_that_label() {
    check(
        "专项资金绩效自评表（2026年度）
         填报单位：甲县乙局

         项目名称 | 就业补助×4
         年度资金（万元）↓2 | 预算数 | 到位数 | 支出数 | 支出率
         1500 | 1490 | 1423.6 | 94.91%
         年度目标完成情况 | 预期目标：新增就业3000人。×2 | 完成情况：新增就业3260人。×2",
        &[
            "filing 甲县乙局 2026 万元 project self_evaluation generic",
            "project 就业补助 1500 original=1500 executed=1423.6",
            "unmapped 到位数: 1490",
            "goal annual project - 新增就业3000人。",
        ],
    );
}

#[test]
fn two_sides_of_the_budget_stand_next_to_each_other() {
    check(
        "2026年部门整体支出绩效目标表
         部门编码及名称：[136]甲县乙局    单位：万元

         收入预算 | 金额 | 支出预算 | 金额
         一般公共预算拨款 | 2310.5 | 人员经费 | 1210
         政府性基金预算拨款 | 0 | 公用经费 | 180
         合计 | 2310.5 | 项目支出 | 920.5",
        &[
            "filing 甲县乙局 2026 万元 department target generic",
            "funding income 一般公共预算拨款 2310.5 None []",
            "funding expenditure 人员经费 1210 None []",
            "funding income 政府性基金预算拨款 0 None []",
            "funding expenditure 公用经费 180 None []",
            "funding income 合计 2310.5 None [] total",
            "funding expenditure 项目支出 920.5 None []",
        ],
    );
}

#[test]
fn a_total_of_budgets_below_indicators_is_no_score() {
    check(
        "甲县乙局2026年项目绩效目标公开表
         单位：万元

         项目名称 | 预算数 | 绩效指标名称 | 指标类型 | 符号 | 指标值 | 单位
         农机补贴↓2 | 1200↓2 | 补贴机具数量 | 数量指标 | ≥ | 800 | 台
         机具合格率 | 质量指标 | ≥ | 98 | %
         农田建设↓2 | 3500↓2 | 建设面积 | 数量指标 | ≥ | 2.5 | 万亩
         粮食增产 | 经济效益指标 | ≥ | 5 | %
         合计 | 4700 | _ | _ | _ | _ | _",
        &[
            "filing 甲县乙局 2026 万元 project target generic",
            "project 农机补贴 1200",
            "indicator annual - -/数量指标/补贴机具数量 ≥800台",
            "indicator annual - -/质量指标/机具合格率 ≥98%",
            "project 农田建设 3500",
            "indicator annual - -/数量指标/建设面积 ≥2.5万亩",
            "indicator annual - -/经济效益指标/粮食增产 ≥5%",
            "funding expenditure 合计 4700 None [] total",
        ],
    );
}

#[test]
fn a_letter_before_a_form_files_nothing_and_lists_its_attachments() {
    check(
        "丙市财政局
         关于下达2026年水利资金预算的通知
         甲县乙局：
         现将资金下达给你们，请做好绩效监控。
         附件：1.2026年水利资金分配表
         2.2026年水利资金绩效目标表

         附件2
         2026年水利资金绩效目标表
         填报单位：甲县乙局

         项目名称 | 灌区改造×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 改造灌区 | 1处",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "unmapped -: 丙市财政局",
            "unmapped -: 关于下达2026年水利资金预算的通知",
            "unmapped -: 甲县乙局：",
            "unmapped -: 现将资金下达给你们，请做好绩效监控。",
            "unmapped -: 附件：1.2026年水利资金分配表",
            "unmapped -: 2.2026年水利资金绩效目标表",
            "project 灌区改造 -",
            "indicator annual - 产出指标/数量指标/改造灌区 =1处",
        ],
    );
}

#[test]
fn quarters_next_to_a_target_are_its_stages() {
    check(
        "附件3：项目绩效目标分季度计划表（2026年度）
         填报单位：甲县乙局

         项目名称 | 管网改造×6
         指标名称 | 年度目标值 | 计量单位 | 第一季度 | 第二季度 | 第三季度 | 第四季度
         改造管网长度 | 120 | 公里 | 20 | 40 | 40 | 20
         新建水厂 | 2 | 座 | 0 | 1 | 1 | 0
         农户满意度 | ≥90 | % | _ | _ | _ | ≥90",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "unmapped -: 附件3：项目绩效目标分季度计划表（2026年度）",
            "project 管网改造 -",
            "indicator - - -/-/改造管网长度 =120公里 第一季度:=20公里 第二季度:=40公里 第三季度:=40公里 第四季度:=20公里",
            "indicator - - -/-/新建水厂 =2座 第一季度:=0座 第二季度:=1座 第三季度:=1座 第四季度:=0座",
            "indicator - - -/-/农户满意度 ≥90% 第四季度:≥90%",
        ],
    );
}

#[test]
fn a_name_column_may_hold_two_levels() {
    check(
        "项目支出绩效目标表
         编制日期：2025年11月20日

         项目名称：平台建设 | 主管部门：甲省教育厅 | 项目周期：2026-2028年
         总体绩效目标：三年内建成5个省级平台。×3 |
         年度绩效目标：2026年建成2个平台。×3 |
         绩效指标 | 指标值 | 权重
         一、产出指标 | _ | 60
         1.数量指标 | _ | 30
         （1）建设平台数 | 2个 | 10
         （2）发表论文数 | ≥90篇 | 20
         2.质量指标 | _ | 30
         （1）平台验收通过率 | 100% | 30
         二、满意度指标 | _ | 10
         （1）师生满意度 | ≥90% | 10",
        &[
            "filing 甲省教育厅 2026 - project target generic",
            "project 平台建设 -",
            "goal - project - 三年内建成5个省级平台。",
            "goal annual project - 2026年建成2个平台。",
            "indicator annual - 一、产出指标/1.数量指标/（1）建设平台数 =2个 weight=10",
            "indicator annual - 一、产出指标/1.数量指标/（2）发表论文数 ≥90篇 weight=20",
            "indicator annual - 一、产出指标/2.质量指标/（1）平台验收通过率 =100% weight=30",
            "indicator annual - 二、满意度指标/-/（1）师生满意度 ≥90% weight=10",
        ],
    );
}

#[test]
fn rows_without_a_header_may_divide_the_value() {
    check(
        "2026年部门整体支出绩效目标批复表
         部门名称：甲县乙局

         产出指标↓3 | 数量指标 | 支持企业数量 | ≥ | 100 | 家
         质量指标 | 验收合格率 | ≥ | 95 | %
         成本指标 | 单个项目补助 | ≤ | 30 | 万元
         满意度指标 | 服务对象满意度指标 | 企业满意度 | ≥ | 90 | %",
        &[
            "filing 甲县乙局 2026 - department target generic",
            "indicator - - 产出指标/数量指标/支持企业数量 ≥100家",
            "indicator - - 产出指标/质量指标/验收合格率 ≥95%",
            "indicator - - 产出指标/成本指标/单个项目补助 ≤30万元",
            "indicator - - 满意度指标/服务对象满意度指标/企业满意度 ≥90%",
        ],
    );
}

/// The records of a plan, wherever its years are printed.
const PLAN: &[&str] = &[
    "filing 甲省教育厅 2026 - project target generic",
    "project 平台建设 -",
    "indicator annual - 产出指标/数量指标/建设平台数 ≥2个 for 2026年",
    "indicator annual - 产出指标/数量指标/建设平台数 ≥4个 for 2027年",
    "indicator annual - 产出指标/数量指标/建设平台数 ≥5个 for 2028年",
    "indicator annual - 产出指标/质量指标/验收合格率 =95% for 2026年",
    "indicator annual - 产出指标/质量指标/验收合格率 =98% for 2027年",
    "indicator annual - 产出指标/质量指标/验收合格率 =100% for 2028年",
    "indicator annual - 满意度指标/服务对象满意度/师生满意度 ≥90% for 2026年",
    "indicator annual - 满意度指标/服务对象满意度/师生满意度 ≥90% for 2027年",
    "indicator annual - 满意度指标/服务对象满意度/师生满意度 ≥92% for 2028年",
];

#[test]
fn a_plan_of_several_years_has_a_line_for_each_of_its_targets() {
    check(
        "项目支出绩效目标表
         编制日期：2025年11月20日

         项目名称 | 平台建设×6
         主管部门 | 甲省教育厅×6
         一级指标 | 二级指标 | 三级指标 | 2026年目标值 | 2027年目标值 | 2028年目标值 | 计量单位
         产出指标↓2 | 数量指标 | 建设平台数 | ≥2 | ≥4 | ≥5 | 个
         质量指标 | 验收合格率 | 95 | 98 | 100 | %
         满意度指标 | 服务对象满意度 | 师生满意度 | ≥90 | ≥90 | ≥92 | %",
        PLAN,
    );
}

#[test]
fn years_below_the_word_for_the_target_are_no_history() {
    check(
        "项目支出绩效目标表
         编制日期：2025年11月20日

         项目名称 | 平台建设×6
         主管部门 | 甲省教育厅×6
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 目标值×3 | 计量单位↓2
         2026年 | 2027年 | 2028年
         产出指标↓2 | 数量指标 | 建设平台数 | ≥2 | ≥4 | ≥5 | 个
         质量指标 | 验收合格率 | 95 | 98 | 100 | %
         满意度指标 | 服务对象满意度 | 师生满意度 | ≥90 | ≥90 | ≥92 | %",
        PLAN,
    );
}

#[test]
fn a_prior_year_beside_a_plan_is_history() {
    check(
        "项目支出绩效目标表
         编制日期：2025年11月20日

         项目名称 | 平台建设×6
         主管部门 | 甲省教育厅×6
         一级指标 | 二级指标 | 三级指标 | 上年实际值 | 2026年目标值 | 2027年目标值 | 计量单位
         产出指标↓2 | 数量指标 | 建设平台数 | 1 | ≥2 | ≥4 | 个
         质量指标 | 验收合格率 | 90 | 95 | 98 | %
         满意度指标 | 服务对象满意度 | 师生满意度 | 88 | ≥90 | ≥92 | %",
        &[
            "filing 甲省教育厅 2026 - project target generic",
            "project 平台建设 -",
            "indicator annual - 产出指标/数量指标/建设平台数 ≥2个 上年实际值=1 for 2026年",
            "indicator annual - 产出指标/数量指标/建设平台数 ≥4个 上年实际值=1 for 2027年",
            "indicator annual - 产出指标/质量指标/验收合格率 =95% 上年实际值=90 for 2026年",
            "indicator annual - 产出指标/质量指标/验收合格率 =98% 上年实际值=90 for 2027年",
            "indicator annual - 满意度指标/服务对象满意度/师生满意度 ≥90% 上年实际值=88 for 2026年",
            "indicator annual - 满意度指标/服务对象满意度/师生满意度 ≥92% 上年实际值=88 for 2027年",
        ],
    );
}

#[test]
fn the_target_before_a_change_is_no_outturn() {
    check(
        "项目支出绩效目标调整表

         一级指标 | 二级指标 | 三级指标 | 原指标值 | 调整后指标值 | 调整原因
         产出指标 | 数量指标 | 新建泵站 | 16座 | 12座 | 预算调减
         效益指标 | 社会效益指标 | 受益农户 | ≥320户 | ≥240户 | 随任务调整",
        &[
            "filing - - - project target generic",
            "indicator - - 产出指标/数量指标/新建泵站 =12座",
            "indicator - - 效益指标/社会效益指标/受益农户 ≥240户",
        ],
    );
}

#[test]
fn an_explanation_behind_the_score_explains_the_score() {
    let (records, _) = read(
        "项目事前绩效评估表

         评估内容 | 评估指标 | 评估要点 | 分值 | 得分 | 评分说明
         立项必要性（60分）↓2 | 需求相关性 | 是否有明确的服务对象 | 35 | 30 | 未调研村级需求
         职能相关性 | 是否属于部门职责 | 25 | 25 | 列入三定方案
         投入经济性（40分） | 成本控制措施 | 是否询价 | 40 | 31 | 仅询价两家",
    );
    let description = |record: &Record| match &record.body {
        Body::Indicator(line) => line.description.clone(),
        _ => None,
    };
    let found: Vec<String> = records.iter().filter_map(description).collect();
    assert_eq!(found, ["是否有明确的服务对象", "是否属于部门职责", "是否询价"]);
}
