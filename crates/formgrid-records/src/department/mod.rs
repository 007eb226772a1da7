//! Departments: names without codes and form words, and the region that a name states.

use formgrid_model::is_blank;

use crate::text::is_numeral;
use crate::values::narrow;

mod region;

pub(crate) use region::{holds_two_names, is_region, may_be_division, region};

/// A department's name with the code printed before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Department {
    /// Name as printed, without its code.
    pub(crate) name: String,
    /// Code.
    pub(crate) code: Option<String>,
}

/// Splits a code from the name after it, `430001唐山市…`, `[105]教育部`, `219-池州市…`, or before it,
/// `教育部[105]`. Drops a seal placeholder after the name.
pub(crate) fn split_code(text: &str) -> Department {
    let text = without_seal(text.trim());
    let bracketed = [('[', ']'), ('［', '］'), ('【', '】'), ('(', ')'), ('（', '）')].into_iter();
    for (open, close) in bracketed {
        let before = text.strip_prefix(open).and_then(|text| text.split_once(close));
        let after = text.strip_suffix(close).and_then(|text| text.rsplit_once(open));
        let parts = before.into_iter().chain(after.map(|(name, code)| (code, name)));
        for (code, name) in parts {
            if is_code(code) && !is_blank(name) {
                return Department {
                    name: name.trim().to_owned(),
                    code: Some(narrow(code).into_owned()),
                };
            }
        }
    }
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let name = text.trim_start_matches(is_digit);
    let code = &text[..text.len() - name.len()];
    let name = name.trim_start_matches(crate::text::divides_code);
    // 2024年 begins a title, not a name.
    if !is_code(code) || is_blank(name) || name.starts_with('年') {
        return Department { name: text.to_owned(), code: None };
    }
    Department { name: name.to_owned(), code: Some(narrow(code).into_owned()) }
}

/// The comparison key of a department: its name after NFKC without blanks, with bracketed endings
/// unified (`甲局本级` is `甲局(本级)`) and placeholders such as `（盖章）` removed.
pub fn key(name: &str) -> String {
    const OWN_OFFICES: &[&str] = &["本级", "机关", "本部"];
    let folded: String = formgrid_model::fold(name).chars().map(round_bracket).collect();
    let mut key = folded.as_str();
    while let Some(bare) = without_placeholder(key) {
        key = bare;
    }
    for office in OWN_OFFICES {
        let bare = key.strip_suffix(office).filter(|bare| bare.chars().count() > 2);
        if let Some(bare) = bare.filter(|bare| !bare.ends_with('(')) {
            return format!("{bare}({office})");
        }
    }
    key.to_owned()
}

/// Maps every kind of bracket to round ones.
fn round_bracket(c: char) -> char {
    match c {
        '[' | '{' | '〔' | '【' | '〖' | '「' | '『' | '<' | '〈' | '《' => '(',
        ']' | '}' | '〕' | '】' | '〗' | '」' | '』' | '>' | '〉' | '》' => ')',
        _ => c,
    }
}

/// A folded name without the placeholder for a seal or signature after it: `(盖章)`, `(加盖公章)`,
/// `()`.
fn without_placeholder(folded: &str) -> Option<&str> {
    /// Longest such placeholder, in characters.
    const MAX_CHARS: usize = 6;
    let (name, group) = folded.strip_suffix(')')?.rsplit_once('(')?;
    let is_seal = group.ends_with(['章', '字']) && group.chars().count() <= MAX_CHARS;
    (is_seal || group.is_empty()).then_some(name)
}

/// A name without `（盖章）` and the like at its end.
fn without_seal(text: &str) -> &str {
    const SEALS: &[&str] = &["盖章", "公章", "签章", "印章", "章"];
    let inside = |open: char, close: char| {
        let (name, group) = text.strip_suffix(close)?.rsplit_once(open)?;
        (SEALS.contains(&group.trim()) && !is_blank(name)).then(|| name.trim_end())
    };
    let before = |open: char, close: char| {
        let (group, name) = text.strip_prefix(open)?.split_once(close)?;
        (SEALS.contains(&group.trim()) && !is_blank(name)).then(|| name.trim_start())
    };
    let groups = [('（', '）'), ('(', ')')];
    groups
        .iter()
        .find_map(|&(open, close)| inside(open, close).or_else(|| before(open, close)))
        .unwrap_or(text)
}

