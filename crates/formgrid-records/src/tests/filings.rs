//! Names, codes, years and departments of filings and projects.

use super::drawn::{check, read};

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

#[test]
fn a_group_of_projects_is_no_project() {
    check(
        "2031年度项目计划表
         单位：万元
         序号 | 项目名称 | 责任单位 | 计划投资 | 财政资金 | 建设地点
         一 | 水利工程 | _ | 12 | 9 | _
         1 | 河道清淤 | 甲县水利局 | 7 | 5 | 北村
         2 | 泵站检修 | 甲县水利局 | 5 | 4 | 南村
         二 | 道路工程 | _ | 3 | 3 | _
         3 | 道路养护 | 甲县交通局 | 3 | 3 | 东村",
        &[
            "filing - 2031 万元 department target generic",
            "unmapped -: 2031年度项目计划表",
            "funding expenditure 水利工程 12 None [] total",
            "funding expenditure 财政资金 9 None []",
            "funding expenditure 道路工程 3 None [] total",
            "funding expenditure 财政资金 3 None []",
            "filing 甲县水利局 2031 万元 project target generic",
            "project 河道清淤 - fiscal=5",
            "unmapped 计划投资: 7",
            "unmapped 建设地点: 北村",
            "project 泵站检修 - fiscal=4",
            "unmapped 计划投资: 5",
            "unmapped 建设地点: 南村",
            "filing 甲县交通局 2031 万元 project target generic",
            "project 道路养护 - fiscal=3",
            "unmapped 计划投资: 3",
            "unmapped 建设地点: 东村",
        ],
    );
}

#[test]
fn a_label_above_the_name_of_a_project_begins_none() {
    check(
        "2031年度项目支出绩效目标表
         主管部门 | 甲县国资委 | 公司名称 | 甲县水务公司
         项目名称 | 管网改造 | 支出类型 | 资本性支出
         绩效目标 | 改造一段×3
         一级指标 | 二级指标 | 三级指标 | 指标值
         产出指标 | 数量指标 | 改造长度 | ≥1公里",
        &[
            "filing 甲县国资委 2031 - project target generic",
            "project 管网改造 -",
            "unmapped 公司名称: 甲县水务公司",
            "goal annual project - 改造一段",
            "indicator annual - 产出指标/数量指标/改造长度 ≥1公里",
        ],
    );
}

#[test]
fn a_guessed_office_begins_no_project() {
    check(
        "项目执行机构：甲县农业农村局
         2031年度监测表
         指标名称 | 计量单位 | 计划值 | 实际值
         改良面积 | 亩 | 300 | 320
         培训人数 | 人 | 50 | 60",
        &[
            "filing 甲县农业农村局 - - department self_evaluation generic",
            "unmapped -: 2031年度监测表",
            "indicator - - -/-/改良面积 =300亩 actual==320亩",
            "indicator - - -/-/培训人数 =50人 actual==60人",
        ],
    );
}

#[test]
fn a_listed_label_outranks_a_guessed_one_and_a_code_may_follow_a_name() {
    check(
        "甲县公立医院设备购置效益分析
         填报单位：甲县第三医院

         项目名称 | 影像设备购置 | 预算金额（万元） | 128
         申购科室 | 医学影像科 | 使用年限 | 10年",
        &[
            "filing 甲县第三医院 - 万元 project target generic",
            "unmapped -: 甲县公立医院设备购置效益分析",
            "project 影像设备购置 128",
        ],
    );
    check(
        "项目支出绩效目标申报表

         项目名称 | 实验室修缮
         主管部门及代码 | 甲部[105]
         实施单位 | 乙大学",
        &["filing 甲部 - - project target generic", "project 实验室修缮 -"],
    );
}

#[test]
fn the_number_of_a_table_is_no_part_of_the_project_that_it_names() {
    check(
        "甲县2019年部门预算项目绩效目标公开
         表1      林分改造项目绩效目标表

         主管部门 | 甲县乙局
         年度总目标 | 改造退化林分1.2万亩，改善防护林带结构。",
        &[
            "filing 甲县乙局 2019 - project target generic",
            "project 林分改造项目 -",
            "goal annual project - 改造退化林分1.2万亩，改善防护林带结构。",
        ],
    );
}

