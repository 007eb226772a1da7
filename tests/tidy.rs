//! Workspace rules that the compiler does not check.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use formgrid_model::Limit;
use formgrid_testkit::{cases, corpus_dir};
use serde_json::Value;

/// Which crates of the workspace a crate may use. ARCHITECTURE.md gives the reasons.
const ARROWS: &[(&str, &[&str])] = &[
    ("formgrid", &["formgrid-batch"]),
    (
        "formgrid-batch",
        &[
            "formgrid-layout",
            "formgrid-model",
            "formgrid-parquet",
            "formgrid-readers",
            "formgrid-records",
            "formgrid-review",
            "formgrid-sinks",
        ],
    ),
    ("formgrid-layout", &["formgrid-model"]),
    ("formgrid-model", &[]),
    ("formgrid-parquet", &["formgrid-sinks"]),
    ("formgrid-package", &["formgrid-model"]),
    ("formgrid-python", &["formgrid", "formgrid-batch", "formgrid-parquet"]),
    ("formgrid-pdf", &["formgrid-model"]),
    ("formgrid-readers", &["formgrid-model", "formgrid-package", "formgrid-pdf"]),
    ("formgrid-records", &["formgrid-model"]),
    ("formgrid-review", &["formgrid-model", "formgrid-records"]),
    ("formgrid-sinks", &["formgrid-model", "formgrid-records"]),
    ("formgrid-testkit", &["formgrid-model", "formgrid-sinks"]),
];

/// Longest source file, in lines. Tests may be longer.
const MAX_LINES: usize = 800;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The packages of the workspace, as cargo states them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| ![root().join("target"), root().join(".git")].contains(path))
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let all = folders.iter().flat_map(|folder| files(&root().join(folder)));
    all.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

#[test]
fn crates_use_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let allowed = allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the list"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let is_dev = dependency["kind"] == "dev";
            let is_ours = used.starts_with("formgrid");
            assert!(is_dev || !is_ours || allowed.contains(&used), "{name} must not use {used}");
        }
    }
}

#[test]
fn only_batch_and_the_command_touch_files_and_threads() {
    for path in rust_files(&["crates"]) {
        let below = path.strip_prefix(root().join("crates")).unwrap();
        let free =
            ["formgrid-batch", "formgrid-testkit"].iter().any(|name| below.starts_with(name));
        if free || below.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in ["std::fs", "std::thread", "rayon", "std::env::", "SystemTime"] {
            assert!(!code.contains(word), "{}: {word}", below.display());
        }
    }
}

/// Sockets, and the crates that open them.
#[test]
fn nothing_opens_a_socket() {
    for path in rust_files(&["src", "crates"]) {
        let text = fs::read_to_string(&path).unwrap();
        let found = ["std::net", "TcpStream", "UdpSocket", "UnixStream"]
            .into_iter()
            .find(|word| text.contains(word));
        assert_eq!(found, None, "{}", path.display());
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in ["reqwest", "ureq", "hyper", "curl", "tokio", "mio", "socket2", "rustls", "openssl"]
    {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} is among the dependencies");
    }
}

/// A cached layout is valid if the lexicon answers the recorded lookups equally, and form rows
/// matter only to dumps. So layout must look up texts of the document and never iterate over a
/// lexicon.
#[test]
fn layout_asks_a_lexicon_for_texts_of_the_document() {
    for path in rust_files(&["crates/formgrid-layout/src"]) {
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let shown = path.display();
        for (field, allowed) in
            [("words", &[".contains_key(", ".get("][..]), ("prefixes", &[]), ("title_endings", &[])]
        {
            for rest in code.split(&format!("lexicon.{field}")).skip(1) {
                let is_asked = allowed.iter().any(|call| rest.trim_start().starts_with(call));
                assert!(is_asked, "{shown} looks through lexicon.{field}");
            }
        }
        let reads_dumps = path.components().any(|part| part.as_os_str() == "rows");
        assert!(reads_dumps || !code.contains("lexicon.forms"), "{shown} reads lexicon.forms");
    }
}

