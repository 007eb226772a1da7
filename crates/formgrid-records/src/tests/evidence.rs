//! Header words against the cells below them, and columns against each other.

use super::drawn::{check, read};
use crate::record::Body;

#[test]
fn each_level_has_weights_and_the_last_are_the_indicators() {
    check(
        "2025年度甲县引导基金绩效评价表
         主管部门：甲县乙局

         一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 评价要点 | 得分
         A运作↓2 | 60↓2 | A1投资↓2 | 60↓2 | A11投放率 | 35 | 年末投放金额与计划之比 | 33
         A12本地项目占比 | 25 | 投向本县的金额占比 | 20.5
         B管理 | 40 | B1制度 | 40 | B11制度完备性 | 40 | 是否按规定制定内控制度 | 40",
        &[
            "filing 甲县乙局 2025 - project self_evaluation generic",
            "project - -",
            "indicator annual - A运作/A1投资/A11投放率 - weight=35 score=33",
            "indicator annual - A运作/A1投资/A12本地项目占比 - weight=25 score=20.5",
            "indicator annual - B管理/B1制度/B11制度完备性 - weight=40 score=40",
        ],
    );
}

#[test]
fn the_mean_of_several_scorers_is_the_score() {
    check(
        "甲县2025年度项目评审表
         主管部门：甲县乙局

         一级指标↓2 | 三级指标↓2 | 评审要点↓2 | 分值↓2 | 评委打分×2 | 平均得分↓2
         评委甲 | 评委乙
         必要性 | 政策依据 | 是否符合县级规划 | 40 | 36 | 38 | 37
         可行性 | 实施条件 | 场地和人员是否落实 | 60 | 50 | 54 | 52",
        &[
            "filing 甲县乙局 2025 - project target generic",
            "unmapped -: 甲县2025年度项目评审表",
            "project - -",
            "indicator - - 必要性/-/政策依据 - weight=40 score=37",
            "indicator - - 可行性/-/实施条件 - weight=60 score=52",
        ],
    );
}

#[test]
fn a_header_word_that_its_cells_contradict_is_no_evidence_against_the_target() {
    check(
        "项目支出绩效自评表
         填报单位：甲县乙局

         项目名称 | 管网改造×6
         一级指标 | 二级指标 | 三级指标 | 评价标准 | 完成值 | 分值 | 得分
         产出指标 | 数量指标 | 改造管网长度 | ≥12公里 | 13公里 | 50 | 50
         产出指标 | 质量指标 | 验收合格率 | 100% | 100% | 30 | 30
         效益指标 | 社会效益指标 | 受益户数 | ≥800户 | 760户 | 20 | 19",
        &[
            "filing 甲县乙局 - - project self_evaluation generic",
            "project 管网改造 -",
            "indicator - - 产出指标/数量指标/改造管网长度 ≥12公里 weight=50 score=50 actual==13公里",
            "indicator - - 产出指标/质量指标/验收合格率 =100% weight=30 score=30 actual==100%",
            "indicator - - 效益指标/社会效益指标/受益户数 ≥800户 weight=20 score=19 actual==760户",
        ],
    );
    check(
        "部门整体绩效目标表
         填报单位：甲县乙局
         预算年度：2026年

         一级指标 | 二级指标 | 三级指标 | 运算符号 | 指标说明 | 度量单位 | 权重
         履职目标 | 重点工作 | 巡查次数 | ≥ | 24 | 次 | 40
         履职目标 | 重点工作 | 隐患整改率 | = | 100 | % | 35
         效果目标 | 社会影响 | 群众满意率 | ≥ | 92 | % | 25",
        &[
            "filing 甲县乙局 2026 - department target generic",
            "indicator - - 履职目标/重点工作/巡查次数 ≥24次 weight=40",
            "indicator - - 履职目标/重点工作/隐患整改率 =100% weight=35",
            "indicator - - 效果目标/社会影响/群众满意率 ≥92% weight=25",
        ],
    );
}

