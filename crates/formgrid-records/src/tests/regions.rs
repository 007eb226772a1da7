//! Forms next to each other in one table.

use super::drawn::{check, read};
use crate::record::Body;

#[test]
fn forms_next_to_each_other_are_read_from_left_to_right() {
    check(
        "对下转移支付绩效目标表×4 | _ | 对下转移支付绩效目标表×4
         （2031年度）×4 | _ | （2031年度）×4
         项目名称 | 山塘整治×3 | _ | 项目名称 | 古树保护×3
         主管部门 | 甲县乙局×3 | _ | 主管部门 | 甲县乙局×3
         资金金额（万元） | 65×3 | _ | 资金金额（万元） | 8×3
         绩效目标 | 整治两座山塘。×3 | _ | 绩效目标 | 保护古树名木。×3
         一级指标 | 二级指标 | 三级指标 | 目标值 | _ | 一级指标 | 二级指标 | 三级指标 | 目标值
         产出指标↓2 | 数量指标 | 整治山塘 | 2座 | _ | 产出指标 | 数量指标 | 挂牌古树 | ≥30株
         质量指标 | 验收合格率 | 100% | _ | 效益指标 | 生态效益指标 | 古树成活率 | ≥98%
         满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% | _ | _ | _ | _ | _
         _×9 |
         注：目标值按年末口径填列。×9 |",
        &[
            "filing 甲县乙局 2031 万元 project target generic",
            "project 山塘整治 65",
            "goal annual project - 整治两座山塘。",
            "indicator annual - 产出指标/数量指标/整治山塘 =2座",
            "indicator annual - 产出指标/质量指标/验收合格率 =100%",
            "indicator annual - 满意度指标/服务对象满意度指标/村民满意度 ≥90%",
            "project 古树保护 8",
            "goal annual project - 保护古树名木。",
            "indicator annual - 产出指标/数量指标/挂牌古树 ≥30株",
            "indicator annual - 效益指标/生态效益指标/古树成活率 ≥98%",
            "statement note None 目标值按年末口径填列。",
        ],
    );
}

#[test]
fn three_forms_share_the_rows_above_them() {
    check(
        "_ | 丁镇2031年项目绩效目标表×11
         _ | 填报单位：丁镇人民政府×5 | 单位：万元×6
         _ | 项目名称 | 路灯维护×2 | _ | 项目名称 | 水井消毒×2 | _ | 项目名称 | 公厕管护×2
         _ | 预算数 | 6×2 | _ | 预算数 | 2.5×2 | _ | 预算数 | 4×2
         _ | 二级指标 | 三级指标 | 指标值 | _ | 二级指标 | 三级指标 | 指标值 | _ | 二级指标 | 三级指标 | 指标值
         _ | 数量指标 | 维护路灯 | 120盏 | _ | 数量指标 | 消毒水井 | 18口 | _ | 数量指标 | 管护公厕 | 9座
         _ | 质量指标 | 亮灯率 | ≥98% | _ | 质量指标 | 水质达标率 | ≥95% | _ | _ | _ | _",
        &[
            "filing 丁镇人民政府 2031 万元 project target generic",
            "project 路灯维护 6",
            "indicator annual - -/数量指标/维护路灯 =120盏",
            "indicator annual - -/质量指标/亮灯率 ≥98%",
            "project 水井消毒 2.5",
            "indicator annual - -/数量指标/消毒水井 =18口",
            "indicator annual - -/质量指标/水质达标率 ≥95%",
            "project 公厕管护 4",
            "indicator annual - -/数量指标/管护公厕 =9座",
        ],
    );
}

#[test]
fn a_title_and_labels_above_forms_need_no_merged_cells() {
    check(
        "项目支出绩效目标表（2031年度） | _ | _ | _ | _ | _ | _
         填报单位：甲县乙局 | _ | _ | _ | _ | _ | 金额单位：万元
         项目名称 | 山塘整治×2 | _ | 项目名称 | 古树保护×2
         预算数 | 65×2 | _ | 预算数 | 8×2
         二级指标 | 三级指标 | 指标值 | _ | 二级指标 | 三级指标 | 指标值
         数量指标 | 整治山塘 | 2座 | _ | 数量指标 | 挂牌古树 | ≥30株
         质量指标 | 验收合格率 | 100% | _ | 质量指标 | 挂牌合格率 | 100%",
        &[
            "filing 甲县乙局 2031 万元 project target generic",
            "project 山塘整治 65",
            "indicator annual - -/数量指标/整治山塘 =2座",
            "indicator annual - -/质量指标/验收合格率 =100%",
            "project 古树保护 8",
            "indicator annual - -/数量指标/挂牌古树 ≥30株",
            "indicator annual - -/质量指标/挂牌合格率 =100%",
        ],
    );
}

