//! Lists of indicators in other shapes than rows below a header of one line.

use super::drawn::check;

#[test]
fn header_words_may_run_downward() {
    check(
        "2026年度部门整体支出绩效自评表
         填报单位：甲县乙局

         一级指标 | 产出指标×3 | 满意度指标
         二级指标 | 数量指标×2 | 质量指标 | 服务对象满意度指标
         指标名称 | 巡查河段 | 清理淤泥量 | 断面达标率 | 沿河居民满意度
         年度指标值 | ≥36段 | ≥1.2万方 | ≥90% | ≥85%
         全年实际值 | 38段 | 1.1万方 | 92% | 88%
         分值 | 20 | 30 | 30 | 20
         得分 | 20 | 27.5 | 30 | 20
         未完成原因 | _ | 雨天停工 | _ | _",
        &[
            "filing 甲县乙局 2026 - department self_evaluation generic",
            "indicator - - 产出指标/数量指标/巡查河段 ≥36段 weight=20 score=20 actual==38段",
            "indicator - - 产出指标/数量指标/清理淤泥量 ≥1.2万方 weight=30 score=27.5 actual==1.1万方",
            "indicator - - 产出指标/质量指标/断面达标率 ≥90% weight=30 score=30 actual==92%",
            "indicator - - 满意度指标/服务对象满意度指标/沿河居民满意度 ≥85% weight=20 score=20 actual==88%",
        ],
    );
}

#[test]
fn header_words_may_run_downward_below_the_project_and_beside_a_block_label() {
    check(
        "项目支出绩效目标表（2026年度）
         填报单位：甲县乙局

         项目名称×2 | 渡口维护×3
         主管部门×2 | 甲县乙局×3
         绩效指标↓4 | 一级指标 | 产出指标 | 成本指标 | 效益指标
         二级指标 | 数量指标 | 经济成本指标 | 社会效益指标
         三级指标 | 维护渡口 | 单个渡口成本 | 安全事故
         指标值 | 12个 | ≤3万元 | 0起",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 渡口维护 -",
            "indicator annual - 产出指标/数量指标/维护渡口 =12个",
            "indicator annual - 成本指标/经济成本指标/单个渡口成本 ≤3万元",
            "indicator annual - 效益指标/社会效益指标/安全事故 =0起",
        ],
    );
}

#[test]
fn a_card_of_labels_is_an_indicator() {
    check(
        "项目支出绩效目标申报表（2026年度）
         填报单位：甲县乙局

         项目名称 | 渡口维护×3
         指标一×4 |
         一级指标 | 产出指标 | 二级指标 | 数量指标
         指标名称 | 维护渡口 | 目标值 | 12个
         指标说明 | 年内完成维护的渡口×3
         指标二×4 |
         一级指标 | 满意度指标 | 二级指标 | 服务对象满意度指标
         指标名称 | 过渡群众满意度 | 目标值 | ≥90%
         指标说明 | 问卷调查×3",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 渡口维护 -",
            "indicator annual - 产出指标/数量指标/维护渡口 =12个",
            "indicator annual - 满意度指标/服务对象满意度指标/过渡群众满意度 ≥90%",
        ],
    );
}

#[test]
fn cards_may_stand_beside_their_numbers() {
    check(
        "项目支出绩效目标表（2026年度）
         填报单位：甲县乙局

         项目名称 | 渡口维护×4

         1↓2 | 一级指标 | 产出指标 | 二级指标 | 数量指标
         三级指标 | 维护渡口 | 指标值 | 12个
         2↓3 | 一级指标 | 成本指标 | 二级指标 | 经济成本指标
         三级指标 | 单个渡口成本 | 指标值 | ≤3万元
         备注 | 含运费×3",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 渡口维护 -",
            "indicator annual - 产出指标/数量指标/维护渡口 =12个",
            "indicator annual - 成本指标/经济成本指标/单个渡口成本 ≤3万元",
        ],
    );
}

#[test]
fn words_repeated_below_names_hold_the_values_of_each() {
    check(
        "2026年度部门整体支出绩效自评表
         填报单位：甲县乙局

         一级指标↓2 | 指标名称↓2 | 单位↓2 | 甲镇水厂×3 | 乙镇水厂×3
         年度目标值 | 实际完成值 | 得分 | 年度目标值 | 实际完成值 | 得分
         产出指标↓2 | 日供水量 | 吨 | ≥800 | 812 | 20 | ≥350 | 340 | 19
         水质抽检次数 | 次 | ≥12 | 12 | 30 | ≥6 | 6 | 30
         效益指标 | 停水投诉 | 件 | ≤5 | 3 | 50 | _ | _ | _",
        &[
            "filing 甲县乙局 2026 - department self_evaluation generic",
            "indicator - - 产出指标/-/日供水量 ≥800吨 score=20 actual==812吨 for 甲镇水厂",
            "indicator - - 产出指标/-/日供水量 ≥350吨 score=19 actual==340吨 for 乙镇水厂",
            "indicator - - 产出指标/-/水质抽检次数 ≥12次 score=30 actual==12次 for 甲镇水厂",
            "indicator - - 产出指标/-/水质抽检次数 ≥6次 score=30 actual==6次 for 乙镇水厂",
            "indicator - - 效益指标/-/停水投诉 ≤5件 score=50 actual==3件 for 甲镇水厂",
        ],
    );
}

