//! Tables across pages: furniture, repeated headers, labels and texts cut by a page break.

use formgrid_model::Code;

use super::{GOAL, check, check_after_certain, count};

#[test]
fn page_furniture_goes_and_the_table_goes_on() {
    let diagnostics = check(
        "绩效目标表
         单位 万元
         项目名称|金额|用途
         修路|3.00|材料
         第1页

         绩效目标表
         单位 万元
         架桥|2.00|人工
         绩效目标表||
         铺管|1.00|人工",
        "<绩效目标表>
         <单位 万元>
         项目名称|金额|用途
         修路|3.00|材料
         架桥|2.00|人工
         铺管|1.00|人工",
    );
    assert_eq!(count(&diagnostics, Code::LayoutFurniture), 4);
}

#[test]
fn a_head_of_a_page_may_be_misread() {
    check(
        "部门整体绩效目标表
         项目名称|金额|用途
         修路|3.00|材料
         部门整休绩效目标表
         架桥|2.00|人工",
        "<部门整体绩效目标表>
         项目名称|金额|用途
         修路|3.00|材料
         架桥|2.00|人工",
    );
}

#[test]
fn headings_printed_again_with_new_text_are_text() {
    check(
        "一、工作目标
         修好全县公路。
         项目名称|金额|用途
         修路|3.00|材料
         一、工作目标
         架好全县桥梁。
         项目名称|金额|用途
         架桥|2.00|人工",
        "<一、工作目标>
         <修好全县公路。>
         项目名称|金额|用途
         修路|3.00|材料
         <一、工作目标>
         <架好全县桥梁。>
         项目名称|金额|用途
         架桥|2.00|人工",
    );
}

#[test]
fn a_form_that_begins_anew_keeps_its_title() {
    check(
        "绩效目标表
         单位名称|青木县公路局|
         项目名称|金额|用途
         修路|3.00|材料
         绩效目标表
         单位名称|青木县水利局|
         项目名称|金额|用途
         修渠|4.00|人工",
        "<绩效目标表>
         单位名称|青木县公路局*2
         项目名称|金额|用途
         修路|3.00|材料
         <绩效目标表>
         单位名称|青木县水利局*2
         项目名称|金额|用途
         修渠|4.00|人工",
    );
}

#[test]
fn a_header_printed_again_on_a_page_stands_once() {
    let diagnostics = check(
        "单位名称|青木县公路局||
         项目名称|金额|占比|近两年金额
         |||2031年
         修路|3.00|60%|2.00
         ~项目名称|金额|占比|近两年金额
         |||2031年
         架桥|2.00|40%|1.00",
        "单位名称|青木县公路局*3
         项目名称|金额|占比|近两年金额
         ^|^|^|2031年
         修路|3.00|60%|2.00
         架桥|2.00|40%|1.00",
    );
    assert_eq!(count(&diagnostics, Code::LayoutFurniture), 2);
}

#[test]
fn labels_printed_again_on_a_page_are_cells_of_their_own() {
    check_after_certain(
        "~年度目标1|效益指标|社会效益|出行时间|≤10分钟|历史标准",
        "年度目标1|效益指标|社会效益|出行时间|≤10分钟|历史标准",
    );
}

#[test]
fn the_label_of_a_block_goes_on_over_the_page() {
    let diagnostics = check(
        "资金情况表|项目名称|金额|用途
         |修路|3.00|材料
         ~资金情况表|架桥|2.00|人工
         |铺管|2.00|人工",
        "资金情况表|项目名称|金额|用途
         ^|修路|3.00|材料
         ^|架桥|2.00|人工
         ^|铺管|2.00|人工",
    );
    assert_eq!(count(&diagnostics, Code::LayoutFurniture), 1);
}

#[test]
fn a_text_cut_by_a_page_goes_on_in_other_columns() {
    let diagnostics = check(
        &format!(
            "绩效目标表
             总目标|长期目标||年度目标||
             |{GOAL}||养护全县的每一条县道和乡道，检测每一座公路桥梁，清理每一处边沟，||
             绩效目标表
             总目标|2. 完善全县的公路管理养护制度，建立健全长效管理机制，提高公路管理水平。|\
                    并且修剪公路两旁的全部行道树，更换损坏的护栏和标牌，补划磨损的标线。|||\n\
             单位名称|青木县公路局||||"
        ),
        &format!(
            "<绩效目标表>
             总目标|长期目标*2|年度目标*2
             !page-continued ^|{GOAL}/2. 完善全县的公路管理养护制度，建立健全长效管理机制，\
                    提高公路管理水平。*2|养护全县的每一条县道和乡道，检测每一座公路桥梁，清理每一处边沟，\
                    并且修剪公路两旁的全部行道树，更换损坏的护栏和标牌，补划磨损的标线。*2
             单位名称|青木县公路局*4"
        ),
    );
    assert_eq!(count(&diagnostics, Code::LayoutPageContinued), 1);
}

#[test]
fn a_cell_cut_by_a_page_goes_on_alone() {
    check(
        "项目名称|金额|用途
         修路|3.00|购买沥青、石料和水泥
         架桥|2.00|购买钢材和水泥，以及
         ~||租用吊车和泵车
         铺管|1.00|人工",
        "项目名称|金额|用途
         修路|3.00|购买沥青、石料和水泥
         !page-continued 架桥|2.00|购买钢材和水泥，以及租用吊车和泵车
         铺管|1.00|人工",
    );
}
