//! Goals and the indicators that serve them.

use super::drawn::{check, read};
use crate::record::Body;

#[test]
fn a_new_goal_clears_both_levels() {
    check(
        "甲县乙局整体支出绩效目标表
         长期目标1： | 河道清洁×4
         长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里
         长期目标2： | 道路平整×4
         长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         效益指标 | _ | 知晓率 | ≥80%",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal long_term itemized 1 河道清洁",
            "indicator long_term 1 产出指标/数量指标/清淤长度 ≥3公里",
            "goal long_term itemized 2 道路平整",
            "indicator long_term 2 效益指标/-/知晓率 ≥80%",
        ],
    );
}

#[test]
fn the_goal_row_decides_over_a_misleading_label() {
    check(
        "甲县乙局整体支出绩效目标表
         长期目标1： | 河道清洁×4
         长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里
         年度目标1： | 清淤一段×4
         长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥1公里",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal long_term itemized 1 河道清洁",
            "indicator long_term 1 产出指标/数量指标/清淤长度 ≥3公里",
            "goal annual itemized 1 清淤一段",
            "indicator annual 1 产出指标/数量指标/清淤长度 ≥1公里",
        ],
    );
}

#[test]
fn the_block_decides_if_both_goals_precede_it() {
    check(
        "甲县乙局整体支出绩效目标表
         长期目标 | 河道清洁×4
         年度目标 | 清淤一段×4
         长期绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥3公里
         年度绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 清淤长度 | ≥1公里",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal long_term overall - 河道清洁",
            "goal annual overall - 清淤一段",
            "indicator long_term - 产出指标/数量指标/清淤长度 ≥3公里",
            "indicator annual - 产出指标/数量指标/清淤长度 ≥1公里",
        ],
    );
}

#[test]
fn overview_goals_are_in_adjacent_columns() {
    check(
        "甲县乙局整体支出绩效目标表
         整体绩效总目标↓3 | 长期目标（截至2033年）×2 | 年度目标×2
         目标1：河道清洁×2 | 目标1：清淤一段×2
         目标2：道路平整×2 | _×2
         长期目标1： | 河道清洁×4",
        &[
            "filing 甲县乙局 2031 - department target generic",
            "goal long_term overall 1 河道清洁",
            "goal annual overall 1 清淤一段",
            "goal long_term overall 2 道路平整",
            "goal long_term itemized 1 河道清洁",
        ],
    );
}

#[test]
fn a_stub_names_the_goal_of_its_rows() {
    check(
        "甲县乙局整体支出绩效目标表
         长期绩效目标 1 | 河道清洁×5
         长期绩效目标 2 | 道路平整×5
         目标名称 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 指标值确定依据
         长期绩效目标 1 | 产出指标 | 数量指标 | 清淤长度 | ≥3公里 | 计划标准
         长期绩效目标 2 | 产出指标 | 数量指标 | 补坑数 | ≥9处 | 计划标准",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal long_term itemized 1 河道清洁",
            "goal long_term itemized 2 道路平整",
            "indicator long_term 1 产出指标/数量指标/清淤长度 ≥3公里 basis=计划标准",
            "indicator long_term 2 产出指标/数量指标/补坑数 ≥9处 basis=计划标准",
        ],
    );
}

#[test]
fn the_label_of_a_block_or_a_column_numbers_goals() {
    check(
        "甲县乙局2023年度部门整体绩效自评表

         年度绩效目标1（60分）↓3 | 目标内容 | 稳定粮食生产，建设高标准农田。×2
         一级指标 | 三级指标 | 年初目标值
         产出指标 | 粮食播种面积 | ≥286万亩
         年度绩效目标2（40分）↓3 | 目标内容 | 推进人居环境整治。×2
         一级指标 | 三级指标 | 年初目标值
         产出指标 | 新改建户厕 | 8000户",
        &[
            "filing 甲县乙局 2023 - department self_evaluation generic",
            "goal annual itemized 1 稳定粮食生产，建设高标准农田。",
            "indicator annual 1 产出指标/-/粮食播种面积 ≥286万亩",
            "goal annual itemized 2 推进人居环境整治。",
            "indicator annual 2 产出指标/-/新改建户厕 =8000户",
        ],
    );
    check(
        "甲县丙局2022年度部门整体支出绩效自评表

         部门名称 | 甲县丙局×2
         年度绩效目标↓3 | 序号 | 预期目标
         1 | 推进医共体建设，实现统一管理。
         2 | 提升公共卫生服务能力。",
        &[
            "filing 甲县丙局 2022 - department self_evaluation generic",
            "goal annual overall 1 推进医共体建设，实现统一管理。",
            "goal annual overall 2 提升公共卫生服务能力。",
        ],
    );
}

