//! Tests of small documents.

use formgrid_model::{Diagnostics, Limits};

use super::{is_flat, read_flat};
use crate::docx::shown::shown;

/// Paragraphs and rows of a document, one per line, and the findings.
fn show(body: &str) -> (String, String) {
    let text = format!(
        "<office:document office:mimetype='application/vnd.oasis.opendocument.text'>\
         <style:style style:family='text' style:name='h'><t:text-properties t:display='none'/></style:style>\
         <style:style style:family='text' style:name='s'>\
         <t:text-properties style:text-line-through-style='solid'/></style:style>\
         <text:list-style style:name='L'><text:list-level-style-number text:level='1' \
         style:num-format='一, 二' style:num-suffix='、'/><text:list-level-style-number text:level='2' \
         style:num-format='1' text:display-levels='2' style:num-suffix=')'/></text:list-style>\
         <office:master-styles><style:header><text:p>页眉</text:p></style:header></office:master-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document>"
    );
    assert!(is_flat(text.as_bytes()));
    let mut diagnostics = Diagnostics::new();
    let raw = read_flat(text.as_bytes(), &Limits::default(), &mut diagnostics).unwrap();
    let found: Vec<_> = diagnostics.iter().map(|d| d.message.clone()).collect();
    let shown = shown(&raw);
    (shown.strip_prefix("(页眉)\n").unwrap_or(&shown).to_owned(), found.join("\n"))
}

fn check(body: &str, expected: &str) {
    assert_eq!(show(body).0, expected, "{body}");
}

#[test]
fn spans_cover_cells() {
    check(
        "<table:table><table:table-header-rows><table:table-row>\
         <table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='2'>\
         <text:p>A</text:p></table:table-cell><table:covered-table-cell><text:p>x</text:p>\
         </table:covered-table-cell><table:table-cell><text:p>B</text:p><text:p>b</text:p>\
         </table:table-cell></table:table-row></table:table-header-rows><table:table-row>\
         <table:covered-table-cell table:number-columns-repeated='2'/>\
         <table:table-cell><text:p>C</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='2'>\
         <table:table-cell table:number-columns-repeated='3'><text:p>D</text:p></table:table-cell>\
         </table:table-row><table:table-row table:number-rows-repeated='9'/></table:table>",
        "[A]2x2[B/b]1x1\n[C]1x1\n[D]1x1[D]1x1[D]1x1\n[D]1x1[D]1x1[D]1x1",
    );
}

#[test]
fn boxes_notes_comments_and_tables_in_cells() {
    check(
        "<text:p>a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>b\
         <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p>\
         </text:note-body></text:note><office:annotation><dc:creator>x</dc:creator>\
         <dc:date>y</dc:date><text:p>comment</text:p></office:annotation></text:p>",
        "(comment)\nab\nbox\nnote",
    );
    check(
        "<table:table><table:table-row><table:table-cell><text:p>o</text:p><table:table>\
         <table:table-row><table:table-cell><text:p>i</text:p></table:table-cell></table:table-row>\
         </table:table></table:table-cell></table:table-row></table:table><text:p>end</text:p>",
        "[o]1x1\n[i]1x1\nend",
    );
}

#[test]
fn lists_are_numbered() {
    check(
        "<text:list text:style-name='L'><text:list-item><text:p>a</text:p><text:list>\
         <text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item>\
         <text:list-item><text:p>c</text:p></text:list-item></text:list>\
         <text:list text:continue-numbering='true' text:style-name='L'><text:list-item>\
         <text:h text:outline-level='1'>d</text:h></text:list-item></text:list>",
        "一、 a\n一.1) b\n二、 c\n# 三、 d",
    );
}

#[test]
fn invisible_text_is_left_out() {
    let (shown, found) = show(
        "<text:p>a<text:span text:style-name='h'>b</text:span><text:span text:style-name='s'>c\
         </text:span><text:s text:c='2'/>d \n e</text:p><text:tracked-changes><text:p>f</text:p>\
         </text:tracked-changes><text:section text:display='none'><text:p>g</text:p></text:section>",
    );
    assert_eq!(shown, "a  d e");
    let expected = "hidden text left out: b\nhidden text left out: g\n\
                    struck text left out: c";
    assert_eq!(found, expected);
}

#[test]
fn giant_repeats_and_damage_end() {
    let (_, found) = show(
        "<table:table><table:table-row table:number-rows-repeated='99999999'>\
         <table:table-cell table:number-columns-repeated='5'><text:p>x</text:p></table:table-cell>\
         </table:table-row></table:table><text:p>",
    );
    assert!(found.contains("damaged"), "{found}");
}
