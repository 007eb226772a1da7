//! Header words against the cells below them, and columns against each other.

use super::drawn::check;

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