#[test]
fn the_name_of_a_block_at_the_end_of_a_row_heads_a_column() {
    check(
        "甲县乙局2031年度项目支出自评表
         项目名称 | 堤防巡查×4
         完成概况↓3 | 1.目标完成概况↓2 | 项目年度目标×2 | 年度目标完成情况
         全年巡查堤防240公里，险情及时上报。×2 | 巡查251公里，上报险情3处。
         2.实施内容及过程 | 委托三个站点分段巡查，每月汇总一次。×3
         资金执行↓3 | 来源 | 年初预算 | 调整后预算 | 执行数
         总额 | 20 | 18 | 18
         财政资金 | 20 | 18 | 18",
        &[
            "filing 甲县乙局 2031 - project self_evaluation generic",
            "project 堤防巡查 18 fiscal=18 original=20 executed=18",
            "goal annual project - 全年巡查堤防240公里，险情及时上报。",
            "unmapped 2.实施内容及过程: 委托三个站点分段巡查，每月汇总一次。",
            "funding - 财政资金 18 None [] original=20 revised=18 executed=18",
        ],
    );
}

#[test]
fn the_goal_beside_that_of_the_year_is_of_several_years() {
    check(
        "专项政策绩效目标申报表
         （2031年度）
         政策名称 | 家电换新补贴×3
         主管部门 | 甲市商务局×3
         绩效目标↓2 | 年度目标 | 执行期目标×2
         全年补贴2万台，拉动消费1亿元。 | 累计补贴7万台，拉动消费4亿元。×2",
        &[
            "filing 甲市商务局 2031 - project target generic",
            "project 家电换新补贴 -",
            "goal annual project - 全年补贴2万台，拉动消费1亿元。",
            "goal long_term project - 累计补贴7万台，拉动消费4亿元。",
        ],
    );
    check(
        "专项政策绩效目标申报表
         （2031年度）
         政策名称 | 家电换新补贴
         主管部门 | 甲市商务局
         政策总目标 | 累计补贴7万台，拉动消费4亿元。
         本年目标 | 全年补贴2万台，拉动消费1亿元。",
        &[
            "filing 甲市商务局 2031 - project target generic",
            "project 家电换新补贴 -",
            "goal long_term project - 累计补贴7万台，拉动消费4亿元。",
            "goal annual project - 全年补贴2万台，拉动消费1亿元。",
        ],
    );
}

#[test]
fn numbered_goals_in_rows_of_their_own_are_goals_of_their_own() {
    check(
        "甲大学2031年单位整体支出绩效目标申报表
         总体目标↓3 | 目标1：完成教学任务。×3
         目标2：建设两个平台。×3 |
         目标3：落实资助政策。×3 |
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 在校生 | ≥9000人",
        &[
            "filing 甲大学 2031 - department target generic",
            "goal - itemized 1 完成教学任务。",
            "goal - itemized 2 建设两个平台。",
            "goal - itemized 3 落实资助政策。",
            "indicator - - 产出指标/数量指标/在校生 ≥9000人",
        ],
    );
}

#[test]
fn a_numbered_label_across_the_table_is_no_goal() {
    check(
        "甲县乙局整体支出绩效自评表
         内容 | 说明×2
         部门职责 | 管理全县道路和桥梁。×2
         | 一、部门年度目标×3
         财年 | 目标 | 实际完成情况
         2031 | 修复桥梁4座，群众出行更加方便。 | 修复桥梁4座。",
        &[
            "filing 甲县乙局 - - department self_evaluation generic",
            "unmapped -: 内容",
            "statement function None 管理全县道路和桥梁。",
            "unmapped 财年: 2031",
            "goal annual overall - 修复桥梁4座，群众出行更加方便。",
            "unmapped 实际完成情况: 修复桥梁4座。",
        ],
    );
}

#[test]
fn numbered_labels_in_a_block_name_the_goals_of_an_overview() {
    check(
        "丙县林业局2031年部门整体支出绩效目标表

         年度绩效目标↓2 | 目标1 | 造林3万亩，抚育森林5万亩。×3
         目标2 | 管护天然林12万亩，不发生重大火灾。×3
         长期目标↓2 | 目标1： | 森林覆盖率达到规划要求。×3
         目标2： | _×3
         一级指标 | 二级指标 | 三级指标 | 指标值 | 权重
         产出指标 | 数量指标 | 造林面积 | ≥3万亩 | 20
         效益指标 | 生态效益指标 | 森林覆盖率 | ≥60% | 20",
        &[
            "filing 丙县林业局 2031 - department target generic",
            "goal annual overall 1 造林3万亩，抚育森林5万亩。",
            "goal annual overall 2 管护天然林12万亩，不发生重大火灾。",
            "goal long_term overall 1 森林覆盖率达到规划要求。",
            "indicator - - 产出指标/数量指标/造林面积 ≥3万亩 weight=20",
            "indicator - - 效益指标/生态效益指标/森林覆盖率 ≥60% weight=20",
        ],
    );
}

