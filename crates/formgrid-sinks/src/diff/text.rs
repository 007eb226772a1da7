//! Changes for people: a block per record, a line per field.
//!
//! The parsed form of a value follows it on the same line, because they usually change together. Of
//! long texts only the difference is shown. Records that changed in the same way as the previous
//! one are counted, not shown.

use std::io::{self, Write};

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::{Change, Counts, DiffSummary, FieldChange, written::shortened};
use crate::printable;

/// Longest text shown, in characters.
const MAX_CHARS: usize = 120;
/// Maximum number of fields shown per record: a table may differ in every cell.
const MAX_FIELDS: usize = 20;
/// Texts up to this length are shown in full, in characters.
const WHOLE_CHARS: usize = 40;
/// Context shown before and after a difference, in characters.
const CONTEXT_CHARS: usize = 8;
/// Maximum number of departments, templates or sources in the summary.
const MAX_NAMED: usize = 20;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// Number of records that changed in the same way as the last one shown.
#[derive(Default)]
pub(super) struct Alike {
    fields: Vec<FieldChange>,
    n: usize,
}

impl Alike {
    /// Whether a change repeats the previous one.
    fn takes(&mut self, change: &Change, out: &mut dyn Write) -> io::Result<bool> {
        if !change.fields.is_empty() && change.fields == self.fields {
            self.n += 1;
            return Ok(true);
        }
        self.flush(out)?;
        self.fields.clone_from(&change.fields);
        Ok(false)
    }

    pub(super) fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match std::mem::take(&mut self.n) {
            0 => Ok(()),
            1 => writeln!(out, "  1 more record changed in the same way\n"),
            n => writeln!(out, "  {n} more records changed in the same way\n"),
        }
    }
}

pub(super) fn change(
    change: &Change,
    colors: bool,
    alike: &mut Alike,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(record) = change.record() else { return Ok(()) };
    if alike.takes(change, out)? {
        return Ok(());
    }
    let paint = |text: &str, color: &str| painted(text, color, colors);
    let (sign, color) = match change.word() {
        "added" => ("+", GREEN),
        "removed" => ("-", RED),
        _ => ("~", YELLOW),
    };
    let head = format!("{sign} {} {}", record.kind(), record.name());
    writeln!(out, "{}", paint(&printable(head.trim_end()), color))?;
    let template = change.template.as_deref().map(|id| format!(", {id}")).unwrap_or_default();
    writeln!(out, "  {}{}", printable(&record.place()), printable(&template))?;
    if change.fields.is_empty() {
        for (field, text) in record.fields().take(MAX_FIELDS) {
            let text = shortened(&text, MAX_CHARS);
            writeln!(out, "    {}  {}", padded(field), paint(&printable(&text), color))?;
        }
    } else {
        write_fields(&change.fields, colors, out)?;
    }
    writeln!(out)
}

fn write_fields(fields: &[FieldChange], colors: bool, out: &mut dyn Write) -> io::Result<()> {
    let printed: Vec<&str> =
        fields.iter().filter_map(|change| change.field.strip_suffix(".raw")).collect();
    let follows = |change: &&FieldChange| {
        let parent = change.field.rsplit_once('.').map(|(parent, _)| parent);
        parent.is_some_and(|parent| printed.contains(&parent)) && !change.field.ends_with(".raw")
    };
    let own: Vec<&FieldChange> = fields.iter().filter(|change| !follows(change)).collect();
    for change in own.iter().take(MAX_FIELDS) {
        let name = change.field.strip_suffix(".raw").unwrap_or(&change.field);
        write!(out, "    {}  {}", padded(name), old_to_new(change, colors))?;
        let inside = fields.iter().filter(follows).filter(|part| is_part(&part.field, name));
        for part in inside.filter(|_| change.field.ends_with(".raw")) {
            let part_name = part.field.rsplit('.').next().unwrap_or_default();
            write!(out, "  ({} {})", printable(part_name), old_to_new(part, false))?;
        }
        writeln!(out)?;
    }
    match own.len().saturating_sub(MAX_FIELDS) {
        0 => Ok(()),
        n => writeln!(out, "    and {n} more fields"),
    }
}

/// Whether a field is a direct child of `parent`.
fn is_part(field: &str, parent: &str) -> bool {
    field.rsplit_once('.').is_some_and(|(found, _)| found == parent)
}

fn old_to_new(change: &FieldChange, colors: bool) -> String {
    let [old, new] = differing(&shown(&change.old), &shown(&change.new));
    let [old, new] = [old, new].map(|text| printable(&text).into_owned());
    format!("{} -> {}", painted(&old, RED, colors), painted(&new, GREEN, colors))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.replace('\n', "\\n"),
        other => number(other),
    }
}

