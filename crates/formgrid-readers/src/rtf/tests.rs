//! Tests of small documents.

use formgrid_model::{Diagnostics, Limit, Limits};

use super::read;
use crate::docx::shown::shown;

/// Paragraphs and rows of a document, one per line, and the findings.
fn show(text: &str) -> (String, String) {
    let mut diagnostics = Diagnostics::new();
    let raw = read(text.as_bytes(), &Limits::default(), &mut diagnostics).unwrap();
    let found: Vec<_> = diagnostics.iter().map(|d| d.message.clone()).collect();
    (shown(&raw), found.join("\n"))
}

fn check(body: &str, expected: &str) {
    let head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}\
                {\\f1\\fcharset0 Arial;}{\\f2\\fcharset2 Wingdings;}}";
    assert_eq!(show(&format!("{head}{body}}}")).0, expected, "{body}");
}

#[test]
fn bytes_are_decoded_with_the_code_page_of_their_font() {
    check("\\'c4\\'bf\\'b1\\'ea\\par", "目标");
    check("\\f1 caf\\'e9 \\'c4\\'bf\\par", "café 目");
    check("\\f1\\'c4\\'bf\\par", "目");
    check("\\f2\\'fe\\par", "☑");
}

#[test]
fn unicode_precedes_its_substitutes() {
    check("\\u30446?\\uc2\\u26631\\'b1\\'ea\\uc0\\u-10179\\u-8704 x\\par", "目标😀x");
    check("{\\upr{??}{\\*\\ud{\\u30446?}}}\\par", "目");
    check("\\u30446{}x\\par", "目x");
}

#[test]
fn rows_state_edges_and_merges() {
    let cells = "\\pard\\intbl A\\cell B\\cell\\row";
    check(
        &format!(
            "title\\par\\trowd\\clvmgf\\cellx100\\cellx300{cells}\
             \\trowd\\clvmrg\\cellx100\\cellx200\\cellx300\\pard\\intbl \\cell C\\par D\\cell E\\cell\\row\
             \\pard end\\par"
        ),
        "title\n[A]2x1[B]1x2\n[C/D]1x1[E]1x1\nend",
    );
    check("\\trowd\\clmgf\\cellx100\\clmrg\\cellx200\\intbl A\\cell\\cell\\row", "[A]1x2");
}

#[test]
fn nested_tables_come_after_the_outer_one() {
    check(
        "\\trowd\\cellx100\\cellx200\\pard\\intbl a\\par\\itap2 x\\nestcell y\\nestcell\
         {\\*\\nesttableprops\\trowd\\cellx50\\cellx90\\nestrow}{\\nonesttables\\par}\
         \\pard\\intbl b\\cell c\\cell\\row\\pard",
        "[a/b]1x1[c]1x1\n[x]1x1[y]1x1",
    );
}

#[test]
fn fields_numbers_notes_and_headers() {
    check("{\\field{\\*\\fldinst PAGE}{\\fldrslt 3}}\\par", "3");
    check("{\\listtext 1.\\tab}x\\par{\\listtext\\f2\\'b7\\tab}\\f0 y\\par", "1. x\ny");
    check("{\\header\\pard h\\par}a{\\footnote n}\\par", "(h)\na\nn");
    check(
        "{\\stylesheet{\\s1\\outlinelevel0 heading 1;}}\\s1 A\\par\\pard\\outlinelevel1 B",
        "# A\n# B",
    );
    check("{\\shp{\\*\\shpinst{\\sp{\\sn x}}{\\shptxt\\pard box\\par}}}a\\par", "a\nbox");
}

#[test]
fn invisible_text_is_left_out() {
    let (shown, found) =
        show("{\\rtf1 a{\\v b}{\\deleted c}{\\strike d}{\\*\\x e}{\\pict 00}f\\par}");
    assert_eq!(shown, "af");
    let expected = "hidden text left out: b\nstruck text left out: d\n\
                    tracked changes were read as accepted";
    assert_eq!(found, expected);
}

#[test]
fn damage_keeps_what_came_before() {
    let (shown, found) = show("{\\rtf1\\trowd\\cellx9 A\\cell B");
    assert_eq!(shown, "[A]1x1\nB");
    assert!(found.contains("cut short"), "{found}");
    assert_eq!(show("{\\rtf1 a\\bin99999999 b}").0, "a");
}

#[test]
fn depth_has_a_limit() {
    let text = format!("{{\\rtf1{}", "{".repeat(100_000));
    let error = read(text.as_bytes(), &Limits::default(), &mut Diagnostics::new()).unwrap_err();
    assert!(error.to_string().contains(Limit::StoryDepth.name()), "{error}");
}