#[test]
fn numbered_labels_among_indicators_name_the_goals_that_these_serve() {
    check(
        "丙县林业局2031年部门整体支出绩效目标表

         年度绩效目标↓6 | 目标1 | 造林3万亩，抚育森林5万亩。×2
         一级指标 | 三级指标 | 指标值
         产出指标 | 造林面积 | ≥3万亩
         目标2 | 管护天然林12万亩，不发生重大火灾。×2
         一级指标 | 三级指标 | 指标值
         产出指标 | 管护面积 | ≥12万亩",
        &[
            "filing 丙县林业局 2031 - department target generic",
            "goal annual itemized 1 造林3万亩，抚育森林5万亩。",
            "indicator annual 1 产出指标/-/造林面积 ≥3万亩",
            "goal annual itemized 2 管护天然林12万亩，不发生重大火灾。",
            "indicator annual 2 产出指标/-/管护面积 ≥12万亩",
        ],
    );
}

#[test]
fn a_goal_under_another_label_continues_none() {
    check(
        "项目支出绩效目标表

         项目名称 | 湖岸修复×2
         绩效目标↓2 | 年度目标：修复湖岸3公里。 | 总目标：全部湖岸达到防洪标准。
         年度目标：种植芦苇20亩。 | 总目标：水质稳定达到三类。",
        &[
            "filing - - - project target generic",
            "project 湖岸修复 -",
            "goal annual project - 修复湖岸3公里。",
            "goal - project - 全部湖岸达到防洪标准。",
            "goal annual project - 种植芦苇20亩。",
            "goal - project - 水质稳定达到三类。",
        ],
    );
}

#[test]
fn a_range_of_years_is_a_longer_term_and_items_of_one_cell_are_one_goal() {
    check(
        "2031年项目支出绩效目标表

         项目名称 | 港口改造
         总体目标（2031—2033年） | 1.改造5个作业区；2.安全水平稳步提升；3.作业效率达到2.5倍。
         年度目标（2031年） | 改造2个作业区，设备按期到位。",
        &[
            "filing - 2031 - project target generic",
            "project 港口改造 -",
            "goal long_term project - 1.改造5个作业区；2.安全水平稳步提升；3.作业效率达到2.5倍。",
            "goal annual project - 改造2个作业区，设备按期到位。",
        ],
    );
}

#[test]
fn numbers_beside_a_block_of_goals_number_them() {
    check(
        "2031年项目支出绩效目标表

         项目名称 | 垃圾分类收运×2 | 单位：万元
         主管部门 | 庚区城市管理局 | 项目金额 | 68.00
         年度绩效目标↓2 | 1 | 居民小区分类设施全部建成。×2
         2 | 厨余垃圾日均分出量不低于85吨。×2
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 覆盖小区 | ≥216个",
        &[
            "filing 庚区城市管理局 2031 万元 project target generic",
            "project 垃圾分类收运 68.00",
            "goal annual project 1 居民小区分类设施全部建成。",
            "goal annual project 2 厨余垃圾日均分出量不低于85吨。",
            "indicator annual - 产出指标/数量指标/覆盖小区 ≥216个",
        ],
    );
}

#[test]
fn goals_numbered_in_rows_head_the_indicators_that_name_them() {
    check(
        "2032年度部门整体支出绩效自评表

         部门名称 | 甲县水利局×6
         年度总体目标↓3 | 序号 | 预期目标×3 | 实际完成情况×2
         目标1 | 完成病险水库除险加固，确保安全度汛。×3 | 12座水库完成加固，全年安全度汛。×2
         目标2 | 推进农村供水改造，提高水质合格率。×3 | 改造供水管网86公里，水质达标。×2
         对应目标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
         目标1↓2 | 产出指标 | 数量指标 | 加固水库 | ≥12座 | 12座 | 20
         效益指标 | 社会效益指标 | 溃坝事故 | 0起 | 0起 | 30
         目标2↓2 | 产出指标 | 数量指标 | 改造管网 | ≥85公里 | 86公里 | 20
         效益指标 | 社会效益指标 | 受益人口 | ≥3万人 | 3.2万人 | 29",
        &[
            "filing 甲县水利局 2032 - department self_evaluation generic",
            "goal annual overall 1 完成病险水库除险加固，确保安全度汛。",
            "unmapped 实际完成情况: 12座水库完成加固，全年安全度汛。",
            "goal annual overall 2 推进农村供水改造，提高水质合格率。",
            "unmapped 实际完成情况: 改造供水管网86公里，水质达标。",
            "indicator annual 1 产出指标/数量指标/加固水库 ≥12座 score=20 actual==12座",
            "indicator annual 1 效益指标/社会效益指标/溃坝事故 =0起 score=30 actual==0起",
            "indicator annual 2 产出指标/数量指标/改造管网 ≥85公里 score=20 actual==86公里",
            "indicator annual 2 效益指标/社会效益指标/受益人口 ≥3万人 score=29 actual==3.2万人",
        ],
    );
}

