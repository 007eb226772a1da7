//! Machine-readable text: data, source code, logs. Archives contain it next to documents, and reading it as
//! a document would yield thousands of useless lines.
//!
//! It is detected from its shape alone. Forms and their dumps rarely look like source code, since their
//! lines are words and numbers without its punctuation.

use crate::ReadError;

/// Maximum number of nonblank lines sampled: the first ones show the shape.
const MAX_LINES: usize = 400;

/// Minimum number of lines to detect source code or a log.
const MIN_LINES: usize = 6;

/// Minimum share of lines that have the shape, in tenths.
const TENTHS: usize = 7;

/// The error for a machine-readable text; `None` for others.
pub(super) fn foreign(text: &str) -> Option<ReadError> {
    let what = if is_json(text) {
        "JSON data"
    } else if has_shape(text, is_logged) {
        "a log"
    } else if has_shape(text, is_code) {
        "the source code of a program"
    } else {
        return None;
    };
    Some(ReadError::Unsupported { what, remedy: "leave it out" })
}

/// Whether a text begins with a JSON object that has a key, or with an array of such objects.
fn is_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    // Nested arrays begin with several brackets.
    for _ in 0..4 {
        match rest.strip_prefix('[') {
            Some(inside) => rest = inside.trim_start(),
            None => break,
        }
    }
    let key = rest.strip_prefix('{').and_then(|rest| rest.trim_start().strip_prefix('"'));
    let after = key.and_then(|key| key.split_once('"')).map(|(_, after)| after.trim_start());
    after.is_some_and(|after| after.starts_with(':')) && !text.trim_start().starts_with("{{")
}

fn has_shape(text: &str, is_of_shape: fn(&str) -> Option<bool>) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES);
    let (mut n_of_shape, mut n) = (0, 0);
    for is_of_shape in lines.filter_map(is_of_shape) {
        n += 1;
        n_of_shape += usize::from(is_of_shape);
    }
    n >= MIN_LINES && n_of_shape * 10 >= n * TENTHS
}

/// Whether a line has a time of day near its start.
fn is_logged(line: &str) -> Option<bool> {
    let starts = line.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
    let head = line.as_bytes().get(..64).unwrap_or(line.as_bytes());
    let is_time = |eight: &[u8]| {
        eight.iter().enumerate().all(|(at, byte)| match at {
            2 | 5 => *byte == b':',
            _ => byte.is_ascii_digit(),
        })
    };
    Some(starts && !line.contains('\t') && head.windows(8).any(is_time))
}

/// Starts of comments, whose content is arbitrary.
const COMMENTS: [&str; 9] = ["//", "/*", "*", "#!", "# ", "--", "<!--", "\"\"\"", "'''"];

/// Ends of lines of source code.
const ENDS: [&str; 8] = [";", "{", "}", "(", "):", ");", "},", "),"];

/// Keywords that begin statements.
const WORDS: [&str; 28] = [
    "import", "from", "def", "class", "return", "if", "elif", "else", "for", "while", "try",
    "except", "with", "function", "const", "let", "var", "public", "private", "static", "package",
    "use", "fn", "pub", "export", "using", "#include", "#define",
];

/// Whether a line is source code; `None` for a comment.
fn is_code(line: &str) -> Option<bool> {
    if COMMENTS.iter().any(|comment| line.starts_with(comment)) {
        return None;
    }
    if !line.starts_with(|c: char| c.is_ascii_alphabetic() || "_})]@#.$\"'{".contains(c)) {
        return Some(false);
    }
    let has_sign = line.contains(['(', ')', '=', '{', '}', ';', '"', '\'', ':', '<']);
    let word = line.split([' ', '(', ':', ';']).next().unwrap_or_default();
    let is_statement = WORDS.contains(&word) && (has_sign || line.split(' ').count() <= 4);
    Some(is_statement || ENDS.iter().any(|end| line.ends_with(end)) || is_set_or_called(line))
}

/// Whether a line begins with a name that is assigned or called.
fn is_set_or_called(line: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.[]\"'$".contains(c);
    let after = line.trim_start_matches(is_name);
    let starts_with_name = after.len() < line.len();
    let called = after.starts_with('(') && line.ends_with([')', ',', ']', '\\']);
    let set = ["=", "+=", "-=", ":="].iter().any(|sign| after.trim_start().starts_with(sign));
    starts_with_name && (called || set)
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let said = foreign(text).map(|error| error.to_string());
        match expected {
            None => assert_eq!(said, None),
            Some(what) => {
                assert!(said.as_ref().is_some_and(|said| said.contains(what)), "{said:?}");
            }
        }
    }

    #[test]
    fn json_is_detected_from_its_start() {
        for text in [
            "{\"单位\": \"渡口管理所\"}",
            "\n[\n  {\n    \"kind\": \"indicator\"\n  }\n]",
            "{\"a\":1}\n{\"a\":2}\n",
            "[[{\"a\": 1}]]",
        ] {
            check(text, Some("JSON"));
        }
        for text in ["[附件1]\n绩效目标表", "{单位}", "[1] 说明", "\"单位\":\t渡口", "{{\"a\": 1}}"]
        {
            check(text, None);
        }
    }

    #[test]
    fn source_code_is_detected_from_its_punctuation() {
        let python = "#!/usr/bin/env python3\n# 读取绩效目标表\nimport os\nfrom pathlib import Path\n\n\
                      def read(path):\n    text = path.read_text()\n    if not text:\n        return None\n\
                      \x20   rows = [line.split('\\t') for line in text]\n    print(len(rows))\n    return rows\n";
        let rust = "//! 说明\nuse std::fs;\n\nfn main() {\n    let text = fs::read(\"表.txt\");\n    \
                    match text {\n        Ok(text) => println!(\"{}\", text.len()),\n        _ => {}\n    }\n}\n";
        let sql = "INSERT INTO t VALUES (1, '渡口');\n".repeat(8);
        let css = "table {\n  color: red;\n  margin: 0;\n}\ntd {\n  padding: 1px;\n}\n";
        for text in [python, rust, &sql, css] {
            check(text, Some("source code"));
        }
    }

    #[test]
    fn logs_are_detected_from_their_timestamps() {
        check(&"2031-01-15 09:12:33,120 INFO 任务完成\n".repeat(8), Some("a log"));
        check(&"[09:12:33] done\n".repeat(8), Some("a log"));
        check(
            &"10.0.0.1 - - [15/Jan/2031:09:12:33 +0800] \"GET /\" 200\n".repeat(8),
            Some("a log"),
        );
        check(&"渡口管理所\t2031-01-15 09:12:33\t320.50\n".repeat(8), None);
        check(&"2031-01-15 09:12:33\n".repeat(2), None);
    }

    #[test]
    fn forms_and_prose_are_not_machine_text() {
        let dump = "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\tA=B（%）\n\t≥98%\n\t(一)\n";
        let table = "| a | b |\n|---|---|\n| 1 | 2 |\n".repeat(5);
        let prose = "If the ferry is late, passengers wait.\nFor each ferry there is a plan\n\
                     Staff check it every day\nWith care\nFrom 9 to 5\nThe end.\nReport (draft)\n";
        let csv = "name,amount\nferry,320.50\nquay,12.00\nroad,7\nboat,8\nsum,9\n";
        for text in [dump, &table, prose, csv, "", "one line"] {
            check(text, None);
        }
    }
}