/// Codes have at least three digits; fewer are a list number.
fn is_code(code: &str) -> bool {
    let code = narrow(code);
    code.len() >= 3 && code.len() <= 24 && code.bytes().all(|b| b.is_ascii_digit())
}

/// Words that follow the department's name in the title of a form.
const FORM_WORDS: &[&str] = &[
    "内容说明",
    "填报说明",
    "公开",
    "草案",
    "表",
    "申报",
    "绩效",
    "目标",
    "预算",
    "决算",
    "整体",
    "支出",
    "部门",
    "单位",
    "项目",
    "自评",
    "评价",
    "监控",
    "执行",
    "文本",
    "情况",
    "运行",
    "财政",
    "报告",
    "汇总",
    "一览",
    "信息",
    "和",
    "及",
    "批复",
    "区级",
    "市级",
    "省级",
    "县级",
    "本年",
    "的",
    "关于",
    "附件",
    "附表",
    "评审",
    "指标",
    "考核",
    "跟踪",
    "完成",
    "体系",
    "评分",
    "明细",
    "专项",
    "资金",
    "政策",
    "导出",
    "统计",
    "转移支付",
    "政府购买服务",
    "地方政府",
    "债券",
    "年中",
    "结果",
    "填报",
    "审核",
    "备案",
    "清单",
    "上半年",
    "下半年",
    "半年度",
    "季度",
    "考评",
    "管理",
    "评分",
    "书",
    "登记",
    "整改",
    "财务",
];

/// The prefix of a title and its form words; none if the words do not name a form, that is a table
/// about performance.
pub(crate) fn form_words(title: &str) -> Option<(&str, &str)> {
    let name = without_form_words(title);
    let words = title.get(name.len()..)?;
    (title.starts_with(name) && words.contains("绩效") && words.ends_with('表'))
        .then_some((name, words))
}

/// The prefix of a title and its form words, for reports and other kinds of tables; none if the
/// words are not about performance.
pub(crate) fn report_words(title: &str) -> Option<(&str, &str)> {
    const ENDINGS: &[&str] = &["表", "报告", "报告书", "体系"];
    const SUBJECTS: &[&str] = &["绩效", "自评", "考评", "评分", "监控"];
    /// Longer texts are sentences, in characters.
    const MAX_TITLE: usize = 44;
    let name = without_form_words(title);
    let words = title.get(name.len()..)?;
    let ends = ENDINGS.iter().any(|ending| title.ends_with(ending));
    let is_on_subject = SUBJECTS.iter().any(|subject| words.contains(subject));
    let is_title =
        title.chars().count() <= MAX_TITLE && !title.contains(['，', ',', '。', '《', '关']);
    (title.starts_with(name) && ends && is_on_subject && is_title).then_some((name, words))
}

/// The department in a title, without form words, year and code; none if the title holds no name.
pub(crate) fn from_title(title: &str) -> Option<Department> {
    let title = without_attachment(title);
    let Department { name, code } = split_code(without_year_prefix(title.trim()));
    let name = without_form_words(&name);
    // One or two characters are the remains of a title without a name.
    (name.chars().count() > 2).then(|| Department { name: name.to_owned(), code })
}

/// A title without the number of the attachment or table before it: `附件3：…`, `表1  …`.
pub(crate) fn without_attachment(title: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || is_numeral(c) || "-—（）()".contains(c);
    let bare = |word: &str| {
        let rest = title.trim_start().strip_prefix(word)?;
        let after = rest.trim_start_matches(number);
        let has_gap = after.len() < rest.len() && after.starts_with(char::is_whitespace);
        let name = after.strip_prefix([':', '：']).or(Some(after).filter(|_| has_gap))?;
        Some(name.trim_start())
    };
    ["附件", "附表", "表"].into_iter().find_map(bare).unwrap_or(title)
}

