//! Pages to raw documents.

use formgrid_model::{Diagnostics, Limits, RawDocument, RawItem};

use super::read;

fn read_page(page: &str) -> (RawDocument, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let raw = read(page.as_bytes(), &Limits::default(), &mut diagnostics).unwrap();
    let found = diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect();
    (raw, found)
}

/// Items as text: `#` marks headings, `~` furniture; rows of cells are in brackets, with spans above 1.
fn check(page: &str, expected: &[&str]) {
    let (raw, _) = read_page(page);
    let mut shown = Vec::new();
    for item in &raw.items {
        match item {
            RawItem::Paragraph(p) if p.heading => shown.push(format!("# {}", p.text.text)),
            RawItem::Paragraph(p) => shown.push(p.text.text.clone()),
            RawItem::Furniture(text) => shown.push(format!("~ {}", text.text)),
            RawItem::Grid(grid) => {
                for row in 0..grid.grid.n_rows() {
                    let cells = grid.grid.origins(row).map(|c| match (c.row_span, c.col_span) {
                        (1, 1) => format!("[{}]", c.text),
                        (rows, cols) => format!("[{}]{rows}x{cols}", c.text),
                    });
                    shown.push(cells.collect());
                }
            }
            RawItem::Rows(_) | RawItem::Canvas(_) => shown.push("not of this format".to_owned()),
        }
    }
    assert_eq!(shown, expected);
}

#[test]
fn paragraphs_headings_and_tables_in_order() {
    check(
        "<title>没有</title><h1>绩效<br>目标表</h1>单位：万元<div>一<p>二</div>\
         <table><caption>表一</caption><tr><td colspan=2><p>项目</p><p>名称</p><tr><td>a<td></table>末",
        &["# 绩效\n目标表", "单位：万元", "一", "二", "表一", "[项目\n名称]1x2", "[a][]", "末"],
    );
}

#[test]
fn a_nested_table_comes_after_the_outer_one() {
    check(
        "<table><tr><td>外<table><tr><td>内<table><tr><td>里<td>二<td>三</table><td>b<td>c</table>还<td>边</table>",
        &["[外\n还][边]", "[内][b][c]", "[里][二][三]"],
    );
}

#[test]
fn a_single_column_around_tables_is_a_frame() {
    check(
        "<table><tr><td>题目<tr><td><table><tr><td>一<td>二</table></table>",
        &["题目", "[一][二]"],
    );
    check("<table role=presentation><tr><td>一<td>二</table>", &["一", "二"]);
}

#[test]
fn hidden_content_is_reported() {
    let page = "<style>p{}</style><script>1</script><p style='display: none'>藏</p><p>见<del>旧</del>\
                <table><tr hidden><td>行<tr><td>显</table>";
    check(page, &["见", "[显]"]);
    let (_, found) = read_page(page);
    assert_eq!(
        found,
        [
            "read/hidden: not displayed, left out: 藏",
            "read/hidden: not displayed, left out: 行",
            "layout/struck-text: struck text left out: 旧",
        ]
    );
}

#[test]
fn navigation_is_furniture_and_outline_levels_are_headings() {
    check(
        "<nav><a>首页</a></nav><p style='mso-outline-level:1'>第一部分</p><p>正文</p>",
        &["~ 首页", "# 第一部分", "正文"],
    );
}

#[test]
fn overlapping_cells_lose_no_text() {
    let page = "<table><tr><td>一<td rowspan=2>二<tr><td colspan=2>三</table>";
    check(page, &["[一][二]2x1", "[三]"]);
    assert_eq!(read_page(page).1.len(), 1);
}

#[test]
fn counters_number_rows_and_titles() {
    check(
        "<style>body{counter-reset:part} h2::before{counter-increment:part;counter-reset:row;\
         content:counter(part,cjk-ideographic) '、'} tr.i{counter-increment:row 1}\
         td.n::before{content:counter(row)} .gone{display:none}</style>\
         <h2>一览</h2><table><tr class=i><td class=n><td>路<tr class='i gone'><td class=n>\
         <tr class=i><td class=n><td>桥</table><h2>附表</h2><p>末",
        &["# 一、一览", "[1][路]", "[2][桥]", "# 二、附表", "末"],
    );
}