#[test]
fn rules_for_points_are_no_basis_and_describe_only_what_nothing_explains() {
    check(
        "2024年度甲县危桥改造资金绩效评价指标体系
         主管部门：甲县乙局
         项目名称：危桥改造

         一级指标 | 二级指标 | 三级指标 | 标准分 | 指标解释 | 评价标准 | 评价得分
         投入 | 资金落实 | 资金到位率 | 40 | 到位资金与计划之比 | 全部到位得40分，否则按比例得分 | 38
         产出 | 产出数量 | 改造座数 | 60 | 完成改造的危桥 | 每少一座扣5分 | 55",
        &[
            "filing 甲县乙局 2024 - project self_evaluation generic",
            "project 危桥改造 -",
            "indicator annual - 投入/资金落实/资金到位率 - weight=40 score=38",
            "indicator annual - 产出/产出数量/改造座数 - weight=60 score=55",
        ],
    );
    check(
        "2024年度甲县污水处理考核表
         主管部门：甲县乙局
         项目名称：污水处理运营

         考核类别 | 考核内容 | 考核指标 | 标准分 | 考核办法 | 得分
         运行（70分）↓3 | 水质↓2 | 出水达标率 | 30 | 超标一天扣1分，扣完为止 | 29
         污泥处置率 | 20 | 转运单缺一份扣0.5分 | 20
         设备 | 设备完好率 | 20 | 完好率每低1%扣1分 | 18
         管理（30分） | 安全 | 事故起数 | 30 | 发生事故的不得分 | 30",
        &[
            "filing 甲县乙局 - - project target generic",
            "unmapped -: 2024年度甲县污水处理考核表",
            "project 污水处理运营 -",
            "indicator - - 运行/水质/出水达标率 - weight=30 score=29",
            "indicator - - 运行/水质/污泥处置率 - weight=20 score=20",
            "indicator - - 运行/设备/设备完好率 - weight=20 score=18",
            "indicator - - 管理/安全/事故起数 - weight=30 score=30",
        ],
    );
}

#[test]
fn a_question_asks_for_no_value() {
    check(
        "2025年1-8月绩效运行监控表
         主管部门：甲县乙局

         项目名称 | 助残服务×5
         一级指标 | 三级指标 | 年度目标值 | 1-8月完成值 | 全年预计完成值 | 能否完成
         产出指标 | 服务人次 | ≥400人次 | 310人次 | 420人次 | 能
         产出指标 | 适配件数 | ≥90件 | 40件 | 70件 | 否
         效益指标 | 家属满意度 | ≥90% | 92% | 92% | 能",
        &[
            "filing 甲县乙局 2025 - project monitoring generic",
            "project 助残服务 -",
            "indicator annual - 产出指标/-/服务人次 ≥400人次",
            "indicator annual - 产出指标/-/适配件数 ≥90件",
            "indicator annual - 效益指标/-/家属满意度 ≥90%",
        ],
    );
}

#[test]
fn a_state_of_completion_beside_the_outturn_is_a_comment_on_it() {
    check(
        "甲县乙局2021年度管网养护项目绩效自评表
         主管部门：甲县乙局

         指标类型 | 指标 | 预期值 | 实际值 | 完成情况
         产出指标↓3 | 更换管网 | 22.5公里 | 22.8公里 | 完成
         维修机电井 | 31眼 | 28眼 | 未完成，两个村冬季停工
         水质达标率 | ≥80% | 83% | 完成",
        &[
            "filing 甲县乙局 2021 - project self_evaluation generic",
            "project - -",
            "indicator annual - 产出指标/-/更换管网 =22.5公里 actual==22.8公里",
            "indicator annual - 产出指标/-/维修机电井 =31眼 actual==28眼",
            "indicator annual - 产出指标/-/水质达标率 ≥80% actual==83%",
        ],
    );
}

