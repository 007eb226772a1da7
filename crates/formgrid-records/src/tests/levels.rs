//! Levels of indicators printed in other places than columns of listed words.

use super::drawn::check;

#[test]
fn names_of_levels_above_blocks_side_by_side_are_the_levels_of_each() {
    check(
        "转移支付项目绩效自评表

         总体目标↓2 | 年初设定目标×3 | 全年实际完成情况×4
         全县卫生院全部实施基本药物制度。×3 | 全部实施。×4
         产出指标×4 | 效益及满意度指标×4
         二级指标 | 三级指标 | 指标值 | 完成值 | 二级指标 | 三级指标 | 指标值 | 完成值
         数量指标↓2 | 培训医生人数 | ≥80人 | 82人 | 经济效益指标 | 药费负担 | 有所下降 | 下降4%
         覆盖卫生院数 | 21家 | 21家 | 服务对象满意度指标 | 患者满意度 | ≥85% | 92%",
        &[
            "filing - - - project self_evaluation generic",
            "goal annual overall - 全县卫生院全部实施基本药物制度。",
            "unmapped 全年实际完成情况: 全部实施。",
            "indicator annual - 产出指标/数量指标/培训医生人数 ≥80人 actual==82人",
            "indicator annual - 效益及满意度指标/经济效益指标/药费负担 有所下降 actual=下降4%",
            "indicator annual - 产出指标/数量指标/覆盖卫生院数 =21家 actual==21家",
            "indicator annual - 效益及满意度指标/服务对象满意度指标/患者满意度 ≥85% actual==92%",
        ],
    );
}

#[test]
fn a_level_right_below_another_is_the_lower_one() {
    check(
        "项目支出绩效自评表

         序号 | 指标 | 年度指标值 | 实际完成值 | 分值 | 得分
         1 | 产出指标 | _ | _ | 50 | 48
         1.1 | 数量指标 | _ | _ | 50 | 48
         1.1.1 | 开放场馆数 | 5个 | 5个 | 50 | 48
         2 | 满意度指标 | _ | _ | 50 | 50
         2.1 | 服务对象满意度指标 | _ | _ | 50 | 50
         2.1.1 | 读者满意度 | ≥90% | 96% | 50 | 50",
        &[
            "filing - - - project self_evaluation generic",
            "indicator - - 产出指标/数量指标/开放场馆数 =5个 weight=50 score=48 actual==5个",
            "indicator - - 满意度指标/服务对象满意度指标/读者满意度 ≥90% weight=50 score=50 actual==96%",
        ],
    );
}

#[test]
fn merged_short_texts_before_the_names_are_levels_whatever_their_word() {
    check(
        "引导基金绩效自评表

         序号 | 绩效维度 | 评价内容 | 指标名称 | 年度目标值 | 年度完成值 | 权重
         1 | 政策目标↓3 | 产业引导↓2 | 投向先进制造业比例 | ≥70% | 82% | 30
         2 | 返投倍数 | ≥1.5倍 | 1.4倍 | 30
         3 | 资金放大 | 财政资金放大倍数 | ≥3倍 | 3.3倍 | 20
         4 | 管理效能↓2 | 投资管理 | 新增投资项目 | ≥5个 | 6个 | 10
         5 | 风险控制 | 重大风险事件 | 0起 | 0起 | 10",
        &[
            "filing - - - department self_evaluation generic",
            "unmapped -: 引导基金绩效自评表",
            "indicator - - 政策目标/产业引导/投向先进制造业比例 ≥70% weight=30 actual==82%",
            "indicator - - 政策目标/产业引导/返投倍数 ≥1.5倍 weight=30 actual==1.4倍",
            "indicator - - 政策目标/资金放大/财政资金放大倍数 ≥3倍 weight=20 actual==3.3倍",
            "indicator - - 管理效能/投资管理/新增投资项目 ≥5个 weight=10 actual==6个",
            "indicator - - 管理效能/风险控制/重大风险事件 =0起 weight=10 actual==0起",
        ],
    );
}

#[test]
fn a_cell_below_a_level_may_list_several_indicators() {
    check(
        "2031年项目支出绩效目标汇总表

         项目名称↓2 | 预算数（万元）↓2 | 年度绩效目标↓2 | 绩效指标×2
         产出指标 | 满意度指标
         河道清淤 | 56.00 | 清理淤积河段，恢复行洪能力。 | 1.清淤长度：≥3公里；2.验收合格率：100% | 居民满意度：≥90%
         堤防加固 | 88.00 | 加固险工险段，提高防洪标准。 | 1.加固堤防：2.5公里；2.完工时间：2031年6月底前 | 居民满意度：≥85%
         合计 | 144.00 | _ | _ | _",
        &[
            "filing - 2031 万元 project target generic",
            "project 河道清淤 56.00",
            "goal annual project - 清理淤积河段，恢复行洪能力。",
            "indicator annual - 产出指标/-/清淤长度 ≥3公里",
            "indicator annual - 产出指标/-/验收合格率 =100%",
            "indicator annual - 满意度指标/-/居民满意度 ≥90%",
            "project 堤防加固 88.00",
            "goal annual project - 加固险工险段，提高防洪标准。",
            "indicator annual - 产出指标/-/加固堤防 =2.5公里",
            "indicator annual - 产出指标/-/完工时间 2031年6月底前",
            "indicator annual - 满意度指标/-/居民满意度 ≥85%",
            "funding expenditure 合计 144.00 None [] total",
        ],
    );
}

