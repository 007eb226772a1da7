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
use support::TestDir;

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

/// A table of the keys of an object, or of the values of an enumeration.
fn definition(name: &str, schema: &Value) -> String {
    let mut page = format!("## {name}\n\n");
    if let Some(text) = schema["description"].as_str() {
        page += &format!("{}\n\n", text.replace('\n', " "));
    }
    if let Some(keys) = schema["properties"].as_object() {
        page += "| key | type | means |\n|---|---|---|\n";
        for (key, value) in keys {
            let means = value["description"].as_str().unwrap_or_default();
            page += &format!("| `{key}` | {} | {} |\n", type_of(value), cell(means));
        }
        page.push('\n');
    } else if let Some(values) = schema["oneOf"].as_array() {
        page += "| value | means |\n|---|---|\n";
        for value in values {
            let name = value["const"].as_str().unwrap_or_default();
            let means = value["description"].as_str().unwrap_or_default();
            page += &format!("| `{name}` | {} |\n", cell(means));
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
    let mut area = "";
    for code in Code::ALL {
        let name = code.as_str();
        let own = name.split('/').next().unwrap();
        if own != area {
            area = own;
            page += &format!(
                "\n## {area}\n\n| code | severity | cause | remedy |\n|---|---|---|---|\n"
            );
        }
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
    let pages = pages().into_iter().chain(others.iter().map(|name| root().join(name)));
    let mut n_links = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            n_links += 1;
            assert!(page.parent().unwrap().join(&link).exists(), "{}: {link}", page.display());
        }
    }
    assert!(n_links > 20, "{n_links} links");
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
    let mut n_commands = 0;
    for line in page.lines().filter_map(|line| line.strip_prefix("$ formgrid ")) {
        let arguments: Vec<&str> = line.split(' ').collect();
        let done = dir.run(&arguments);
        assert_eq!(done.code, Some(0), "{line}: {}{}", done.stdout, done.stderr);
        n_commands += 1;
    }
    assert!(n_commands >= 6, "{n_commands} commands");
    assert!(dir.path("out/review/index.html").exists());
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