#[test]
fn indicators_belong_to_the_project_that_the_cover_names() {
    check(
        "甲县乙局2031年度专项资金绩效评价报告
         项目名称：山塘整治
         项目主管部门：甲县水务局
         委托方：甲县财政局
         一、评价结论
         评价得分90分，等级为优。
         附表
         专项资金绩效评价评分表
         一级指标 | 二级指标 | 三级指标 | 分值 | 得分
         产出 | 数量 | 整治山塘 | 20 | 18",
        &[
            "filing 甲县水务局 2031 - project self_evaluation generic",
            "project 山塘整治 -",
            "unmapped -: 委托方：甲县财政局",
            "unmapped -: 一、评价结论",
            "unmapped -: 评价得分90分，等级为优。",
            "indicator annual - 产出/数量/整治山塘 - weight=20 score=18",
        ],
    );
}

#[test]
fn an_office_that_publishes_a_list_files_nothing() {
    check(
        "首页 > 财政专栏
         2031年县级项目支出绩效目标表
         单位：万元
         序号 | 单位 | 项目 | 资金 | 一级指标 | 二级指标 | 三级指标 | 指标值
         1 | 甲县图书馆 | 流动书屋 | 9.5 | 产出指标 | 数量指标 | 进村次数 | ≥40次
         2 | 甲县档案馆 | 档案修复 | 6 | 产出指标 | 数量指标 | 修复卷数 | 200卷
         合计×3 | 15.5 | _ | _ | _ | _
         甲县财政局预算股",
        &[
            "filing 甲县图书馆 2031 万元 project target generic",
            "unmapped -: 首页 > 财政专栏",
            "project 流动书屋 9.5",
            "indicator annual - 产出指标/数量指标/进村次数 ≥40次",
            "filing 甲县档案馆 2031 万元 project target generic",
            "project 档案修复 6",
            "indicator annual - 产出指标/数量指标/修复卷数 =200卷",
            "funding expenditure 合计 15.5 None [] total",
            "unmapped -: 甲县财政局预算股",
        ],
    );
}

#[test]
fn a_unit_stands_alone_in_its_row_and_a_project_does_not() {
    check(
        "2031年部门项目支出绩效目标表
         单位名称、项目名称 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
         甲县文化局 | _ | _ | _ | _ | _
         荷花音乐会 | 举办两场演出。 | 产出指标 | 数量指标 | 演出场次 | 2场
         古戏台修缮 | 修缮一处戏台。 | 产出指标 | 数量指标 | 修缮戏台 | 1处",
        &[
            "filing 甲县文化局 2031 - project target generic",
            "project 荷花音乐会 -",
            "goal annual project - 举办两场演出。",
            "indicator annual - 产出指标/数量指标/演出场次 =2场",
            "project 古戏台修缮 -",
            "goal annual project - 修缮一处戏台。",
            "indicator annual - 产出指标/数量指标/修缮戏台 =1处",
        ],
    );
}

#[test]
fn the_unit_of_an_unlisted_amount_is_that_of_the_form() {
    check(
        "2031年度特许经营绩效评价结果
         项目名称 | 东区垃圾焚烧×2 | 主管部门 | 甲市城市管理局
         本期应付运营费（万元） | 860×2 | 合作年限 | 20年
         一级指标 | 二级指标 | 三级指标 | 分值 | 得分
         产出 | 数量 | 处理垃圾量 | 30 | 28",
        &[
            "filing 甲市城市管理局 2031 万元 project target generic",
            "unmapped -: 2031年度特许经营绩效评价结果",
            "project 东区垃圾焚烧 -",
            "unmapped 本期应付运营费（万元）: 860",
            "indicator - - 产出/数量/处理垃圾量 - weight=30 score=28",
        ],
    );
}

#[test]
fn the_period_of_a_report_states_its_year() {
    check(
        "项目绩效运行监控表
         （2031年度1-8月）
         项目名称 | 窨井改造×2 | 主管部门 | 甲县住建局
         一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-8月执行情况
         产出指标 | 数量指标 | 改造窨井 | ≥90座 | 61座",
        &[
            "filing 甲县住建局 2031 - project monitoring generic",
            "project 窨井改造 -",
            "indicator annual - 产出指标/数量指标/改造窨井 ≥90座",
        ],
    );
}