#[test]
fn units_in_the_rows_of_a_named_project_file_nothing() {
    check(
        "2031年薄弱学校改善补助资金分配及绩效目标表
         项目名称：薄弱学校改善补助资金    主管部门：甲区教育局    金额单位：万元

         序号↓3 | 学校名称↓3 | 补助金额↓3 | 产出指标×2 | 满意度指标
         数量指标×2 | 服务对象满意度指标
         维修校舍面积（平方米） | 购置课桌椅（套） | 师生满意度（%）
         1 | 甲区第三小学 | 86.00 | 2400 | 320 | ≥95
         2 | 甲区江湾小学 | 42.50 | 1180 | _ | ≥92
         合计×2 | 128.50 | 3580 | 320 | _",
        &[
            "filing 甲区教育局 2031 万元 project target generic",
            "project 薄弱学校改善补助资金 -",
            "unmapped 补助金额: 86.00",
            "indicator annual - 产出指标/数量指标/维修校舍面积（平方米） =2400 for 甲区第三小学",
            "indicator annual - 产出指标/数量指标/购置课桌椅（套） =320 for 甲区第三小学",
            "indicator annual - 满意度指标/服务对象满意度指标/师生满意度（%） ≥95 for 甲区第三小学",
            "unmapped 补助金额: 42.50",
            "indicator annual - 产出指标/数量指标/维修校舍面积（平方米） =1180 for 甲区江湾小学",
            "indicator annual - 满意度指标/服务对象满意度指标/师生满意度（%） ≥92 for 甲区江湾小学",
            "unmapped -: 128.50",
            "unmapped 合计: 3580",
            "unmapped 合计: 320",
        ],
    );
}

#[test]
fn a_dash_below_a_phase_is_no_target() {
    check(
        "2031年项目支出绩效目标表

         项目名称 | 供水一体化工程×4
         一级指标 | 二级指标 | 三级指标 | 建设期目标值 | 运营期目标值
         产出指标↓2 | 数量指标↓2 | 新建水厂 | 1座 | —
         日供水能力 | ≥3万立方米 | ≥4万立方米
         满意度指标 | 服务对象满意度指标 | 用水户满意度 | — | ≥90%",
        &[
            "filing - 2031 - project target generic",
            "project 供水一体化工程 -",
            "indicator annual - 产出指标/数量指标/新建水厂 =1座 for 建设期",
            "indicator annual - 产出指标/数量指标/日供水能力 ≥3万立方米 for 建设期",
            "indicator annual - 产出指标/数量指标/日供水能力 ≥4万立方米 for 运营期",
            "indicator annual - 满意度指标/服务对象满意度指标/用水户满意度 ≥90% for 运营期",
        ],
    );
}

#[test]
fn counties_below_the_values_of_a_year_have_their_own() {
    check(
        "2031年转移支付绩效目标表

         专项名称 | 生态保护补偿资金×5
         一级指标↓2 | 二级指标↓2 | 三级指标↓2 | 2031年绩效指标值×3
         全市合计 | 辛县 | 壬区
         产出指标↓2 | 数量指标 | 修复面积 | ≥5200亩 | ≥3400亩 | ≥1800亩
         质量指标 | 项目验收合格率 | 100% | 100% | _",
        &[
            "filing - 2031 - project target generic",
            "project 生态保护补偿资金 -",
            "indicator annual - 产出指标/数量指标/修复面积 ≥5200亩",
            "indicator annual - 产出指标/数量指标/修复面积 ≥3400亩 for 辛县",
            "indicator annual - 产出指标/数量指标/修复面积 ≥1800亩 for 壬区",
            "indicator annual - 产出指标/质量指标/项目验收合格率 =100%",
            "indicator annual - 产出指标/质量指标/项目验收合格率 =100% for 辛县",
        ],
    );
}

