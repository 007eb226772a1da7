//! Forms and lists of projects.

use super::drawn::check;

#[test]
fn a_flat_list_changes_department_and_project_by_column() {
    check(
        "2031年部门预算项目绩效目标表
         金额单位：万元
         单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
         001-甲县乙局↓2 | 河道清淤↓2 | 5.6↓2 | 清淤一段↓2 | 产出指标 | 数量指标 | 清淤长度 | ≥ | 3 | 公里 | 20
         满意度指标 | 服务对象满意度 | 居民满意度 | ≥ | 90 | % | 10
         002-甲县丙局 | 道路养护 | 7 | 道路平整 | 产出指标 | 数量指标 | 补坑数 | ≥ | 9 | 处 | 20",
        &[
            "filing 甲县乙局 2031 万元 project target flat-project-list",
            "project 河道清淤 5.6",
            "goal annual project - 清淤一段",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥3公里 weight=20",
            "indicator annual - 满意度指标/服务对象满意度/居民满意度 ≥90% weight=10",
            "filing 甲县丙局 2031 万元 project target flat-project-list",
            "project 道路养护 7",
            "goal annual project - 道路平整",
            "indicator annual - 产出指标/数量指标/补坑数 ≥9处 weight=20",
        ],
    );
}

#[test]
fn labels_precede_their_values() {
    check(
        "项目支出绩效目标表
         （2031年度）
         项目名称×2 | 河道清淤×3
         主管部门及代码×2 | [105]甲县水利局 | 实施单位 | 甲县河道站
         项目资金（万元）×2↓3 | 年度资金总额： | 8.5×2
         其中：财政拨款 | 8×2
         其他资金 | 0.5×2
         年度绩效目标×2 | 清淤一段×3
         绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥1公里",
        &[
            "filing 甲县水利局 2031 万元 project target central-project",
            "project 河道清淤 8.5 fiscal=8 other=0.5",
            "goal annual project - 清淤一段",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里",
        ],
    );
}

#[test]
fn a_list_of_projects_gives_one_record_per_row() {
    check(
        "部门整体支出绩效目标表
         部门名称 | 甲县乙局×4
         年度主要任务↓4 | 任务名称↓2 | 主要内容↓2 | 预算金额（万元）×2
         总额 | 财政拨款
         清淤 | 清淤一段 | 5 | 4
         金额合计×2 | 5 | 4",
        &[
            "filing 甲县乙局 - 万元 department target sichuan-overall",
            "project 清淤 5 fiscal=4",
            "funding expenditure 金额合计 5 None [] total",
            "funding expenditure 财政拨款 4 None []",
        ],
    );
}

#[test]
fn instalments_are_shares_or_amounts() {
    check(
        "001甲县乙局（本级）×3 | 单位：万元×3
         项目编码 | 13000023P00000000001B×2 | 项目名称 | 河道清淤×2
         预算规模及资金用途↓2 | 预算数 | 40 | 其中：财政 资金 | 40 | _
         清淤机械租赁×5 |
         资金支出计划（%）↓2 | 3月底 | 6月底 | 10月底 | 12月底×2
         25% | 50% | _ | 100%×2
         绩效目标 | 清淤一段×5",
        &[
            "filing 甲县乙局（本级） 2023 万元 project target hebei-project",
            "project 河道清淤 40 fiscal=40 code=13000023P00000000001B usage=清淤机械租赁 \
             Some(3):Some(0.25)/- Some(6):Some(0.5)/- Some(12):Some(1.0)/-",
            "goal - project - 清淤一段",
        ],
    );
}

#[test]
fn execution_and_scores_belong_to_the_project() {
    check(
        "项目支出绩效自评表
         （2031年度）
         项目名称×2 | 河道清淤×6
         主管部门×2 | 甲县水利局×6
         项目资金（万元）↓3 | _ | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
         年度资金总额 | 9 | 10 | 8 | 10 | 80% | 8
         其中：财政拨款 | 9 | 10 | 8 | — | 80% | —
         年度总体目标↓2 | 预期目标×3 | 实际完成情况×4
         清淤一段×3 | 清淤完成×4
         绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
         产出指标（50分） | 数量指标 | 清淤长度 | ≥1公里 | 1公里 | 50 | 49
         总分×6 | 100 | 97",
        &[
            "filing 甲县水利局 2031 万元 project self_evaluation selfeval-project",
            "project 河道清淤 10 fiscal=10 original=9 executed=8 score=97",
            "funding - 其中：财政拨款 10 None [] original=9 revised=10 executed=8 rate=0.8",
            "goal annual project - 清淤一段",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里 weight=50 score=49 actual==1公里",
        ],
    );
}