#[test]
fn a_level_above_names_and_targets_is_the_level_of_each() {
    check(
        "2026年部门重点任务绩效目标表
         填报单位：甲县乙局    单位：万元

         任务名称↓2 | 金额↓2 | 产出指标×2 | 效益指标×2
         指标名称 | 指标值 | 指标名称 | 指标值
         堤防维护↓2 | 30↓2 | 维护堤防长度 | ≥12公里 | 受保护农田 | ≥800亩
         除草面积 | ≥2000平方米 | _ | _
         泵站检修 | 18 | 检修泵站 | 4座 | 排涝及时率 | ≥95%",
        &[
            "filing 甲县乙局 2026 万元 project target generic",
            "project 堤防维护 30",
            "indicator annual - 产出指标/-/维护堤防长度 ≥12公里",
            "indicator annual - 效益指标/-/受保护农田 ≥800亩",
            "indicator annual - 产出指标/-/除草面积 ≥2000平方米",
            "project 泵站检修 18",
            "indicator annual - 产出指标/-/检修泵站 =4座",
            "indicator annual - 效益指标/-/排涝及时率 ≥95%",
        ],
    );
}

#[test]
fn a_numbered_heading_across_the_list_is_a_level() {
    check(
        "项目支出绩效自评表（2026年度）
         填报单位：甲县乙局

         项目名称 | 渡口维护×4
         指标名称 | 计量单位 | 年度目标值 | 实际完成值 | 数据来源
         一、建设阶段指标×5 |
         维护渡口 | 个 | 12 | 11 | 竣工资料
         更换缆绳 | 米 | 600 | 640 | 竣工资料
         二、运营阶段指标×5 |
         运送群众 | 人次 | 30000 | 32450 | 台账",
        &[
            "filing 甲县乙局 2026 - project self_evaluation generic",
            "project 渡口维护 -",
            "indicator annual - 一、建设阶段指标/-/维护渡口 =12个 basis=竣工资料 actual==11个",
            "indicator annual - 一、建设阶段指标/-/更换缆绳 =600米 basis=竣工资料 actual==640米",
            "indicator annual - 二、运营阶段指标/-/运送群众 =30000人次 basis=台账 actual==32450人次",
        ],
    );
}

#[test]
fn costs_are_no_indicators() {
    check(
        "项目支出绩效目标申报表（2026年度）
         填报单位：甲县乙局    单位：万元

         费用构成 | 计量单位 | 报送数量 | 报送单价 | 报送金额 | 审定单价 | 审定金额 | 审减原因
         缆绳 | 米 | 600 | 0.05 | 30.00 | 0.04 | 24.00 | 按三家询价的平均数
         救生衣 | 件 | 200 | 0.02 | 4.00 | 0.02 | 4.00 | 去年中标价
         趸船检修 | 项 | 2 | 5.00 | 10.00 | 4.00 | 8.00 | _",
        &[
            "filing 甲县乙局 2026 万元 project target generic",
            "funding - 缆绳 30.00 None []",
            "unmapped 计量单位: 米",
            "unmapped 报送数量: 600",
            "unmapped 报送单价: 0.05",
            "unmapped 审定单价: 0.04",
            "unmapped 审定金额: 24.00",
            "unmapped 审减原因: 按三家询价的平均数",
            "funding - 救生衣 4.00 None []",
            "unmapped 计量单位: 件",
            "unmapped 报送数量: 200",
            "unmapped 报送单价: 0.02",
            "unmapped 审定单价: 0.02",
            "unmapped 审定金额: 4.00",
            "unmapped 审减原因: 去年中标价",
            "funding - 趸船检修 10.00 None []",
            "unmapped 计量单位: 项",
            "unmapped 报送数量: 2",
            "unmapped 报送单价: 5.00",
            "unmapped 审定单价: 4.00",
            "unmapped 审定金额: 8.00",
        ],
    );
}

#[test]
fn words_beside_a_label_of_goals_tell_its_goals_apart() {
    check(
        "项目支出绩效目标表（2026年度）
         填报单位：甲县乙局

         项目名称 | 渡口维护×2
         总体目标↓2 | 变更前 | 变更后
         维护渡口15个，更换全部缆绳。 | 维护渡口12个，检修趸船2艘，保障安全。
         复核意见 | 同意变更，按程序报批。（签章）×2",
        &[
            "filing 甲县乙局 2026 - project target generic",
            "project 渡口维护 -",
            "goal annual project - 维护渡口15个，更换全部缆绳。",
            "goal annual project - 维护渡口12个，检修趸船2艘，保障安全。",
            "unmapped 复核意见: 同意变更，按程序报批。（签章）",
        ],
    );
}