#[test]
fn the_numbers_of_headings_tell_their_ranks() {
    check(
        "2031年文化惠民演出项目绩效评价表

         项目名称 | 文化惠民演出×4
         评价指标 | 评分标准 | 分值 | 得分 | 扣分原因
         | 一、投入与管理×5 |
         | （一）前期论证（10分）×5 |
         演出需求调研情况 | 调研覆盖全部乡镇得满分 | 5 | 5 | _
         演出计划合理性 | 计划与需求相符得满分 | 5 | 4 | 个别场次重复
         | （二）经费使用×5 |
         支出合规性 | 发现一处违规扣1分 | 10 | 10 | _
         | 二、成果（50分）×5 |
         | （一）演出供给（50分）×5 |
         惠民演出场次 | 每少一场扣0.5分 | 50 | 48 | 少四场
         | 三、群众评价（30分）×5 |
         观众满意率 | 低于90%按比例扣分 | 30 | 30 | _",
        &[
            "filing - 2031 - project self_evaluation generic",
            "project 文化惠民演出 -",
            "indicator annual - 一、投入与管理/（一）前期论证/演出需求调研情况 - weight=5 score=5",
            "indicator annual - 一、投入与管理/（一）前期论证/演出计划合理性 - weight=5 score=4",
            "indicator annual - 一、投入与管理/（二）经费使用/支出合规性 - weight=10 score=10",
            "indicator annual - 二、成果/（一）演出供给/惠民演出场次 - weight=50 score=48",
            "indicator annual - 三、群众评价/-/观众满意率 - weight=30 score=30",
        ],
    );
}

#[test]
fn the_column_of_numbers_tells_the_ranks_of_its_rows() {
    check(
        "2031年项目绩效评价表

         项目名称 | 河湖保洁×4
         序号 | 指标 | 分值 | 得分 | 扣分原因
         一 | 组织保障（20分） | 20 | 18 | _
         （一） | 制度建设（20分） | 20 | 18 | _
         1 | 保洁制度完备性 | 20 | 18 | 缺考核办法
         二 | 工作成效（80分） | 80 | 79 | _
         （一） | 保洁质量（50分） | 50 | 49 | _
         1 | 水面清洁率 | 50 | 49 | 一处漂浮物
         （二） | 公众反映（30分） | 30 | 30 | _
         1 | 沿岸居民满意率 | 30 | 30 | _",
        &[
            "filing - 2031 - project self_evaluation generic",
            "project 河湖保洁 -",
            "indicator annual - 组织保障/制度建设/保洁制度完备性 - weight=20 score=18",
            "indicator annual - 工作成效/保洁质量/水面清洁率 - weight=50 score=49",
            "indicator annual - 工作成效/公众反映/沿岸居民满意率 - weight=30 score=30",
        ],
    );
}

#[test]
fn plan_and_outturn_below_each_name_are_those_of_the_places_in_the_rows() {
    check(
        "2031年农田水利补助资金绩效完成情况表
         主管部门：癸州水利局

         乡镇↓4 | 产出指标×4 | 效益指标×2
         数量指标×2 | 时效指标×2 | 生态效益指标×2
         整修渠道（公里）×2 | 按期完工率（%）×2 | 新增节水量（万方）×2
         计划数 | 实绩 | 计划数 | 实绩 | 计划数 | 实绩
         子丑镇 | 12 | 12.4 | 100 | 100 | ≥30 | 33
         寅卯镇 | 8.5 | 8 | ≥95 | 96 | ≥18 | 18.2
         辰巳乡 | 4 | 4 | 100 | 90 | ≥9 | 7.5",
        &[
            "filing 癸州水利局 2031 万元 project self_evaluation generic",
            "project - -",
            "indicator annual - 产出指标/数量指标/整修渠道（公里） =12 actual==12.4 for 子丑镇",
            "indicator annual - 产出指标/时效指标/按期完工率（%） =100 actual==100 for 子丑镇",
            "indicator annual - 效益指标/生态效益指标/新增节水量（万方） ≥30 actual==33 for 子丑镇",
            "indicator annual - 产出指标/数量指标/整修渠道（公里） =8.5 actual==8 for 寅卯镇",
            "indicator annual - 产出指标/时效指标/按期完工率（%） ≥95 actual==96 for 寅卯镇",
            "indicator annual - 效益指标/生态效益指标/新增节水量（万方） ≥18 actual==18.2 for 寅卯镇",
            "indicator annual - 产出指标/数量指标/整修渠道（公里） =4 actual==4 for 辰巳乡",
            "indicator annual - 产出指标/时效指标/按期完工率（%） =100 actual==90 for 辰巳乡",
            "indicator annual - 效益指标/生态效益指标/新增节水量（万方） ≥9 actual==7.5 for 辰巳乡",
        ],
    );
}