#[test]
fn a_grid_of_forms_is_read_row_by_row() {
    check(
        "甲县乙局项目支出绩效目标表（2031年度）×11 |
         项目名称 | 山塘整治×4 | _ | 项目名称 | 古树保护×4
         预算资金 | 65 | 资金来源 | 财政拨款×2 | _ | 预算资金 | 8 | 资金来源 | 财政拨款×2
         总体目标 | 整治两座山塘。×4 | _ | 总体目标 | 保护古树名木。×4
         一级指标 | 二级指标 | 指标名称 | 目标值 | 备注 | _ | 一级指标 | 二级指标 | 指标名称 | 目标值 | 备注
         产出指标 | 数量指标 | 整治山塘 | 2座 | _ | _ | 产出指标 | 数量指标 | 挂牌古树 | ≥30株 | _
         _ | 质量指标 | 验收合格率 | 100% | _ | _ | _ | 时效指标 | 挂牌时间 | 6月底前 | _
         _×11 |
         项目名称 | 渡口维护×4 | _ | _ | _ | _ | _ | _
         预算资金 | 12 | 资金来源 | 财政拨款×2 | _ | _ | _ | _ | _ | _
         总体目标 | 维护全部渡口。×4 | _ | _ | _ | _ | _ | _
         一级指标 | 二级指标 | 指标名称 | 目标值 | 备注 | _ | _ | _ | _ | _ | _
         产出指标 | 数量指标 | 维护渡口 | 5个 | _ | _ | _ | _ | _ | _ | _",
        &[
            "filing 甲县乙局 2031 - project target generic",
            "project 山塘整治 65",
            "unmapped 预算资金: 财政拨款",
            "goal annual project - 整治两座山塘。",
            "indicator annual - 产出指标/数量指标/整治山塘 =2座",
            "indicator annual - 产出指标/质量指标/验收合格率 =100%",
            "project 古树保护 8",
            "unmapped 预算资金: 财政拨款",
            "goal annual project - 保护古树名木。",
            "indicator annual - 产出指标/数量指标/挂牌古树 ≥30株",
            "indicator annual - 产出指标/时效指标/挂牌时间 6月底前",
            "project 渡口维护 12",
            "unmapped 预算资金: 财政拨款",
            "goal annual project - 维护全部渡口。",
            "indicator annual - 产出指标/数量指标/维护渡口 =5个",
        ],
    );
}

#[test]
fn a_blank_column_within_a_form_divides_nothing() {
    let indicators = [
        "filing 甲县乙局 2031 万元 project target generic",
        "project 山塘整治 65",
        "goal annual project - 整治两座山塘。",
        "indicator annual - 产出指标/数量指标/整治山塘 =2座",
        "indicator annual - 产出指标/质量指标/验收合格率 =100%",
        "indicator annual - 满意度指标/服务对象满意度指标/村民满意度 ≥90%",
    ];
    check(
        "对下转移支付绩效目标表×5 |
         （2031年度）×5 |
         项目名称 | 山塘整治 | _ | 主管部门 | 甲县乙局
         资金金额（万元） | 65 | _ | 联系人 | 张三
         绩效目标×2 | 整治两座山塘。×3
         一级指标 | 二级指标 | _ | 三级指标 | 目标值
         产出指标↓2 | 数量指标 | _ | 整治山塘 | 2座
         质量指标 | _ | 验收合格率 | 100%
         满意度指标 | 服务对象满意度指标 | _ | 村民满意度 | ≥90%",
        &indicators,
    );
    check(
        "对下转移支付绩效目标表×5 |
         （2031年度）×5 |
         项目名称 | 山塘整治×2 | _×2
         主管部门 | 甲县乙局×2 | _×2
         资金金额（万元） | 65×2 | _×2
         绩效目标 | 整治两座山塘。×2 | _×2
         一级指标 | 二级指标 | 三级指标 | _ | 目标值
         产出指标↓2 | 数量指标 | 整治山塘 | _ | 2座
         质量指标 | 验收合格率 | _ | 100%
         满意度指标 | 服务对象满意度指标 | 村民满意度 | _ | ≥90%",
        &indicators,
    );
}