#[test]
fn documents_inside_a_page_are_read_in_place() {
    let inner = "&lt;h1>目标&lt;/h1>&lt;table>&lt;tr>&lt;td>路&lt;td>3&lt;/table>";
    check(
        &format!("<p>前<iframe srcdoc='{inner}'>旧</iframe><p>后"),
        &["前", "# 目标", "[路][3]", "后"],
    );
    check(
        &format!("<table><tr><td>一<iframe srcdoc='{inner}'></iframe><td>二</table>"),
        &["[一][二]", "# 目标", "[路][3]"],
    );
    let mut page = "<p>里".to_owned();
    for depth in 1..=4 {
        let escaped = page.replace('&', "&amp;").replace('"', "&quot;");
        page = format!("<p>{depth}</p><iframe srcdoc=\"{escaped}\"></iframe>");
    }
    check(&page, &["4", "3", "2", "1"]);
    assert_eq!(read_page(&page).1, ["read/passed-over: an embedded object was passed over"]);
}

#[test]
fn boxes_in_rows_and_columns_are_tables() {
    check(
        "<style>.g{display:grid;grid-template-columns:repeat(3, 1fr)} .w{grid-column:1 / span 2}\
         .t{grid-row:span 2}</style><div class=g><div class=t>路</div><div>长</div><div>3</div>\
         <div>宽</div><div>4</div><div class=w>合计</div><div>7</div></div>",
        &["[路]2x1[长][3]", "[宽][4]", "[合计]1x2[7]"],
    );
    check(
        "<style>.r{display:flex}</style><div><div class=r><span>路</span><span>3</span></div>\
         <div class=r><span>桥</span><span>4</span></div></div>",
        &["[路][3]", "[桥][4]"],
    );
    // The parts of a page.
    check(
        "<div style='display:grid;grid-template-columns:1fr 3fr'><div><h2>目录</h2>一</div><div>二\
         </div><div>三</div><div>四</div></div>",
        &["# 目录", "一", "二", "三", "四"],
    );
}

#[test]
fn form_fields_and_raw_numbers_are_read() {
    check("<p>姓名<input value='某某'><input type=hidden value=9></p>", &["姓名某某"]);
    let (raw, _) = read_page("<table><tr><td x:num='0.3242'>32.42%</table>");
    let Some(RawItem::Grid(grid)) = raw.items.first() else { panic!("no grid") };
    assert_eq!(grid.grid.cells()[0].number, Some(0.3242));
}

#[test]
fn every_text_has_its_atom_and_line() {
    let (raw, _) = read_page("<p>一\n<p>二\n<table>\n<tr><td> <td>三");
    let Some(RawItem::Grid(grid)) = raw.items.last() else { panic!("no grid") };
    let cells = grid.grid.cells();
    assert_eq!((raw.n_atoms, cells[0].atoms.len(), cells[1].atoms[0].0), (3, 0, 2));
    assert_eq!(cells[1].place.line, Some(4));
}

#[test]
fn hostile_pages_end() {
    let pages = [
        "<table><tr><td>".repeat(10_000),
        "<table>".repeat(10_000),
        "<div>".repeat(100_000),
        "<b><i><a>".repeat(20_000),
        format!("{}{}", "<b id=x>".repeat(500), "<p>字".repeat(2_000)),
        format!("<table>{}</table>", "<tr><td colspan=1000 rowspan=65534>字".repeat(5_000)),
        format!("<table><tr>{}</table>", "<td colspan=1000>字".repeat(20_000)),
        "<".repeat(100_000),
        "&lt".repeat(100_000),
        "<td>字</td>".repeat(10_000),
        "<!--".repeat(50_000),
    ];
    for page in pages {
        read_page(&page);
    }
}

#[test]
fn pages_cut_anywhere_are_read() {
    let page = "<h1>表</h1><table><thead><tr><th rowspan=2>一&lt;<tbody><tr><td>二</table><p>三";
    for (at, _) in page.char_indices() {
        read_page(&page[..at]);
    }
}