#[test]
fn words_of_no_meaning_below_each_name_give_no_indicators() {
    check(
        "2031年农田水利补助资金情况表
         主管部门：癸州水利局

         区县↓3 | 产出指标×4 | 效益指标×2
         整修渠道（公里）×2 | 清淤河道（公里）×2 | 新增节水量（万方）×2
         甲数 | 乙数 | 甲数 | 乙数 | 甲数 | 乙数
         子丑县 | 12 | 12.4 | 100 | 100 | 30 | 33
         寅卯县 | 8.5 | 8 | 95 | 96 | 18 | 18.2
         辰巳区 | 4 | 4 | 100 | 90 | 9 | 7.5",
        &[
            "filing 癸州水利局 2031 万元 project target generic",
            "unmapped -: 2031年农田水利补助资金情况表",
            "project - -",
            "unmapped 区县: 子丑县",
            "unmapped 甲数: 12",
            "unmapped 乙数: 12.4",
            "unmapped 甲数: 100",
            "unmapped 乙数: 100",
            "unmapped 甲数: 30",
            "unmapped 乙数: 33",
            "unmapped 区县: 寅卯县",
            "unmapped 甲数: 8.5",
            "unmapped 乙数: 8",
            "unmapped 甲数: 95",
            "unmapped 乙数: 96",
            "unmapped 甲数: 18",
            "unmapped 乙数: 18.2",
            "unmapped 区县: 辰巳区",
            "unmapped 甲数: 4",
            "unmapped 乙数: 4",
            "unmapped 甲数: 100",
            "unmapped 乙数: 90",
            "unmapped 甲数: 9",
            "unmapped 乙数: 7.5",
        ],
    );
}

#[test]
fn the_value_of_the_year_before_below_each_name_is_no_target() {
    check(
        "2031年农田水利补助资金情况表
         主管部门：癸州水利局

         区县↓3 | 产出指标×4 | 效益指标×2
         整修渠道（公里）×2 | 清淤河道（公里）×2 | 新增节水量（万方）×2
         上年数 | 完成值 | 上年数 | 完成值 | 上年数 | 完成值
         子丑县 | 12 | 12.4 | 100 | 100 | 30 | 33
         寅卯县 | 8.5 | 8 | 95 | 96 | 18 | 18.2
         辰巳区 | 4 | 4 | 100 | 90 | 9 | 7.5",
        &[
            "filing 癸州水利局 2031 万元 project self_evaluation generic",
            "unmapped -: 2031年农田水利补助资金情况表",
            "project - -",
            "unmapped 上年数: 12",
            "indicator - - 产出指标/-/整修渠道（公里） - actual==12.4 for 子丑县",
            "unmapped 上年数: 100",
            "indicator - - 产出指标/-/清淤河道（公里） - actual==100 for 子丑县",
            "unmapped 上年数: 30",
            "indicator - - 效益指标/-/新增节水量（万方） - actual==33 for 子丑县",
            "unmapped 上年数: 8.5",
            "indicator - - 产出指标/-/整修渠道（公里） - actual==8 for 寅卯县",
            "unmapped 上年数: 95",
            "indicator - - 产出指标/-/清淤河道（公里） - actual==96 for 寅卯县",
            "unmapped 上年数: 18",
            "indicator - - 效益指标/-/新增节水量（万方） - actual==18.2 for 寅卯县",
            "unmapped 上年数: 4",
            "indicator - - 产出指标/-/整修渠道（公里） - actual==4 for 辰巳区",
            "unmapped 上年数: 100",
            "indicator - - 产出指标/-/清淤河道（公里） - actual==90 for 辰巳区",
            "unmapped 上年数: 9",
            "indicator - - 效益指标/-/新增节水量（万方） - actual==7.5 for 辰巳区",
        ],
    );
}

#[test]
fn plan_and_outturn_right_below_levels_name_no_indicators() {
    check(
        "2031年农田水利补助资金情况表
         主管部门：癸州水利局

         区县↓3 | 产出指标×4 | 效益指标×2
         数量指标×2 | 质量指标×2 | 生态效益指标×2
         计划数 | 实绩 | 计划数 | 实绩 | 计划数 | 实绩
         子丑县 | 12 | 12.4 | 100 | 100 | 30 | 33
         寅卯县 | 8.5 | 8 | 95 | 96 | 18 | 18.2",
        &[
            "filing 癸州水利局 2031 - project target generic",
            "unmapped -: 2031年农田水利补助资金情况表",
            "project - -",
            "unmapped 区县: 子丑县",
            "unmapped 计划数: 12",
            "unmapped 实绩: 12.4",
            "unmapped 计划数: 100",
            "unmapped 实绩: 100",
            "unmapped 计划数: 30",
            "unmapped 实绩: 33",
            "unmapped 区县: 寅卯县",
            "unmapped 计划数: 8.5",
            "unmapped 实绩: 8",
            "unmapped 计划数: 95",
            "unmapped 实绩: 96",
            "unmapped 计划数: 18",
            "unmapped 实绩: 18.2",
        ],
    );
}
