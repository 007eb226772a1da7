//! Names, codes, years and departments of filings and projects.

use super::drawn::check;

#[test]
fn a_code_in_brackets_is_not_part_of_a_name() {
    check(
        "项目支出绩效目标表
         （2031年度）
         项目名称：河堤加固（二期）（项目编号：XM-2031-07）
         主管部门：甲县水利局    项目金额：12.5万元
         年度目标 | 加固一段×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 加固长度 | ≥2公里
         项目名称：泵站检修（项目编号：XM-2031-08）
         主管部门：甲县水利局    项目金额：3万元
         年度目标 | 检修三站×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 检修泵站 | 3座",
        &[
            "filing 甲县水利局 2031 - project target generic",
            "project 河堤加固（二期） 12.5 code=XM-2031-07",
            "goal annual project - 加固一段",
            "indicator annual - 产出指标/数量指标/加固长度 ≥2公里",
            "project 泵站检修 3 code=XM-2031-08",
            "goal annual project - 检修三站",
            "indicator annual - 产出指标/数量指标/检修泵站 =3座",
        ],
    );
}

#[test]
fn a_code_is_never_a_name() {
    check(
        "2031年度特许经营项目绩效评价表
         项目名称 | 北门停车楼 | 项目公司 | 甲市泊安停车有限公司
         实施单位 | 甲市城市管理局 | 项目代码 | 2031-甲-017
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 开放车位 | ≥300个",
        &[
            "filing 甲市城市管理局 2031 - project self_evaluation generic",
            "project 北门停车楼 - code=2031-甲-017",
            "unmapped 项目公司: 甲市泊安停车有限公司",
            "indicator annual - 产出指标/数量指标/开放车位 ≥300个",
        ],
    );
}