#[test]
fn a_dash_for_a_unit_is_reported() {
    let (_, findings) = super::drawn::read(
        "项目支出绩效目标表（2026年度）
         填报单位：甲县乙局

         项目名称 | 渡口维护×4
         一级指标 | 二级指标 | 三级指标 | 指标值 | 计量单位
         产出指标 | 数量指标 | 维护渡口 | 12 | 个
         产出指标 | 质量指标 | 验收结果 | 合格 | —
         效益指标 | 社会效益指标 | 运送群众 | 30000 | 人次",
    );
    assert!(findings.iter().any(|found| found.message.contains("`—`")));
}

#[test]
fn a_result_beside_its_goal_is_no_second_goal() {
    check(
        "项目支出绩效自评表
         （2023年度）

         项目名称 | 河道治理×2
         主管部门 | 甲县乙局×2
         年度总体目标↓2 | 年初目标 | 年末完成情况
         完成河道治理任务。 | 已完成治理任务的九成。",
        &[
            "filing 甲县乙局 2023 - project self_evaluation generic",
            "project 河道治理 -",
            "goal annual project - 完成河道治理任务。",
        ],
    );
}

#[test]
fn a_level_across_the_list_is_above_its_column_of_levels() {
    check(
        "项目支出绩效目标表
         主管部门：甲县乙局

         项目名称 | 道路养护×4
         指标类别 | 指标名称 | 计量单位 | 年度目标值 | 分值权重
         一、产出指标×5 |
         1.数量↓2 | 养护里程 | 公里 | 36 | 30
         巡查次数 | 次 | 24 | 20
         2.质量 | 路面合格率 | % | 98 | 20
         二、效益指标×5 |
         1.社会效益 | 平均车速提升 | % | 5 | 30",
        &[
            "filing 甲县乙局 - - project target generic",
            "project 道路养护 -",
            "indicator - - 一、产出指标/1.数量/养护里程 =36公里 weight=30",
            "indicator - - 一、产出指标/1.数量/巡查次数 =24次 weight=20",
            "indicator - - 一、产出指标/2.质量/路面合格率 =98% weight=20",
            "indicator - - 二、效益指标/1.社会效益/平均车速提升 =5% weight=30",
        ],
    );
}

#[test]
fn lines_between_the_forms_of_a_sheet_end_their_lists() {
    check(
        "2031年度收入支出决算总表 | _ | _ | _
         项目 | 决算数 | _ | _
         一、财政拨款收入 | 90 | _ | _
         本年收入合计 | 90 | _ | _
         第三部分 绩效自评情况 | _ | _ | _
         本部门对两个项目开展了绩效自评，结果良好。 | _ | _ | _
         项目支出绩效自评表 | _ | _ | _
         （2031年度）　金额单位：万元 | _ | _ | _
         项目名称 | 窨井改造 | 主管部门 | 甲县住建局
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 改造窨井 | ≥90座",
        &[
            "filing 甲县住建局 2031 万元 project self_evaluation generic",
            "unmapped -: 2031年度收入支出决算总表",
            "table 4x4",
            "unmapped -: 本部门对两个项目开展了绩效自评，结果良好。",
            "project 窨井改造 -",
            "indicator annual - 产出指标/数量指标/改造窨井 ≥90座",
        ],
    );
}

#[test]
fn the_nearest_line_above_a_list_states_its_year() {
    check(
        "甲县乙局2030年度绩效目标表 | _ | _ | _
         一级指标 | 三级指标 | 2029年 | 2030年
         产出指标 | 造林面积 | 80亩 | 90亩
         甲县乙局2031年度绩效目标表 | _ | _ | _
         一级指标 | 三级指标 | 2030年 | 2031年
         产出指标 | 造林面积 | 90亩 | 95亩",
        &[
            "filing 甲县乙局 2030 - department target generic",
            "indicator annual - 产出指标/-/造林面积 =90亩 2029年=80亩",
            "filing 甲县乙局 2031 - department target generic",
            "indicator annual - 产出指标/-/造林面积 =95亩 2030年=90亩",
        ],
    );
}

#[test]
fn a_line_across_a_sheet_fills_no_blank_column() {
    check(
        "2031年项目资金安排表×4 |
         单位：万元×4 |
         项目名称 | 补助金额 | 备注 | _
         水渠修复 | 9 | _ | _
         路灯安装 | 6 | _ | _
         以上资金由县级财政安排，专款专用，按进度拨付。×4 |",
        &[
            "filing - 2031 万元 department target generic",
            "funding - 水渠修复 9 None []",
            "funding - 路灯安装 6 None []",
            "unmapped -: 以上资金由县级财政安排，专款专用，按进度拨付。",
        ],
    );
}
