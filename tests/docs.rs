//! Checks the pages of `docs/`: the reference is generated from the program, links lead somewhere, and
//! the commands of the tutorial work.
//!
//! `FORMGRID_WRITE_DOCS=1 cargo test --test docs` writes the generated pages.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use formgrid_model::{Code, Severity};
use serde_json::Value;
use support::{
    TestDir,
    walk::{Numbers, fenced, walk},
};

/// Types that the page of findings describes.
const ELSEWHERE: &[&str] = &["Code"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a generated page with the one in `docs/`, or writes it.
fn check(name: &str, generated: &str) {
    let path = root().join("docs/reference").join(name);
    if env::var_os("FORMGRID_WRITE_DOCS").is_some() {
        fs::write(&path, generated).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == generated,
        "docs/reference/{name} is not what the program says; FORMGRID_WRITE_DOCS=1 cargo test --test docs writes it"
    );
}

/// The schema that the command prints.
fn schema() -> Value {
    serde_json::from_str(&TestDir::new().run(&["schema"]).exits(0).stdout).unwrap()
}

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The type of a key, as a reader of JSON sees it.
fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        if ELSEWHERE.contains(&name) {
            return format!("[{name}](findings.md)");
        }
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(options) = schema[key].as_array() {
            let types: Vec<String> = options.iter().map(type_of).collect();
            return types.join(" or ");
        }
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("array of {}", type_of(&schema["items"])),
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            names.join(" or ")
        }
        _ => schema["const"].as_str().map_or("any".to_owned(), |text| format!("`{text}`")),
    }
}

/// One of the values of a type: a text, or an object with a key of its own.
fn variant(schema: &Value) -> String {
    if let Some(name) = schema["const"].as_str() {
        return format!("`{name}`");
    }
    let (key, value) = schema["properties"].as_object().unwrap().iter().next().unwrap();
    let key = match value["const"].as_str() {
        Some(text) => format!("`\"{key}\": \"{text}\"`"),
        None => format!("an object with `{key}`, a {}", type_of(value)),
    };
    match schema.get("$ref") {
        Some(_) => format!(
            "{key} and the keys of {}",
            type_of(&serde_json::json!({"$ref": schema["$ref"]}))
        ),
        None => key,
    }
}

/// A table of the keys of an object, or of the values of an enumeration.
fn definition(name: &str, schema: &Value) -> String {
    let mut page = format!("## {name}\n\n");
    if let Some(text) = schema["description"].as_str() {
        page += &format!("{}\n\n", text.replace('\n', " "));
    }
    if let Some(keys) = schema["properties"].as_object() {
        page += "| key | type | means |\n|---|---|---|\n";
        for (key, value) in keys {
            let is_kind = key == "kind" && value["const"].is_string();
            let means = value["description"].as_str().filter(|_| !is_kind);
            let means = means.unwrap_or(if is_kind { "The kind of the line." } else { "" });
            assert!(!means.is_empty(), "{name} does not describe `{key}`");
            page += &format!("| `{key}` | {} | {} |\n", type_of(value), cell(means));
        }
        page.push('\n');
    } else if let Some(values) = schema["oneOf"].as_array() {
        page += "| value | means |\n|---|---|\n";
        for value in values {
            let means = value["description"].as_str().unwrap();
            page += &format!("| {} | {} |\n", variant(value), cell(means));
        }
        page.push('\n');
    }
    page
}

#[test]
fn records_are_described_as_the_schema_has_them() {
    let schema = schema();
    let mut page = String::from(
        "# Records and their fields\n\nGenerated from `formgrid schema`, which prints the JSON Schema of every line. \
         Lower-case headings are kinds of lines, the others types that several of them use. A key that may be null \
         is null where the form prints nothing.\n\n",
    );
    let definitions = schema["$defs"].as_object().unwrap();
    let is_line = |name: &&String| name.starts_with(char::is_lowercase);
    let lines = definitions.keys().filter(is_line);
    let types = definitions.keys().filter(|name| !is_line(name));
    for name in lines.chain(types).filter(|name| !ELSEWHERE.contains(&name.as_str())) {
        page += &definition(name, &definitions[name]);
    }
    check("records.md", &format!("{}\n", page.trim_end()));
}