/// The department in a title that spans several paragraphs: the name above, the form words below,
/// or the name broken over both.
pub(crate) fn from_titles(titles: &[&str]) -> Option<Department> {
    let joined: String = titles.iter().flat_map(|title| title.lines()).map(str::trim).collect();
    from_title(&joined)
}

/// The title of a form and the name behind its dash: 项目支出绩效自评表——校舍维修.
pub(crate) fn named_form(title: &str) -> Option<(&str, &str)> {
    const DASHES: [char; 5] = ['-', '—', '–', '－', '―'];
    let (at, dash) =
        title.match_indices(DASHES).find(|(at, _)| title[..*at].ends_with(['表', ')', '）']))?;
    let (form, name) = (&title[..at], title[at + dash.len()..].trim_matches(DASHES).trim());
    let bare = form.strip_suffix([')', '）']).and_then(|form| form.rsplit_once(['(', '（']));
    form_words(bare.map_or(form, |(form, _)| form))?;
    let is_name = name.chars().filter(|c| c.is_alphabetic()).count() > 2 && !name.ends_with('表');
    is_name.then_some((form, name))
}

/// The name of the project in a heading above its table: `2、甲补贴绩效目标表`; none if the heading
/// consists of form words.
pub(crate) fn heading_name(heading: &str) -> Option<&str> {
    let heading = without_attachment(heading);
    if let Some((_, name)) = named_form(heading) {
        return Some(name);
    }
    let numbered = heading.trim().split_once('、').filter(|(number, _)| {
        number.chars().all(|c| c.is_ascii_digit() || "()（）".contains(c) || is_numeral(c))
    });
    let rest = match numbered {
        Some((_, rest)) => rest,
        None => crate::text::split_number(heading.trim()).1,
    };
    let rest = without_part_number(rest.trim());
    let (name, _) = rest.rsplit_once("绩效")?;
    let name =
        name.strip_suffix("支出").filter(|name| name.ends_with("项目")).unwrap_or(name).trim();
    let is_name =
        name.chars().count() > 2 && form_words(rest).is_some_and(|(name, _)| !name.is_empty());
    is_name.then_some(name)
}

/// A heading without 第五部分 before it.
fn without_part_number(heading: &str) -> &str {
    let rest = heading.strip_prefix('第').and_then(|rest| rest.split_once("部分"));
    rest.filter(|(number, _)| number.chars().count() <= 3).map_or(heading, |(_, rest)| rest.trim())
}

/// The text before the form words of a title. If nothing is before them, one of a table's may be
/// unknown: 调整 in 2031年绩效目标调整申请表.
fn without_form_words(title: &str) -> &str {
    /// Longest unknown word, in characters.
    const MAX_UNKNOWN: usize = 4;
    const SUBJECT: &str = "绩效";
    let name = without_known_words(title);
    let Some((before, behind)) = name.rsplit_once(SUBJECT).filter(|_| title.ends_with('表'))
    else {
        return name;
    };
    let mut unknown = behind;
    while let Some(rest) = FORM_WORDS.iter().find_map(|word| unknown.strip_prefix(word)) {
        unknown = rest;
    }
    let is_word =
        unknown.chars().count() <= MAX_UNKNOWN && unknown.chars().all(char::is_alphabetic);
    let before = without_known_words(before);
    if is_word && before.is_empty() { before } else { name }
}

fn without_known_words(text: &str) -> &str {
    let mut name = text;
    loop {
        let before = name.len();
        name = name.trim_end().trim_end_matches(['-', '—', '－', '_', ':', '：', '、', '《', '》']);
        name = without_trailing_group(name);
        name = without_trailing_year(name);
        for word in FORM_WORDS {
            name = name.strip_suffix(word).unwrap_or(name);
        }
        // After digits, 年度 belongs to a year, which is removed as a whole.
        let before_year = name.strip_suffix("年度");
        name = before_year.filter(|rest| !rest.ends_with(is_year_digit)).unwrap_or(name);
        if name.len() == before {
            return name.trim();
        }
    }
}