#[test]
fn a_remark_in_brackets_states_the_year() {
    check(
        "市级项目绩效运行监控表
         （监控截止日：2031年9月30日）
         项目名称 | 窨井改造×2 | 主管部门 | 甲县住建局
         一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-9月完成情况
         产出指标 | 数量指标 | 改造窨井 | ≥90座 | 61座",
        &[
            "filing 甲县住建局 2031 - project monitoring generic",
            "unmapped -: （监控截止日：2031年9月30日）",
            "project 窨井改造 -",
            "indicator - - 产出指标/数量指标/改造窨井 ≥90座",
        ],
    );
}

#[test]
fn a_unit_of_measure_is_no_filer() {
    check(
        "2031年度项目支出绩效目标表
         费用构成 | 计量单位 | 申请数量
         设备购置 | 台 | 4
         一级指标 | 二级指标 | 指标值
         产出指标 | 购置设备 | 4台",
        &[
            "filing - 2031 - project target generic",
            "unmapped -: 费用构成",
            "unmapped 计量单位: 申请数量",
            "unmapped -: 设备购置",
            "unmapped 台: 4",
            "indicator - - 产出指标/-/购置设备 =4台",
        ],
    );
}

#[test]
fn the_number_of_a_table_is_not_part_of_the_filer() {
    check(
        "部门：甲市乙局          公开03表  金额单位：万元
         2031年度部门整体支出绩效自评表
         一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
         产出指标 | 数量指标 | 检查企业 | ≥90家 | 96家",
        &[
            "filing 甲市乙局 2031 万元 department self_evaluation generic",
            "unmapped -: 部门：甲市乙局          公开03表  金额单位：万元",
            "indicator - - 产出指标/数量指标/检查企业 ≥90家 actual==96家",
        ],
    );
}

#[test]
fn the_sum_of_amounts_is_no_score() {
    check(
        "甲县财政局绩效目标批复汇总
         序号 | 单位 | 个数 | 金额（万元）
         1 | 甲县水务局 | 1 | 318
         合计×2 | 1 | 318",
        &[
            "filing - - 万元 - target generic",
            "unmapped -: 甲县财政局绩效目标批复汇总",
            "unmapped -: 序号",
            "unmapped 单位: 个数",
            "unmapped 单位: 金额（万元）",
            "unmapped -: 1",
            "unmapped 甲县水务局: 1",
            "unmapped 甲县水务局: 318",
            "unmapped 合计: 1",
            "unmapped 合计: 318",
        ],
    );
}

#[test]
fn the_supervising_office_of_a_project_files_for_the_unit_that_implements_it() {
    check(
        "2031年度灌溉试验项目自评表
         单位名称：甲市灌溉试验站    填报日期：2032年3月1日
         项目名称 | 灌溉试验×3
         主管部门 | 甲市水利局 | 实施单位 | 甲市灌溉试验站
         一级指标 | 三级指标 | 年度指标值 | 实际完成值
         产出指标 | 试验小区 | 24个 | 24个",
        &[
            "filing 甲市水利局 2031 - project self_evaluation generic",
            "unmapped -: 单位名称：甲市灌溉试验站    填报日期：2032年3月1日",
            "project 灌溉试验 -",
            "indicator annual - 产出指标/-/试验小区 =24个 actual==24个",
        ],
    );
}

#[test]
fn a_date_of_filing_without_month_and_day_stays_a_text() {
    check(
        "甲县水务局项目支出绩效自评表
         （2031年度）
         填报日期：2032    单位：万元
         项目名称 | 河道清淤×3
         一级指标 | 三级指标 | 年度指标值 | 实际完成值
         产出指标 | 清淤长度 | 24公里 | 24公里",
        &[
            "filing 甲县水务局 2031 万元 project self_evaluation generic",
            "unmapped -: 填报日期：2032    单位：万元",
            "project 河道清淤 -",
            "indicator annual - 产出指标/-/清淤长度 =24公里 actual==24公里",
        ],
    );
}

