//! Lost and accounted-for texts of paragraphs.

use formgrid_model::{AtomId, Atoms, Block, Code, Diagnostics, Document, Format, Paragraph, Place};
use formgrid_records::Templates;

use super::audit;
use crate::read_document;

fn paragraph(text: &str, line: u32, atom: u32) -> Block {
    let (place, atoms) = (Place::at_line(line), Atoms::from_slice(&[AtomId(atom)]));
    Block::Paragraph(Paragraph { text: text.to_owned(), place, atoms, heading: false })
}

fn document(blocks: Vec<Block>, n_atoms: u32) -> Document {
    Document { format: Format::Text, blocks, n_atoms, sheets: Vec::new() }
}

/// The losses in some paragraphs, given these finding messages.
fn lost(texts: &[&str], messages: &[&str]) -> Vec<String> {
    let blocks = (0..).zip(texts).map(|(n, text)| paragraph(text, n + 1, n)).collect();
    let document = document(blocks, u32::try_from(texts.len()).unwrap());
    let mut diagnostics = Diagnostics::new();
    for message in messages {
        diagnostics.report(Code::LayoutFurniture, Place::at_line(1), *message);
    }
    let found = audit(&document, &[], &Templates::builtin(), &mut diagnostics);
    let reported = diagnostics.iter().filter(|found| found.code == Code::AuditLost).count();
    assert_eq!((found.texts, found.n_lost), (texts.len(), reported));
    found.lost.into_iter().map(|lost| lost.message).collect()
}

#[test]
fn a_text_is_in_a_finding_or_lost() {
    assert!(lost(&["第 3 页"], &["page number: `第3页`"]).is_empty());
    assert!(lost(&["绩效\n指标值", "项目名称：", "全年预算数（A）", "合计"], &[]).is_empty());
    assert!(lost(&["1.注", "2、项目名称", "一、注"], &[]).is_empty());
    assert_eq!(lost(&["剩下.注", "1.剩下"], &[]).len(), 2);
    let found = lost(&["剩下的话", "730001.23"], &["checked 1730001.23 and 730001.234"]);
    let message = |text: &str| format!("`{text}` stands in no record and no finding");
    assert_eq!(found, [message("剩下的话"), message("730001.23")]);
}

#[test]
fn a_value_may_begin_with_a_listed_word() {
    let text = "项目名称按项目填报，汇总时按区域填报。";
    assert_eq!(lost(&[&format!("注：1.{text}")], &[&format!("note: `{text}`")]), [""; 0]);
}

#[test]
fn a_quoted_label_and_its_value_are_parts_of_a_text() {
    let texts = ["基金名称：甲乙丙引导基金"];
    assert!(lost(&texts, &["`基金名称` is not listed", "read: `甲乙丙引导基金`"]).is_empty());
    let found = lost(&texts, &["read: `甲乙丙引导基金`"]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_part_behind_a_label_may_be_part_of_a_value() {
    let texts = ["年度目标：完成上游清淤任务。"];
    assert_eq!(lost(&texts, &["goal: `完成上游清淤任务。总目标：完成全河治理任务。`"]), [""; 0]);
    assert_eq!(lost(&texts, &["goal: `完成下游清淤任务。`"]).len(), 1);
}

#[test]
fn a_listed_word_may_begin_with_a_value() {
    let texts = ["单位名称：滇岭州文化馆", "单位"];
    assert_eq!(lost(&texts, &["kept: `单位`", "filer: `滇岭州文化馆`"]), [""; 0]);
}

#[test]
fn numbers_are_found_as_often_as_they_are_printed() {
    let found = lost(&["12.50", "12.50"], &["once: 12.5"]);
    assert_eq!(found.len(), 2);
}

#[test]
fn what_is_added_to_a_label_is_lost() {
    assert_eq!(
        lost(&["项目名称甲乙丙"], &[]),
        ["`甲乙丙` of `项目名称甲乙丙` stands in no record and no finding"]
    );
    assert!(!lost(&["项目名称730001.23"], &[]).is_empty());
}

#[test]
fn pieces_that_layout_dropped_are_lost() {
    let document = document(vec![paragraph("项目名称", 7, 1)], 3);
    let mut diagnostics = Diagnostics::new();
    let furniture = Atoms::from_slice(&[AtomId(0), AtomId(99)]);
    diagnostics.consume(Code::LayoutFurniture, Place::at_line(1), furniture, "page number");
    let found = audit(&document, &[], &Templates::builtin(), &mut diagnostics);
    assert_eq!((found.texts, found.n_lost), (2, 1));
    assert_eq!(found.lost[0].message, "piece 2 of the text is in no cell and no paragraph");
}

#[test]
fn a_record_that_loses_its_value_is_detected() {
    let html = "<table><tr><td>项目名称</td><td>东渡码头修缮</td><td>主管部门</td><td>甲县交通局</td></tr>\
                <tr><td>年度资金总额</td><td>730001.23</td><td>绩效目标</td><td>修好码头。</td></tr></table>";
    let (templates, limits) = (Templates::builtin(), formgrid_model::Limits::default());
    let mut diagnostics = Diagnostics::new();
    let mut reading =
        read_document(html.as_bytes(), "a.html", &templates, &limits, &mut diagnostics).unwrap();
    let found = audit(&reading.document, &reading.records, &templates, &mut diagnostics);
    assert_eq!(found.lost, []);
    // The record still carries the atom; the audit must ignore it.
    for record in &mut reading.records {
        if let formgrid_records::Body::Project(project) = &mut record.body {
            project.name = None;
            (project.annual_budget, project.funding.annual_total) = (None, None);
        }
    }
    let found = audit(&reading.document, &reading.records, &templates, &mut diagnostics);
    assert!(found.lost.iter().any(|lost| lost.message.contains("730001.23")), "{found:?}");
}