/// Drops a bracketed group of form words or a year at the end. `（本级）` stays.
fn without_trailing_group(text: &str) -> &str {
    for (open, close) in [('（', '）'), ('(', ')'), ('〔', '〕'), ('[', ']')] {
        let Some((name, group)) = text.strip_suffix(close).and_then(|t| t.rsplit_once(open)) else {
            continue;
        };
        if is_blank(without_form_words(group)) {
            return name;
        }
    }
    text
}

fn without_trailing_year(text: &str) -> &str {
    let Some(rest) = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')) else {
        return text;
    };
    let rest = rest.trim_end();
    let name = rest.trim_end_matches(is_year_digit);
    if rest[name.len()..].chars().count() == 4 { name } else { text }
}

fn without_year_prefix(text: &str) -> &str {
    let rest = text.trim_start_matches(is_year_digit);
    let n = text[..text.len() - rest.len()].chars().count();
    match rest.trim_start().strip_prefix('年') {
        Some(rest) if n == 4 => rest.strip_prefix('度').unwrap_or(rest).trim_start(),
        _ => text,
    }
}

fn is_year_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || "〇○零一二三四五六七八九".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{from_title, from_titles, key, split_code};

    #[test]
    fn codes_are_split_from_names() {
        let check = |text: &str, code: Option<&str>, name: &str| {
            let department = split_code(text);
            assert_eq!(
                (department.code.as_deref(), department.name.as_str()),
                (code, name),
                "{text}"
            );
        };
        check(
            "430001甲市乙区事务中心(接待中心)本级",
            Some("430001"),
            "甲市乙区事务中心(接待中心)本级",
        );
        check("[105]水利部", Some("105"), "水利部");
        check("水利部[105]", Some("105"), "水利部");
        check("219-丙市公路局", Some("219"), "丙市公路局");
        check("４３０ 甲局", Some("430"), "甲局");
        check("2024年甲局", None, "2024年甲局");
        check("1.甲局", None, "1.甲局");
        check("甲局", None, "甲局");
        check("430001", None, "430001");
    }

    #[test]
    fn one_department_has_one_key() {
        let equal = [
            "甲县林场本级",
            "甲县林场（本级）",
            "甲县 林场 (本级)",
            "甲县林场【本级】（盖章）",
            "甲县林场〔本级〕（加盖公章）",
        ];
        for name in equal {
            assert_eq!(key(name), "甲县林场(本级)");
        }
        assert_eq!(key("甲局（信息中心）"), "甲局(信息中心)");
        assert_eq!(key("（盖章）"), "");
    }

    #[test]
    fn names_are_found_in_titles() {
        let check = |title: &str, name: Option<&str>| {
            assert_eq!(from_title(title).map(|d| d.name).as_deref(), name, "{title}");
        };
        check("甲市乙区信访局整体支出绩效目标表", Some("甲市乙区信访局"));
        check("甲市乙区信访局整体支出绩效目标申报表", Some("甲市乙区信访局"));
        check("甲市乙区信访局2025年度部门整体支出绩效目标表（草案）", Some("甲市乙区信访局"));
        check("2025年甲市乙区信访局部门预算绩效文本", Some("甲市乙区信访局"));
        check("2025年绩效目标调整申请表", None);
        check("甲市乙区信访局（本级）整体支出绩效目标表", Some("甲市乙区信访局（本级）"));
        check("甲市预算绩效管理中心项目支出绩效自评表", Some("甲市预算绩效管理中心"));
        check("部门整体绩效目标申报表", None);
        check("项目支出绩效自评表", None);
        check("2023年部门预算项目绩效目标表", None);
        check("区级单位整体支出绩效目标表", None);
    }

    #[test]
    fn a_title_may_be_two_paragraphs() {
        let name = |titles: &[&str]| from_titles(titles).map(|department| department.name);
        assert_eq!(
            name(&["甲市乙区妇女联合会", "整体支出绩效目标表"]).as_deref(),
            Some("甲市乙区妇女联合会")
        );
        assert_eq!(
            name(&["甲市乙区妇女联合会整体支出", "绩效目标表"]).as_deref(),
            Some("甲市乙区妇女联合会")
        );
    }
}
