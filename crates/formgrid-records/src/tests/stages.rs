//! Parts of the year: stages of indicators, spending to date.

use super::drawn::check;

#[test]
fn a_part_of_the_year_above_two_values_is_a_stage() {
    check(
        "乙市水务局2031年项目绩效运行监控表

         项目名称 | 河湖清淤×9
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 年初指标值↓2 | 第一季度×2 | 第二季度×2 | 第三季度×2
         目标值 | 完成值 | 目标值 | 完成值 | 目标值 | 完成值
         产出指标 | 数量指标 | 清淤河段 | ≥12公里 | 2公里 | 1.8公里 | 6公里 | 6.4公里 | 9公里 | 8公里
         产出指标 | 质量指标 | 验收合格率 | 100% | _ | _ | 100% | 99% | 100% | 100%
         效益指标 | 社会效益指标 | 受益村数 | ≥3个 | _ | _ | _ | _ | 3个 | 2个",
        &[
            "filing 乙市水务局 2031 - project monitoring generic",
            "project 河湖清淤 -",
            "indicator annual - 产出指标/数量指标/清淤河段 ≥12公里 \
             第一季度:=2公里/=1.8公里 第二季度:=6公里/=6.4公里 第三季度:=9公里/=8公里 progress==8公里",
            "indicator annual - 产出指标/质量指标/验收合格率 =100% \
             第二季度:=100%/=99% 第三季度:=100%/=100% progress==100%",
            "indicator annual - 效益指标/社会效益指标/受益村数 ≥3个 \
             第三季度:=3个/=2个 progress==2个",
        ],
    );
}

#[test]
fn a_goal_and_a_result_below_months_are_target_and_result() {
    check(
        "乙市水务局2031年项目绩效运行监控表

         项目名称 | 河湖清淤×5
         一级指标↓2 | 指标名称↓2 | 1-4月×2 | 1-8月×2
         预期目标 | 实际完成 | 预期目标 | 实际完成
         产出指标 | 清淤河段 | 2公里 | 1.8公里 | 6公里 | 6.4公里
         产出指标 | 验收合格率 | 100% | 98% | 100% | 99%
         效益指标 | 受益村数 | 1个 | 0个 | 3个 | 2个",
        &[
            "filing 乙市水务局 2031 - project monitoring generic",
            "project 河湖清淤 -",
            "indicator annual - 产出指标/-/清淤河段 - 1-4月:=2公里/=1.8公里 1-8月:=6公里/=6.4公里 \
             progress==6.4公里",
            "indicator annual - 产出指标/-/验收合格率 - 1-4月:=100%/=98% 1-8月:=100%/=99% \
             progress==99%",
            "indicator annual - 效益指标/-/受益村数 - 1-4月:=1个/=0个 1-8月:=3个/=2个 progress==2个",
        ],
    );
}

#[test]
fn only_spending_since_the_beginning_of_the_year_is_spending_to_date() {
    let form = |columns: &str| {
        format!(
            "乙市水务局2031年项目绩效运行监控表
             单位：万元

             项目名称 | 河湖清淤×5
             资金来源 | 年初预算数 | {columns} | 执行率
             中央资金 | 100 | 10 | 40 | 50%
             县级资金 | 50 | 5 | 30 | 70%"
        )
    };
    check(
        &form("一季度支出数 | 二季度支出数"),
        &[
            "filing 乙市水务局 2031 万元 project monitoring generic",
            "project 河湖清淤 - fiscal=100",
            "funding - 中央资金 100 None [] original=100 rate=0.5",
            "unmapped 一季度支出数: 10",
            "unmapped 二季度支出数: 40",
            "funding - 县级资金 50 None [] original=50 rate=0.7",
            "unmapped 一季度支出数: 5",
            "unmapped 二季度支出数: 30",
        ],
    );
    check(
        &form("1-3月执行数 | 1-6月执行数"),
        &[
            "filing 乙市水务局 2031 万元 project monitoring generic",
            "project 河湖清淤 - fiscal=100",
            "funding - 中央资金 100 None [] original=100 to_date=40 rate=0.5",
            "unmapped 1-3月执行数: 10",
            "funding - 县级资金 50 None [] original=50 to_date=30 rate=0.7",
            "unmapped 1-3月执行数: 5",
        ],
    );
}