#[test]
fn a_number_beside_each_indicator_names_the_goal_it_serves() {
    check(
        "甲县林业局整体支出绩效目标表

         年度目标↓4 | 序号 | 目标内容×4
         1 | 造林绿化，提高森林覆盖率。×4
         2 | 防治林业有害生物。×4
         3 | 做好森林防火工作。×4
         一级指标 | 二级指标 | 三级指标 | 指标值 | 对应目标序号 | 备注
         产出指标↓3 | 数量指标↓2 | 造林面积 | ≥2万亩 | 1 | _
         抚育面积 | ≥3万亩 | 1 | _
         质量指标 | 成灾率 | ≤3‰ | 2 | _
         效益指标 | 生态效益指标 | 火灾受害率 | ≤0.9‰ | 3 | _",
        &[
            "filing 甲县林业局 - - department target generic",
            "goal annual overall 1 造林绿化，提高森林覆盖率。",
            "goal annual overall 2 防治林业有害生物。",
            "goal annual overall 3 做好森林防火工作。",
            "indicator annual 1 产出指标/数量指标/造林面积 ≥2万亩",
            "indicator annual 1 产出指标/数量指标/抚育面积 ≥3万亩",
            "indicator annual 2 产出指标/质量指标/成灾率 ≤3‰",
            "indicator annual 3 效益指标/生态效益指标/火灾受害率 ≤0.9‰",
        ],
    );
}

#[test]
fn numbers_name_the_goals_of_a_project() {
    let (records, _) = read(
        "2031年项目支出绩效目标表

         项目名称 | 老旧小区改造×4
         年度绩效目标↓2 | 1 | 完成六个小区的外墙保温改造。×3
         2 | 完成四个小区的雨污分流改造。×3
         目标序号 | 一级指标 | 二级指标 | 三级指标 | 指标值
         1↓2 | 产出指标 | 数量指标 | 保温面积 | ≥6万平方米
         效益指标 | 社会效益指标 | 受益户数 | ≥900户
         2 | 产出指标 | 数量指标 | 新建管网 | ≥11公里",
    );
    let number_of = |id: &str| {
        records.iter().find(|record| record.head.id == id).and_then(|record| match &record.body {
            Body::Goal(goal) => goal.number,
            _ => None,
        })
    };
    let links: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Indicator(own) => {
                Some((own.level3.as_deref()?, number_of(own.goal.as_deref()?)?))
            }
            _ => None,
        })
        .collect();
    assert_eq!(links, [("保温面积", 1), ("受益户数", 1), ("新建管网", 2)]);
}

#[test]
fn targets_that_count_are_no_numbers_of_goals() {
    check(
        "2031年项目支出绩效目标表

         项目名称 | 应急物资储备×3
         一级指标 | 二级指标 | 三级指标 | 绩效目标
         产出指标↓3 | 数量指标↓3 | 新建仓库（座） | 1
         新购车辆（辆） | 2
         新增点位（处） | 3",
        &[
            "filing - 2031 - project target generic",
            "project 应急物资储备 -",
            "indicator annual - 产出指标/数量指标/新建仓库（座） =1",
            "indicator annual - 产出指标/数量指标/新购车辆（辆） =2",
            "indicator annual - 产出指标/数量指标/新增点位（处） =3",
        ],
    );
}

#[test]
fn labels_of_the_next_goals_number_none_above() {
    check(
        "甲县乙局整体支出绩效目标表
         年度目标1： | 河道清洁×4
         年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
         _↓2 | 产出指标 | 数量指标 | 清淤长度 | ≥3公里
         效益指标 | 社会效益指标 | 知晓率 | ≥80%
         年度目标2： | 道路平整×4
         年度绩效指标↓2 | 一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 平整里程 | ≥9公里",
        &[
            "filing 甲县乙局 - - department target generic",
            "goal annual itemized 1 河道清洁",
            "indicator annual 1 产出指标/数量指标/清淤长度 ≥3公里",
            "indicator annual 1 效益指标/社会效益指标/知晓率 ≥80%",
            "goal annual itemized 2 道路平整",
            "indicator annual 2 产出指标/数量指标/平整里程 ≥9公里",
        ],
    );
}