#[test]
fn the_year_above_a_table_tells_history_from_plan() {
    check(
        "政策绩效目标申报表
         （2024年度）    单位：万元
         主管部门：甲县乙局

         项目名称 | 品牌奖励×5
         一级指标 | 二级指标 | 三级指标 | 目标值 | 2023年实际值 | 计量单位
         产出指标 | 数量指标 | 新增品牌企业 | 50 | 46 | 家
         产出指标 | 质量指标 | 复核合格率 | 100 | 98 | %
         效益指标 | 经济效益指标 | 销售收入增幅 | 8 | 7.6 | %",
        &[
            "filing 甲县乙局 2024 万元 project target generic",
            "project 品牌奖励 -",
            "indicator annual - 产出指标/数量指标/新增品牌企业 =50家 2023年实际值=46",
            "indicator annual - 产出指标/质量指标/复核合格率 =100% 2023年实际值=98",
            "indicator annual - 效益指标/经济效益指标/销售收入增幅 =8% 2023年实际值=7.6",
        ],
    );
    check(
        "甲县乙局2025—2027年绩效目标表

         绩效指标↓2 | 单位↓2 | 2024年基期值↓2 | 目标值×3 | 指标属性↓2
         2025年 | 2026年 | 2027年
         研发投入强度 | % | 2.31 | 2.45 | 2.6 | 2.8 | 预期性
         补助企业家数 | 家 | 196 | 210 | 230 | 250 | 约束性",
        &[
            "filing - 2025 - department target generic",
            "indicator annual - -/-/研发投入强度 =2.45% 2024年基期值=2.31 class=预期性 for 2025年",
            "indicator annual - -/-/研发投入强度 =2.6% 2024年基期值=2.31 class=预期性 for 2026年",
            "indicator annual - -/-/研发投入强度 =2.8% 2024年基期值=2.31 class=预期性 for 2027年",
            "indicator annual - -/-/补助企业家数 =210家 2024年基期值=196 class=约束性 for 2025年",
            "indicator annual - -/-/补助企业家数 =230家 2024年基期值=196 class=约束性 for 2026年",
            "indicator annual - -/-/补助企业家数 =250家 2024年基期值=196 class=约束性 for 2027年",
        ],
    );
}

#[test]
fn english_below_a_header_word_changes_nothing() {
    check(
        "甲县农业污染治理项目监测表
         主管部门：甲县乙局

         指标名称 Indicator | 计量单位 Unit | 基线值 Baseline | 计划值 Planned Value | 实际值 Actual
         环境友好型耕作面积 Area under friendly farming | 公顷 | 0 | 8600 | 9120
         直接受益农户 Direct beneficiaries | 户 | 0 | 31000 | 32450
         化肥强度下降比例 Reduction in use | % | 0 | 12 | 11.3",
        &[
            "filing 甲县乙局 - - project self_evaluation generic",
            "unmapped -: 甲县农业污染治理项目监测表",
            "project - -",
            "indicator - - -/-/环境友好型耕作面积 Area under friendly farming =8600公顷 基线值 Baseline=0 actual==9120公顷",
            "indicator - - -/-/直接受益农户 Direct beneficiaries =31000户 基线值 Baseline=0 actual==32450户",
            "indicator - - -/-/化肥强度下降比例 Reduction in use =12% 基线值 Baseline=0 actual==11.3%",
        ],
    );
}

#[test]
fn an_operator_without_its_value_is_kept() {
    let (records, _) = read(
        "部门整体绩效目标表
         填报单位：甲县乙局

         一级指标 | 二级指标 | 三级指标 | 计算符号 | 指标值 | 计量单位
         产出指标 | 数量指标 | 巡查次数 | ≥ | 24 | 次
         产出指标 | 质量指标 | 整改率 | ≥ | _ | _
         效益指标 | 社会效益指标 | 制度建设 | 定性 | 健全 | _",
    );
    let remarks: Vec<Option<&str>> = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Indicator(indicator) => Some(indicator.remark.as_deref()),
            _ => None,
        })
        .collect();
    assert_eq!(remarks, [None, Some("计算符号：≥"), None]);
}