#[test]
fn a_unit_that_heads_one_list_and_has_rows_in_another_keeps_them() {
    check(
        "项目支出绩效目标表
         单位名称：甲县文化馆
         单位名称、项目名称 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
         甲县文化局 | _ | _ | _ | _ | _

         项目支出绩效目标表
         单位名称：甲县文化馆
         单位名称、项目名称 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
         甲县文化局 | _ | _ | _ | _ | _
         甲县文化馆 | _ | _ | _ | _ | _
         荷花音乐会 | 举办两场演出。 | 产出指标 | 数量指标 | 演出场次 | 2场",
        &[
            "filing 甲县文化馆 - - project target generic",
            "project 荷花音乐会 -",
            "goal annual project - 举办两场演出。",
            "indicator annual - 产出指标/数量指标/演出场次 =2场",
        ],
    );
}

#[test]
fn a_list_number_is_no_part_of_a_name() {
    check(
        "度禾谷县司法局绩效目
         一、部",
        &[
            "filing - - - - target generic",
            "unmapped -: 度禾谷县司法局绩效目",
            "unmapped -: 一、部",
        ],
    );
}

#[test]
fn an_organisation_beside_an_unknown_label_files_if_nothing_else_does() {
    let drawing = "政府购买服务项目绩效目标表
         （2031年度）
         服务项目名称 | 老人日间照料服务 | 服务类别 | 社会保障服务
         购买主体 | 甲县残疾人联合会 | 承接主体 | 待采购确定
         绩效目标 | 为全县老人提供日间照料，减轻家庭照护负担。×3
         一级指标 | 三级指标 | 指标值 | 分值
         产出指标 | 服务人数 | ≥150人 | 15";
    check(
        drawing,
        &[
            "filing 甲县残疾人联合会 2031 - project target generic",
            "project 老人日间照料服务 -",
            "unmapped 购买主体: 甲县残疾人联合会",
            "unmapped 承接主体: 待采购确定",
            "goal annual project - 为全县老人提供日间照料，减轻家庭照护负担。",
            "indicator annual - 产出指标/-/服务人数 ≥150人 weight=15",
        ],
    );
    let (_, diagnostics) = read(drawing);
    let message = "no label names the filer; `甲县残疾人联合会` was taken for it";
    assert!(diagnostics.iter().any(|found| found.message == message));
}

#[test]
fn a_unit_after_the_supervising_office_implements_the_project() {
    check(
        "重点项目绩效目标申报表
         （2031年度）

         项目名称 | 档案数字化×3
         主管部门 | 甲县档案局 | 申报单位 | 甲县档案馆
         项目起止时间 | 2031年1月至2031年12月×3
         年度绩效目标 | 完成馆藏档案12万页的数字化扫描与著录。×3",
        &[
            "filing 甲县档案局 2031 - project target generic",
            "project 档案数字化 -",
            "goal annual project - 完成馆藏档案12万页的数字化扫描与著录。",
        ],
    );
    // Before it, the unit files, and the office is one of its own.
    check(
        "重点项目绩效目标申报表
         （2031年度）

         项目名称 | 档案数字化×3
         预算单位 | 甲县档案馆 | 归口管理部门 | 甲县档案局
         年度绩效目标 | 完成馆藏档案12万页的数字化扫描与著录。×3",
        &[
            "filing 甲县档案馆 2031 - project target generic",
            "project 档案数字化 -",
            "goal annual project - 完成馆藏档案12万页的数字化扫描与著录。",
        ],
    );
}

#[test]
fn a_unit_that_adds_up_its_projects_is_none() {
    check(
        "丁市2031年度项目支出绩效自评情况汇总表
         单位：万元

         序号 | 单位（项目）名称 | 全年预算数 | 全年执行数 | 自评得分 | 备注
         一 | 丁市体育局 | 280 | 270 | _ | 小计
         1 | 健身活动 | 180 | 180 | 98 | _
         2 | 场馆开放 | 100 | 90 | 95 | _
         二 | 丁市文化馆 | 80 | 60 | _ | 小计
         3 | 送书下乡 | 50 | 40 | 90 | _
         4 | 艺术进校 | 30 | 20 | 88 | _
         合计×2 | 360 | 330 | _ | _",
        &[
            "filing 丁市体育局 2031 万元 project self_evaluation generic",
            "funding expenditure 小计 280 None [] total revised=280 executed=270",
            "project 健身活动 180 executed=180 score=98",
            "project 场馆开放 100 executed=90 score=95",
            "filing 丁市文化馆 2031 万元 project self_evaluation generic",
            "funding expenditure 小计 80 None [] total revised=80 executed=60",
            "project 送书下乡 50 executed=40 score=90",
            "project 艺术进校 30 executed=20 score=88",
            "unmapped 合计: 360",
            "unmapped 合计: 330",
        ],
    );
}