/// Words are looked up only through the vocabulary, which records lookups.
#[test]
fn a_word_of_a_template_is_looked_up_in_one_place() {
    let mut places = Vec::new();
    for path in rust_files(&["crates/formgrid-records/src/template"]) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lookups = ["words.get(", "words.contains_key(", "words.get_full("];
        let n = lookups.iter().map(|call| code.matches(call).count()).sum();
        places.extend(std::iter::repeat_n(path, n));
    }
    assert!(places.iter().all(|path| path.ends_with("vocabulary.rs")), "{places:?}");
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for package in packages() {
        let manifest = fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        let shared = manifest.split("[lints]").nth(1).is_some_and(|rest| {
            rest.lines().map(str::trim).find(|line| !line.is_empty()) == Some("workspace = true")
        });
        assert!(shared, "{} has lints of its own", package["name"]);
        assert_eq!(package["publish"], Value::Array(Vec::new()), "{}", package["name"]);
    }
}

#[test]
fn files_start_with_their_purpose_and_stay_short() {
    for path in rust_files(&["src", "crates", "tests", "benches"]) {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(root()).unwrap().display();
        assert!(text.starts_with("//! "), "{shown} does not begin with what it is for");
        let is_test = path.components().any(|part| part.as_os_str() == "tests");
        let n_lines = text.lines().count();
        assert!(is_test || n_lines <= MAX_LINES, "{shown} has {n_lines} lines");
    }
}

/// What is committed stays in every clone for ever, so build results and downloads stay out.
#[test]
fn tracked_files_are_small() {
    const MAX_BYTES: u64 = 512 << 10;
    let git = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
    let names = String::from_utf8(git.stdout).unwrap();
    let names: Vec<&str> = names.split_terminator('\0').collect();
    assert!(names.contains(&"Cargo.toml"));
    for name in names {
        // A tracked file that was deleted but not committed yet has no size.
        let bytes = fs::metadata(root().join(name)).map_or(0, |metadata| metadata.len());
        assert!(bytes <= MAX_BYTES, "{name} has {bytes} bytes");
    }
}

#[test]
fn modules_are_named_by_nouns() {
    for path in rust_files(&["src", "crates"]) {
        let vague = ["utils", "util", "common", "helpers", "helper", "shared", "misc"];
        let is_vague = |part: &str| vague.contains(&part.trim_end_matches(".rs"));
        let shown = path.strip_prefix(root()).unwrap();
        let bad = shown.components().any(|part| part.as_os_str().to_str().is_some_and(is_vague));
        assert!(!bad, "{}", shown.display());
    }
}

/// Each case has a note under its name, or its folder has a `README.md`.
#[test]
fn every_document_of_the_corpus_has_a_note() {
    for case in cases(&corpus_dir()).unwrap() {
        let folder_note = case.path.with_file_name("README.md");
        assert!(case.note().is_file() || folder_note.is_file(), "{} has no note", case.name);
    }
}

/// The documentation states every limit with its number.
#[test]
fn the_limits_are_written_down_as_they_are() {
    let text = fs::read_to_string(root().join("docs/robustness.md")).unwrap();
    for limit in Limit::ALL {
        let row = format!("| `{}` | {} |", limit.name(), limit.default());
        assert!(text.contains(&row), "no row {row}");
    }
}