#[test]
fn levels_may_precede_the_name_in_its_cell() {
    check(
        "项目支出绩效目标表
         主管部门：甲县乙局

         项目名称 | 道路养护×3
         序号 | 绩效指标 | 计划值 | 权重
         1 | 产出指标—数量指标—养护里程 | 36公里 | 50
         2 | 产出指标—质量指标—路面合格率 | ≥98% | 30
         3 | 满意度指标：沿线居民满意度 | ≥90% | 20",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 道路养护 -",
            "indicator - - 产出指标/数量指标/养护里程 =36公里 weight=50",
            "indicator - - 产出指标/质量指标/路面合格率 ≥98% weight=30",
            "indicator - - 满意度指标/-/沿线居民满意度 ≥90% weight=20",
        ],
    );
}

#[test]
fn a_term_next_to_a_year_has_targets_and_results_of_its_own() {
    check(
        "甲县2022年度学校建设资金绩效自评表
         主管部门：甲县乙局
         项目名称：学校建设

         一级指标 | 三级指标 | 建设期目标值 | 2022年目标值 | 2022年完成值 | 累计完成值
         产出指标 | 新建校舍 | 12栋 | 3栋 | 3栋 | 7栋
         产出指标 | 引进教师 | 120名 | 25名 | 23名 | 46名
         效益指标 | 家长满意度 | 95% | 90% | 91% | 91%",
        &[
            "filing 甲县乙局 2022 - project self_evaluation generic",
            "project 学校建设 -",
            "indicator long_term - 产出指标/-/新建校舍 =12栋 actual==7栋",
            "indicator annual - 产出指标/-/新建校舍 =3栋 actual==3栋",
            "indicator long_term - 产出指标/-/引进教师 =120名 actual==46名",
            "indicator annual - 产出指标/-/引进教师 =25名 actual==23名",
            "indicator long_term - 效益指标/-/家长满意度 =95% actual==91%",
            "indicator annual - 效益指标/-/家长满意度 =90% actual==91%",
        ],
    );
    check(
        "甲县污染治理结果框架
         主管部门：甲县乙局
         项目名称：污染治理

         指标名称↓2 | 计量单位↓2 | 基线值↓2 | 2023年×2 | 期末目标值↓2
         计划值 | 实际值
         友好型耕作面积 | 公顷 | 10 | 8600 | 9120 | 24000
         受益农户 | 户 | 20 | 31000 | 32450 | 78000
         化肥强度降幅 | % | 1 | 12 | 11.3 | 25",
        &[
            "filing 甲县乙局 - - project self_evaluation generic",
            "unmapped -: 甲县污染治理结果框架",
            "project 污染治理 -",
            "indicator annual - -/-/友好型耕作面积 =8600公顷 基线值=10 actual==9120公顷",
            "indicator long_term - -/-/友好型耕作面积 =24000公顷 基线值=10",
            "indicator annual - -/-/受益农户 =31000户 基线值=20 actual==32450户",
            "indicator long_term - -/-/受益农户 =78000户 基线值=20",
            "indicator annual - -/-/化肥强度降幅 =12% 基线值=1 actual==11.3%",
            "indicator long_term - -/-/化肥强度降幅 =25% 基线值=1",
        ],
    );
}