#[test]
fn the_filer_between_a_title_and_its_forms_files_all_of_them() {
    let form = |name: &str| {
        format!(
            "
        项目名称 | {name}×2
        二级指标 | 三级指标 | 指标值
        数量指标 | 完成次数 | 2次"
        )
    };
    check(
        &format!(
            "白石镇2031年部门预算项目绩效目标表
             填报单位：白石镇人民政府
             {}
             {}",
            form("路灯维护"),
            form("水井消毒")
        ),
        &[
            "filing 白石镇人民政府 2031 - project target generic",
            "project 路灯维护 -",
            "indicator annual - -/数量指标/完成次数 =2次",
            "project 水井消毒 -",
            "indicator annual - -/数量指标/完成次数 =2次",
        ],
    );
}

#[test]
fn a_text_behind_the_name_of_the_filer_is_kept() {
    let line =
        |behind: &str| format!("2031年项目支出绩效目标表\n\n单位名称：丁县体育局 金额单位{behind}");
    let filing = "filing 丁县体育局 2031 - project target generic";
    check(
        &line("抹去的表格 场馆维护 维修球场3处"),
        &[filing, "unmapped -: 单位名称：丁县体育局 金额单位抹去的表格 场馆维护 维修球场3处"],
    );
    check(&line("：万元"), &["filing 丁县体育局 2031 万元 project target generic"]);
}

#[test]
fn an_office_after_the_names_of_indicators_files_nothing() {
    check(
        "甲县水利局供水项目绩效监控表
         （2031年度）
         实施机构 | 甲县水利局 | 项目公司×2 | 乙江供水有限公司×2
         指标类别 | 指标名称 | 核定值 | 监测值 | 牵头单位 | 责任部门
         产出指标↓2 | 新建水厂 | 2座 | 1座 | 甲县住建局 | 基建部
         铺设主管 | ≥46公里 | 41公里 | 甲县水利局 | 工会
         效益指标 | 普及率 | ≥92% | 91% | 甲县财政局 | 财务部",
        &[
            "filing 甲县水利局 2031 - project monitoring generic",
            "project 甲县水利局供水项目 -",
            "unmapped 实施机构: 甲县水利局",
            "unmapped 项目公司: 乙江供水有限公司",
            "indicator annual - 产出指标/-/新建水厂 =2座",
            "indicator annual - 产出指标/-/铺设主管 ≥46公里",
            "indicator annual - 效益指标/-/普及率 ≥92%",
        ],
    );
}

#[test]
fn a_guessed_name_of_a_project_yields_to_one_printed_below_its_label() {
    check(
        "甲市国有资本经营预算项目绩效目标表
         （2031年度）
         项目名称×2 | 项目编码×2 | 起止年限×2
         厂区改造×2 | GZ2031-017×2 | 2031-2032年×2
         企业名称 | 乙江机床集团有限公司 | 主管部门 | 甲市国有资产监督管理委员会 | 预算金额 | 3600
         绩效目标 | 完成厂区加固改造，保障生产稳定运行。×5
         一级指标 | 二级指标 | 三级指标×2 | 目标值 | 责任部门
         产出指标 | 数量指标 | 改造厂房面积×2 | ≥3.6万平方米 | 技改办",
        &[
            "filing 甲市国有资产监督管理委员会 2031 - project target generic",
            "unmapped -: 甲市国有资本经营预算项目绩效目标表",
            "project 厂区改造 3600 code=GZ2031-017",
            "unmapped 企业名称: 乙江机床集团有限公司",
            "goal annual project - 完成厂区加固改造，保障生产稳定运行。",
            "indicator annual - 产出指标/数量指标/改造厂房面积 ≥3.6万平方米",
        ],
    );
}