/// Phrases that read like translated English, with what to write instead. Readers stumble over them,
/// because English has standard terms and shorter sentences for the same thing.
const BANNED: &[(&str, &str)] = &[
    // Passive and indirect speech for events, callbacks and detection.
    ("is told", "is reported, receives, is detected"),
    ("are told", "are reported, receive, are detected"),
    ("was told", "was reported, received"),
    ("be told", "be reported, be distinguished"),
    ("told by", "detected from, identified by"),
    ("told from", "detected from, distinguished from"),
    ("takes notice of", "records"),
    ("takes down", "records"),
    ("taken down", "recorded"),
    ("is asked", "is requested, is looked up"),
    ("are asked", "are requested, are looked up"),
    // Verbs with a standard term.
    ("goes on with", "continues, resumes"),
    ("going on with", "continuing, resuming"),
    ("gone on with", "continued, resumed"),
    ("begun anew", "starts over"),
    ("begins anew", "starts over"),
    ("begin anew", "start over"),
    ("made anew", "created again, recomputed"),
    ("belong into", "belong in"),
    ("belongs into", "belongs in"),
    ("costs itself", "fails alone; the rest is unaffected"),
    ("takes the process with it", "crashes its process"),
    ("take the process with it", "crash its process"),
    ("walked whole", "read recursively"),
    ("are mended", "are fixed"),
    ("is mended", "is fixed"),
    // Relative clauses that hide the subject.
    ("beside which", "next to which, or a sentence of its own"),
    ("of which the", "whose, or a sentence of its own"),
    ("which is what", "so, or a sentence of its own"),
    ("which are as many as", "as many as"),
    ("where nothing is said", "by default"),
    ("whoever", "the user, the caller"),
    ("somebody", "a person, the user"),
    ("nobody knows", "unknown"),
    // Words with another meaning or register today.
    ("shall", "must, should, will"),
    ("dearest", "most expensive"),
    ("is dear", "is expensive"),
    ("are dear", "are expensive"),
    ("be dear", "be expensive"),
    ("nothing but", "only"),
    ("all the same", "still, nevertheless"),
    ("in silence", "silently"),
    ("inside of", "inside"),
    ("outside of", "outside"),
    ("and its kin", "and related"),
    ("stands beside", "is next to"),
    ("stand beside", "are next to"),
    ("one a line", "one per line"),
    ("by the bytes alone", "from the bytes alone"),
    ("to be had", "available"),
];

/// A file's text in one line without comment markers, so that phrases are found across line breaks, and
/// the position at which each line starts.
fn unwrapped(text: &str) -> (String, Vec<usize>) {
    let mut joined = String::new();
    let mut starts = Vec::new();
    for line in text.lines() {
        starts.push(joined.len());
        let line = line.trim().trim_start_matches(['/', '!', '#', '*']).trim_start();
        joined.push_str(&line.to_lowercase());
        joined.push(' ');
    }
    (joined, starts)
}

/// Positions at which a phrase occurs as whole words.
fn occurrences<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(phrase).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[test]
fn docs_and_comments_are_idiomatic() {
    let mut faults = Vec::new();
    let mut n_files = 0;
    for path in files(root()) {
        let shown = path.strip_prefix(root()).unwrap();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let is_text = ["rs", "md", "toml", "py", "js", "mjs"].contains(&ending);
        let is_ours = !shown.starts_with("snapshots")
            && !shown.components().any(|part| part.as_os_str() == "node_modules")
            && shown != Path::new("tests/tidy.rs");
        if !is_text || !is_ours {
            continue;
        }
        n_files += 1;
        let (text, starts) = unwrapped(&fs::read_to_string(&path).unwrap());
        for (phrase, instead) in BANNED {
            for at in occurrences(&text, phrase) {
                let line = starts.partition_point(|start| *start <= at);
                faults.push(format!("{}:{line}: `{phrase}`; write: {instead}", shown.display()));
            }
        }
    }
    assert!(n_files > 200, "{n_files} files");
    assert!(faults.is_empty(), "{} phrases:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn banned_phrases_are_found_across_line_breaks() {
    let (text, starts) = unwrapped("/// One.\n/// The run is\n/// told of it; retold by it.\n");
    assert_eq!(
        occurrences(&text, "is told")
            .map(|at| starts.partition_point(|s| *s <= at))
            .collect::<Vec<_>>(),
        [2]
    );
    assert_eq!(occurrences(&text, "told by").count(), 0);
}

#[test]
fn the_architecture_names_every_crate() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(text.contains(&format!("`{name}`")), "{name} is missing");
    }
}