#[test]
fn two_indicators_share_a_row() {
    check(
        "项目支出绩效目标申报表
         项目名称 | 河道清淤×6
         主管部门 | 甲县水利局×6
         总体目标↓2 | 中期目标×3 | 年度目标×3
         河道清洁×3 | 清淤一段×3
         一级指标 | 二级指标（中期） | 三级指标（中期） | 指标值（中期） | 二级指标（年度） | 三级指标（年度） | 指标值（年度）
         产出指标 | 数量指标 | 清淤总长 | ≥9公里 | 数量指标 | 清淤长度 | ≥1公里",
        &[
            "filing 甲县水利局 - - project target generic",
            "project 河道清淤 -",
            "goal medium_term project - 河道清洁",
            "goal annual project - 清淤一段",
            "indicator medium_term - 产出指标/数量指标/清淤总长 ≥9公里",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里",
        ],
    );
}

#[test]
fn a_title_names_its_project_behind_a_dash() {
    check(
        "甲县乙局2031年项目支出绩效自评表（续）——校舍维修改造
         一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值
         产出指标 | 数量指标 | 维修面积 | ≥1200平方米 | 1260平方米
         产出指标 | 质量指标 | 验收合格率 | 100% | 100%",
        &[
            "filing 甲县乙局 2031 - project self_evaluation generic",
            "project 校舍维修改造 -",
            "indicator - - 产出指标/数量指标/维修面积 ≥1200平方米 actual==1260平方米",
            "indicator - - 产出指标/质量指标/验收合格率 =100% actual==100%",
        ],
    );
}

#[test]
fn what_offices_do_is_no_project_without_amounts() {
    check(
        "2031年甲县水利资金任务清单
         项目单位 | 约束性任务 | 备注
         乙镇 | 修建3处水池 | _
         丙镇 | 修建1处水池 | _",
        &[
            "filing 乙镇 2031 - project target generic",
            "unmapped -: 2031年甲县水利资金任务清单",
            "unmapped 约束性任务: 修建3处水池",
            "filing 丙镇 2031 - project target generic",
            "unmapped 约束性任务: 修建1处水池",
        ],
    );
}

#[test]
fn labels_and_headers_below_a_list_of_tasks_are_not_of_the_last_task() {
    check(
        "己市林业局2031年部门整体支出绩效目标表

         任务名称 | 预算金额（万元） | 指标类别 | 指标名称 | 指标值
         造林绿化↓2 | 80.00↓2 | 数量指标 | 造林面积 | ≥3万亩
         质量指标 | 苗木成活率 | ≥85%
         森林防火 | 20.00 | 数量指标 | 巡护里程 | ≥900公里
         年度总体目标 | 完成全年造林和防火任务，森林覆盖率稳步提高。×4
         一级指标 | 二级指标 | 三级指标 | 指标值 | 权重
         产出指标 | 数量指标 | 抚育面积 | ≥5万亩 | 50
         效益指标 | 生态效益指标 | 森林覆盖率 | ≥60% | 50",
        &[
            "filing 己市林业局 2031 万元 department target generic",
            "project 造林绿化 80.00",
            "indicator annual - -/数量指标/造林面积 ≥3万亩",
            "indicator annual - -/质量指标/苗木成活率 ≥85%",
            "project 森林防火 20.00",
            "indicator annual - -/数量指标/巡护里程 ≥900公里",
            "goal annual overall - 完成全年造林和防火任务，森林覆盖率稳步提高。",
            "indicator annual - 产出指标/数量指标/抚育面积 ≥5万亩 weight=50",
            "indicator annual - 效益指标/生态效益指标/森林覆盖率 ≥60% weight=50",
        ],
    );
}