#[test]
fn points_beside_merged_names_are_those_of_a_level() {
    check(
        "甲县项目事前评估评分表

         项目名称 | 停车平台建设×4
         项目单位 | 甲县乙局 | 评估日期 | 2023年9月20日×2
         评估内容 | 分值 | 评估指标 | 分值 | 评估得分
         必要性↓2 | 60↓2 | 政策相关性 | 40 | 36
         需求迫切性 | 20 | 18
         经济性↓2 | 40↓2 | 预算合理性 | 25 | 20
         成本控制措施 | 15 | 12",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 停车平台建设 -",
            "indicator - - 必要性/-/政策相关性 - weight=40 score=36",
            "indicator - - 必要性/-/需求迫切性 - weight=20 score=18",
            "indicator - - 经济性/-/预算合理性 - weight=25 score=20",
            "indicator - - 经济性/-/成本控制措施 - weight=15 score=12",
        ],
    );
}

#[test]
fn results_of_several_parts_of_the_year_are_stages_and_none_is_lost() {
    check(
        "甲县乙局绩效运行监控表
         （2025年度）

         一级指标↓2 | 三级指标↓2 | 年度指标值↓2 | 分季度累计完成情况×3 | 全年预计完成↓2
         一季度 | 上半年 | 前三季度
         产出指标 | 新改建农村公路 | ≥210公里 | 10公里 | 96公里 | 171公里 | 215公里
         产出指标 | 危桥改造 | 11座 | 1座 | 4座 | 7座 | 10座
         效益指标 | 群众满意度 | ≥90% | 88% | 89% | 91% | 91%",
        &[
            "filing 甲县乙局 2025 - project monitoring generic",
            "indicator - - 产出指标/-/新改建农村公路 ≥210公里 \
             一季度:-/=10公里 上半年:-/=96公里 前三季度:-/=171公里 progress==171公里",
            "indicator - - 产出指标/-/危桥改造 =11座 \
             一季度:-/=1座 上半年:-/=4座 前三季度:-/=7座 progress==7座",
            "indicator - - 效益指标/-/群众满意度 ≥90% \
             一季度:-/=88% 上半年:-/=89% 前三季度:-/=91% progress==91%",
        ],
    );
}

#[test]
fn a_guessed_label_does_not_interrupt_a_list() {
    check(
        "甲县乙局2031年度绩效目标表
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标↓4 | 数量指标↓2 | 指标1：购置水泵 | 6台
         指标2：改造机房 | 2处
         时效指标↓2 | 指标1：年报报送时间 | 次年1月15日前
         指标2：机房改造完成时间 | 2031年8月底前
         满意度指标 | 服务对象满意度 | 指标1：用户满意度 | ≥92%",
        &[
            "filing 甲县乙局 2031 - department target generic",
            "indicator - - 产出指标/数量指标/指标1：购置水泵 =6台",
            "indicator - - 产出指标/数量指标/指标2：改造机房 =2处",
            "indicator - - 产出指标/时效指标/指标1：年报报送时间 次年1月15日前",
            "indicator - - 产出指标/时效指标/指标2：机房改造完成时间 2031年8月底前",
            "indicator - - 满意度指标/服务对象满意度/指标1：用户满意度 ≥92%",
        ],
    );
}

#[test]
fn rules_for_points_are_no_basis() {
    check(
        "2031年度部门评价打分表
         单位名称：甲县乙局
         一级指标 | 二级指标 | 三级指标 | 权重 | 指标说明 | 评判标准 | 得分
         决策↓2 | 立项 | 程序合规 | 4 | 立项是否按程序报批。 | 报批齐全2分；论证充分2分。 | 4（缺一份会议纪要）
         资金 | 投向合理 | 6 | 资金投向是否与规划一致。 | 范围一致3分；额度一致3分。 | 5.5
         产出 | 数量 | 完成率 | 10 | 已完工数与计划数之比。 | 按期完工6分，验收合格4分。 | 9",
        &[
            "filing 甲县乙局 2031 - department target generic",
            "unmapped -: 2031年度部门评价打分表",
            "indicator - - 决策/立项/程序合规 - weight=4",
            "indicator - - 决策/资金/投向合理 - weight=6 score=5.5",
            "indicator - - 产出/数量/完成率 - weight=10 score=9",
        ],
    );
}