#[test]
fn findings_are_described_with_cause_and_remedy() {
    let schema = schema();
    let described = schema["$defs"]["Code"]["oneOf"].as_array().unwrap();
    let mut page = String::from(
        "# Findings\n\nEach line of `diagnostics.jsonl` has one of these codes, a message and the place in the source. \
         `extract --deny CODE` or `--deny AREA` makes the run exit with 1 if there is such a finding. Generated from the \
         program.\n",
    );
    let area_of = |code: &Code| code.as_str().split('/').next().unwrap();
    let mut areas: Vec<&str> = Vec::new();
    for area in Code::ALL.iter().map(area_of) {
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    for area in areas {
        page +=
            &format!("\n## {area}\n\n| code | severity | cause | remedy |\n|---|---|---|---|\n");
        for code in Code::ALL.iter().filter(|code| area_of(code) == area) {
            let name = code.as_str();
            let severity = match code.severity() {
                Severity::Info => "info",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let entry = described.iter().find(|entry| entry["const"] == name).unwrap();
            let cause = entry["description"].as_str().unwrap();
            let remedy = code.remedy().unwrap_or("-");
            page += &format!("| `{name}` | {severity} | {} | {} |\n", cell(cause), cell(remedy));
        }
    }
    check("findings.md", &page);
}

#[test]
fn the_command_is_described_by_its_help() {
    let dir = TestDir::new();
    let mut page = String::from("# The command\n\nGenerated from `--help`.\n");
    let commands = [
        "",
        "extract",
        "tables",
        "inspect",
        "diff",
        "snapshot",
        "review",
        "cache",
        "templates",
        "schema",
        "completions",
    ];
    for command in commands {
        let arguments: Vec<&str> =
            [command, "--help"].into_iter().filter(|a| !a.is_empty()).collect();
        let help = dir.run(&arguments).exits(0).stdout;
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let title = format!("formgrid {command}");
        page +=
            &format!("\n## {}\n\n```text\n{}\n```\n", title.trim(), lines.join("\n").trim_end());
    }
    check("command.md", &page);
}

/// The pages of the book, by `SUMMARY.md`.
fn pages() -> Vec<PathBuf> {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    links(&summary).into_iter().map(|link| root().join("docs").join(link)).collect()
}

/// The targets of links in a page that are no addresses.
fn links(page: &str) -> Vec<String> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let is_file = |target: &&str| !target.starts_with("http") && !target.starts_with('#');
    targets.filter(is_file).map(|target| target.split('#').next().unwrap().to_owned()).collect()
}

#[test]
fn links_lead_to_files() {
    let others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/SUMMARY.md"];
    let others = others.iter().map(|name| root().join(name));
    let mut n_links = 0;
    for page in pages().into_iter().chain(others) {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            n_links += 1;
            let target = page.parent().unwrap().join(&link);
            assert!(target.is_file(), "{}: {link}", page.display());
            // The book holds only what is below `docs/`.
            let is_of_book = page.starts_with(root().join("docs"));
            let below = target.canonicalize().unwrap();
            let docs = root().join("docs").canonicalize().unwrap();
            assert!(!is_of_book || below.starts_with(docs), "{}: {link}", page.display());
        }
    }
    assert!(n_links > 20, "{n_links} links");
}

#[test]
fn pages_name_the_toolchain_of_the_manifest() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let manifest = read("Cargo.toml");
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap();
    let version = version.trim_matches('"');
    assert!(read("Containerfile").contains(&format!("rust:{version}-alpine")));
    for page in ["README.md", "docs/tutorial.md"] {
        assert!(read(page).contains(&format!("version {version} or later")), "{page}");
    }
}

#[test]
fn every_page_is_in_the_book() {
    let pages = pages();
    for folder in ["docs", "docs/reference"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_page = path.extension().is_some_and(|extension| extension == "md");
            let is_summary = path.file_name().is_some_and(|name| name == "SUMMARY.md");
            assert!(!is_page || is_summary || pages.contains(&path), "{}", path.display());
        }
    }
}

#[test]
fn the_tutorial_works() {
    let dir = TestDir::new();
    let page = fs::read_to_string(root().join("docs/tutorial.md")).unwrap();
    copy(&root().join("corpora/media"), &dir.path("corpora/media"));
    let n_commands = walk(&dir, &page, Numbers::Any, |_| ());
    assert_eq!(n_commands, 7);
    assert!(dir.path("out/review/index.html").exists());
}

/// The blocks of the README below a heading, without language.
fn drawn(page: &str, heading: &str) -> Vec<String> {
    let section = page.split(&format!("## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = fenced(section).into_iter().filter(|block| block.language.is_empty());
    blocks.map(|block| block.lines.join("\n")).collect()
}

#[test]
fn the_readme_shows_what_is_printed() {
    let dir = TestDir::new();
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    let dump = "corpora/text/header-of-two-rows.txt";
    let text = fs::read_to_string(root().join(dump)).unwrap();
    dir.put(dump, &text);
    let [printed, table] = drawn(&page, "Before and after").try_into().unwrap();
    assert!(text.contains(printed.trim_end()), "{printed}");
    let drawing = dir.run(&["tables", dump, "--format", "text"]).exits(0).stdout;
    assert!(drawing.contains(&table), "{table}\nin\n{drawing}");

    dir.run(&["extract", dump, "-o", "out"]).exits(0);
    let example = fenced(&page).into_iter().find(|block| block.language == "json").unwrap();
    let mut example: Value = serde_json::from_str(&example.lines.concat()).unwrap();
    // It changes with each calibration.
    example.as_object_mut().unwrap().remove("confidence");
    let records = dir.records("out");
    let record = records.iter().find(|record| record["id"] == example["id"]).unwrap();
    let difference = missing(&example, record);
    assert!(difference.is_none(), "{} is not in\n{record}", difference.unwrap());
}

/// A value of `part` that `whole` does not have.
fn missing<'v>(part: &'v Value, whole: &Value) -> Option<&'v Value> {
    match (part, whole) {
        (Value::Object(part), Value::Object(_)) => {
            part.iter().find_map(|(key, value)| missing(value, &whole[key]))
        }
        (Value::Array(parts), Value::Array(all)) if parts.len() == all.len() => {
            parts.iter().zip(all).find_map(|(part, whole)| missing(part, whole))
        }
        (Value::Number(part_number), Value::Number(number)) => {
            (part_number.as_f64() != number.as_f64()).then_some(part)
        }
        _ => (part != whole).then_some(part),
    }
}

#[test]
fn the_readme_shows_a_comparison() {
    let dir = TestDir::new();
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    let [shown] = drawn(&page, "Comparing runs").try_into().unwrap();
    let form = support::form("清河县渡运中心");
    for (out, form) in [("before", form.clone()), ("after", form.replace("≥3座", "≥4座"))] {
        dir.put("in/a.txt", form);
        dir.run(&["extract", "in", "-o", out]).exits(0);
    }
    let (command, printed) = shown.split_once('\n').unwrap();
    let arguments: Vec<&str> = command.strip_prefix("$ formgrid ").unwrap().split(' ').collect();
    assert_eq!(dir.run(&arguments).exits(1).stdout.trim_end(), printed);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