/// A number, without decimals if it is whole.
fn number(value: &Value) -> String {
    let text = value.to_string();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Two texts without most of their common prefix and suffix.
pub(super) fn differing(old: &str, new: &str) -> [String; 2] {
    let [old, new]: [Vec<char>; 2] = [old, new].map(|text| text.chars().collect());
    if old.len() <= WHOLE_CHARS && new.len() <= WHOLE_CHARS {
        return [&old, &new].map(|text| text.iter().collect());
    }
    let shorter = old.len().min(new.len());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let pairs = old.iter().rev().zip(new.iter().rev());
    let after = pairs.take_while(|(a, b)| a == b).count().min(shorter - before);
    let (start, kept) = (before.saturating_sub(CONTEXT_CHARS), after.min(CONTEXT_CHARS));
    [&old, &new].map(|text| {
        let end = text.len() - after + kept;
        let part: String = text.get(start..end).unwrap_or_default().iter().collect();
        let [head, tail] = [start > 0, end < text.len()].map(|cut| if cut { "…" } else { "" });
        format!("{head}{}{tail}", shortened(&part, MAX_CHARS))
    })
}

pub(super) fn summary(summary: &DiffSummary, out: &mut dyn Write) -> io::Result<()> {
    let Counts { added, removed, changed } = summary.total;
    let lists = [("department", &summary.departments), ("template", &summary.templates)];
    for (title, counts) in lists {
        if counts.is_empty() {
            continue;
        }
        let name = |name: &str| if name.is_empty() { "none".to_owned() } else { name.to_owned() };
        let rows: Vec<(String, &Counts)> =
            counts.iter().take(MAX_NAMED).map(|(key, counts)| (name(key), counts)).collect();
        let width = rows.iter().map(|(name, _)| name.width()).chain([title.len()]).max();
        let width = width.unwrap_or(0);
        writeln!(out, "{}      added  removed  changed", aligned(title, width))?;
        for (name, counts) in rows {
            let Counts { added, removed, changed } = counts;
            let name = aligned(&printable(&name), width);
            writeln!(out, "{name}  {added:>9}{removed:>9}{changed:>9}")?;
        }
        more(counts.len(), out)?;
        writeln!(out)?;
    }
    for source in summary.sources.iter().take(MAX_NAMED) {
        let [old, new] =
            [&source.old, &source.new].map(|status| status.as_deref().unwrap_or("not there"));
        writeln!(out, "{}: {old} -> {new}", printable(&source.path))?;
    }
    more(summary.sources.len(), out)?;
    writeln!(out, "{added} added, {removed} removed, {changed} changed, {} equal", summary.equal)
}

fn more(n: usize, out: &mut dyn Write) -> io::Result<()> {
    match n.saturating_sub(MAX_NAMED) {
        0 => Ok(()),
        n => writeln!(out, "and {n} more"),
    }
}

fn padded(field: &str) -> String {
    format!("{:<14}", printable(field))
}

/// A text padded to a width in terminal columns.
fn aligned(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn painted(text: &str, color: &str, colors: bool) -> String {
    if colors { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Change, DiffFormat, DiffSummary, DiffWriter, Matched};
    use super::super::{WrittenRecord, field_changes};
    use super::differing;

    fn record(level3: &str, target: &str, number: i64) -> WrittenRecord {
        let line = json!({
            "kind": "indicator", "id": "1", "department": "清河县渡运中心", "fiscal_year": 2031,
            "source": {"path": "a.txt", "line": 33}, "level3": level3,
            "target": {"raw": target, "number": number},
        });
        WrittenRecord::parse(line.to_string().as_bytes()).unwrap()
    }

    fn change(old: Option<WrittenRecord>, new: Option<WrittenRecord>) -> Change {
        let fields = match (&old, &new) {
            (Some(old), Some(new)) => field_changes(old, new),
            _ => Vec::new(),
        };
        let template = Some("hubei-overall-2024".to_owned());
        Change { old, new, template, matched: Some(Matched::Id), fields }
    }

    fn written(changes: &[Change], colors: bool) -> String {
        let mut out = Vec::new();
        let mut summary = DiffSummary { equal: 7, ..DiffSummary::default() };
        let mut writer = DiffWriter::new(DiffFormat::Text { colors }, &mut out).unwrap();
        for change in changes {
            summary.count(change);
            writer.change(change).unwrap();
        }
        writer.finish(&summary).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_block_shows_record_and_fields() {
        let changes = [
            change(Some(record("检验率", "≥95%", 95)), Some(record("检验率", "≥98%", 98))),
            change(Some(record("满意度", "≥95%", 95)), Some(record("满意度", "≥98%", 98))),
            change(None, Some(record("修缮\u{1b}[31m码头", "3座", 3))),
        ];
        let expected = "\
~ indicator 检验率
  清河县渡运中心, 2031, a.txt line 33, hubei-overall-2024
    target          ≥95% -> ≥98%  (number 95 -> 98)

  1 more record changed in the same way

+ indicator 修缮\\u{1b}[31m码头
  清河县渡运中心, 2031, a.txt line 33, hubei-overall-2024
    level3          修缮\\u{1b}[31m码头
    target          3座

department          added  removed  changed
清河县渡运中心          1        0        2

template                added  removed  changed
hubei-overall-2024          1        0        2

1 added, 0 removed, 2 changed, 7 equal
";
        assert_eq!(written(&changes, false), expected);
        assert!(written(&changes, true).contains("\u{1b}[31m≥95%\u{1b}[0m -> \u{1b}[32m≥98%"));
    }

    #[test]
    fn long_texts_show_where_they_differ() {
        let (old, new) = ("一二三四五六七八九十".repeat(8), "一二三四五六七八九十".repeat(4));
        let new = format!("{new}甲{new}");
        assert_eq!(
            differing(&old, &new),
            ["…三四五六七八九十一二三四五六七八…", "…三四五六七八九十甲一二三四五六七八…"]
        );
        assert_eq!(differing("短", "长"), ["短", "长"]);
    }
}