#[test]
fn forms_next_to_each_other_may_have_a_blank_column_within() {
    check(
        "项目支出绩效目标表（2031年度）×11 |
         填报单位：甲县乙局×11 |
         项目名称 | 山塘整治 | _ | 预算数（万元） | 65 | _ | 项目名称 | 古树保护 | _ | 预算数（万元） | 8
         一级指标 | 二级指标 | _ | 三级指标 | 目标值 | _ | 一级指标 | 二级指标 | _ | 三级指标 | 目标值
         产出指标 | 数量指标 | _ | 整治山塘 | 2座 | _ | 产出指标 | 数量指标 | _ | 挂牌古树 | ≥30株
         满意度指标 | 群众满意度 | _ | 村民满意度 | ≥90% | _ | 效益指标 | 生态效益指标 | _ | 古树成活率 | ≥98%",
        &[
            "filing 甲县乙局 2031 万元 project target generic",
            "project 山塘整治 65",
            "indicator annual - 产出指标/数量指标/整治山塘 =2座",
            "indicator annual - 满意度指标/群众满意度/村民满意度 ≥90%",
            "project 古树保护 8",
            "indicator annual - 产出指标/数量指标/挂牌古树 ≥30株",
            "indicator annual - 效益指标/生态效益指标/古树成活率 ≥98%",
        ],
    );
}

#[test]
fn a_blank_row_within_forms_begins_no_other() {
    check(
        "项目支出绩效目标表（2031年度）×9 |
         填报单位：甲县乙局×9 |
         项目名称 | 山塘整治×3 | _ | 项目名称 | 古树保护×3
         绩效目标 | 整治两座山塘。×3 | _ | 绩效目标 | 保护古树名木。×3
         _×9 |
         一级指标 | 二级指标 | 三级指标 | 目标值 | _ | 一级指标 | 二级指标 | 三级指标 | 目标值
         产出指标 | 数量指标 | 整治山塘 | 2座 | _ | 产出指标 | 数量指标 | 挂牌古树 | ≥30株
         满意度指标 | 群众满意度 | 村民满意度 | ≥90% | _ | 效益指标 | 生态效益指标 | 古树成活率 | ≥98%",
        &[
            "filing 甲县乙局 2031 - project target generic",
            "project 山塘整治 -",
            "goal annual project - 整治两座山塘。",
            "indicator annual - 产出指标/数量指标/整治山塘 =2座",
            "indicator annual - 满意度指标/群众满意度/村民满意度 ≥90%",
            "project 古树保护 -",
            "goal annual project - 保护古树名木。",
            "indicator annual - 产出指标/数量指标/挂牌古树 ≥30株",
            "indicator annual - 效益指标/生态效益指标/古树成活率 ≥98%",
        ],
    );
}

#[test]
fn blank_margins_are_left_out() {
    let expected = [
        "filing 甲县乙局 2031 - department self_evaluation generic",
        "indicator - - 产出指标/数量指标/巡查河段 ≥36段 weight=20 score=20 actual==38段",
        "indicator - - 产出指标/质量指标/断面达标率 ≥90% weight=30 score=30 actual==92%",
    ];
    for title in ["_ | 2031年度部门整体支出绩效自评表×8 | _", "2031年度部门整体支出绩效自评表×10 |"]
    {
        let drawing = format!(
            "{title}
             _ | 部门名称 | 甲县乙局×7 | _
             _ | 绩效指标↓3 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | _
             _ | 产出指标 | 数量指标 | 巡查河段 | ≥36段 | 38段 | 20 | 20 | _
             _ | 产出指标 | 质量指标 | 断面达标率 | ≥90% | 92% | 30 | 30 | _"
        );
        check(&drawing, &expected);
    }
}

#[test]
fn places_are_those_of_the_whole_table() {
    let (records, _) = read(
        "甲县乙局项目支出绩效目标表（2031年度）×7 |
        项目名称 | 山塘整治×2 | _ | 项目名称 | 古树保护×2
        二级指标 | 三级指标 | 指标值 | _ | 二级指标 | 三级指标 | 指标值
        数量指标 | 整治山塘 | 2座 | _ | 数量指标 | 挂牌古树 | ≥30株
        质量指标 | 验收合格率 | 100% | _ | 质量指标 | 挂牌合格率 | 100%",
    );
    let last = records.iter().rfind(|record| matches!(record.body, Body::Indicator(_)));
    let Some(last) = last else { panic!("no indicator") };
    let source = &last.head.source;
    assert_eq!((source.table, source.row), (Some(0), Some(4)));
    let places = &last.head.places;
    assert_eq!(places["level3"].col, Some(5));
    assert_eq!(places["target"].col, Some(6));
}
