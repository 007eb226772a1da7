//! Indicators in paragraphs, without a table.

use super::drawn::check;

#[test]
fn paragraphs_below_the_names_of_levels_are_indicators() {
    check(
        "甲县交通局2031年度项目支出绩效目标公开

         一、项目名称：农村公路养护
         预算金额：52.30万元
         绩效目标：保持农村公路畅通。
         绩效指标：
         （一）产出指标
         1.数量指标
         指标名称：养护里程，指标值：≥310公里
         指标名称：修复桥梁，指标值：≥4座
         2.时效指标
         指标名称：完工时间，指标值：11月底前
         （二）满意度指标
         指标名称：沿线居民满意度，指标值：≥90%
         二、项目名称：公交场站改造
         预算金额：17.00万元
         绩效目标：改善候车条件。
         （一）产出指标
         1.质量指标
         （1）验收合格率：100%
         （2）设施完好率≥95%
         甲县交通局",
        &[
            "filing 甲县交通局 2031 - project target generic",
            "project 农村公路养护 52.30",
            "goal annual project - 保持农村公路畅通。",
            "indicator annual - 产出指标/数量指标/养护里程 ≥310公里",
            "indicator annual - 产出指标/数量指标/修复桥梁 ≥4座",
            "indicator annual - 产出指标/时效指标/完工时间 11月底前",
            "indicator annual - 满意度指标/-/沿线居民满意度 ≥90%",
            "project 公交场站改造 17.00",
            "goal annual project - 改善候车条件。",
            "indicator annual - 产出指标/质量指标/验收合格率 =100%",
            "indicator annual - 产出指标/质量指标/设施完好率 ≥95%",
        ],
    );
}

#[test]
fn a_paragraph_behind_the_name_of_a_level_lists_indicators() {
    check(
        "甲县林业局2031年度项目支出绩效目标公开

         一、项目名称：封山育林
         绩效目标：恢复山地植被。
         产出指标
         数量指标：封育面积≥1.2万亩；设置围栏长度不少于36公里。
         质量指标：苗木成活率90%，围栏完好率≥98%。
         效益指标：生态效益指标：林草覆盖率≥61%
         二、项目名称：林区道路维修
         绩效目标：保证防火道路畅通。
         数量指标：维修里程≥22公里；改善通行条件。
         质量指标：验收合格率：100%；",
        &[
            "filing 甲县林业局 2031 - project target generic",
            "project 封山育林 -",
            "goal annual project - 恢复山地植被。",
            "indicator annual - 产出指标/数量指标/封育面积 ≥1.2万亩",
            "indicator annual - 产出指标/数量指标/设置围栏长度 ≥36公里",
            "indicator annual - 产出指标/质量指标/苗木成活率 =90%",
            "indicator annual - 产出指标/质量指标/围栏完好率 ≥98%",
            "indicator annual - 效益指标/生态效益指标/林草覆盖率 ≥61%",
            "project 林区道路维修 -",
            "goal annual project - 保证防火道路畅通。",
            "unmapped -: 数量指标：维修里程≥22公里；改善通行条件。",
            "indicator annual - -/质量指标/验收合格率 =100%",
        ],
    );
}

#[test]
fn headings_over_prose_name_no_levels() {
    check(
        "甲县民政局2031年度项目支出绩效自评报告

         一、项目名称：社区食堂补助
         （一）产出指标
         1.数量指标
         全年新建社区食堂6个，完成年度任务。
         （二）效益指标
         群众用餐更加方便。",
        &[
            "filing 甲县民政局 2031 - project self_evaluation generic",
            "project 社区食堂补助 -",
            "unmapped -: （一）产出指标",
            "unmapped -: 1.数量指标",
            "unmapped -: 全年新建社区食堂6个，完成年度任务。",
            "unmapped -: （二）效益指标",
            "unmapped -: 群众用餐更加方便。",
        ],
    );
}
