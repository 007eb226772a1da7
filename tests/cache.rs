//! A cache saves time and changes nothing else.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{collections::BTreeMap, fs, process::Stdio, thread, time::Instant};

use formgrid_testkit::corpus_dir;
use support::{TestDir, files, form, unknown_table};

/// The files of a run with their bytes.
type Output = BTreeMap<String, Vec<u8>>;

/// Runs over `in` and returns its files and the cache line of its summary.
fn run(dir: &TestDir, arguments: &[&str]) -> (Output, String) {
    let out = dir.path("out");
    let _ = fs::remove_dir_all(&out);
    let done = dir.run(&[&["extract", "in", "-o", "out"], arguments].concat());
    assert!(matches!(done.code, Some(0 | 1)), "{}", done.stderr);
    let read = |name: String| (name.clone(), fs::read(out.join(name)).unwrap());
    let summary = done.stderr.lines().find_map(|line| line.strip_prefix("cache        "));
    (files(&out).into_iter().map(read).collect(), summary.unwrap_or_default().to_owned())
}

/// A test folder with documents of every medium.
fn dir() -> TestDir {
    let dir = TestDir::new();
    for folder in ["media", "text", "malformed"] {
        for name in files(&corpus_dir().join(folder)) {
            let from = corpus_dir().join(folder).join(&name);
            dir.put(&format!("in/{folder}/{name}"), fs::read(from).unwrap());
        }
    }
    dir
}

/// A change of a template's text: a replacement, or an appendix.
#[derive(Clone, Copy)]
enum Change {
    Replace(&'static str, &'static str),
    Append(&'static str),
}

use Change::{Append, Replace};

/// Template changes: name of the folder, template, change.
const CHANGES: &[(&str, &str, Change)] = &[
    (
        "more",
        "central-project",
        Append("[words.columns]\nbasis = [\"佐证材料\"]\nremark = [\"渡船检验率\"]\n"),
    ),
    ("title", "hubei-overall-2024", Replace("titles = [", "titles = [\"绩效目标表\", ")),
    ("row", "hubei-overall-2024", Replace("长期绩效指标 |", "长期绩效指标 / 长期指标 |")),
    ("must", "hubei-overall-2024", Replace("must = [", "must = [\"渡船检验率\", ")),
    ("may", "central-project", Replace("may = [", "may = [\"指标值\", \"数量指标\", ")),
    ("never", "shanghai-project", Replace("never = [", "never = [\"项目性质\", ")),
    ("common", "wuhan-overall", Replace("must = [", "must = [\"三级指标\", ")),
    ("meaning", "sichuan-overall", Append("[words.columns]\nremark = [\"三级指标\"]\n")),
    ("label", "central-project", Append("[words.labels]\nfiscal = [\"年度资金总额\"]\n")),
    ("unit", "hubei-overall-2024", Append("[defaults]\ncurrency = \"元\"\n")),
    ("kind", "hubei-overall-2023", Replace("form = \"department\"", "form = \"project\"")),
    ("wins", "hubei-overall-2024", Replace("id = \"hubei-overall-2024\"", "id = \"own\"")),
];

/// Writes the changed templates and returns run settings for each, plus those without changes and
/// without a template.
fn template_sets(dir: &TestDir) -> Vec<Vec<String>> {
    let mut sets =
        vec![Vec::new(), vec!["--without-template".to_owned(), "wuhan-overall".to_owned()]];
    for (folder, id, change) in CHANGES {
        let own = dir.run(&["templates", "show", id]).exits(0).stdout;
        let changed = match change {
            Replace(from, to) => own.replacen(from, to, 1),
            Append(more) => format!("{own}\n{more}"),
        };
        assert_ne!(changed, own, "{folder}");
        // With exactly the words looked up, this one scores higher.
        let may = changed.lines().find(|line| *folder == "wins" && line.starts_with("may = "));
        let changed = may.map_or(changed.clone(), |may| changed.replace(may, ""));
        dir.put(&format!("{folder}/changed.toml"), changed);
        sets.push(vec!["--templates".to_owned(), (*folder).to_owned()]);
    }
    sets
}

/// Checks that runs with a cache write the same as runs without.
#[track_caller]
fn compare(dir: &TestDir, set: &[String], plain: &Output) -> String {
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let (cached, summary) = run(dir, &[&set[..], &["--cache", "kept"]].concat());
    assert_eq!(plain.keys().collect::<Vec<_>>(), cached.keys().collect::<Vec<_>>(), "{set:?}");
    for (name, bytes) in plain {
        assert!(bytes == &cached[name], "{name} with {set:?}: {summary}");
    }
    summary
}

#[test]
fn output_is_the_same_with_and_without_a_cache() {
    let dir = dir();
    let sets = template_sets(&dir);
    let mut outputs: Vec<Output> = Vec::new();
    for set in &sets {
        let (plain, summary) = run(&dir, &set.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(summary, "");
        compare(&dir, set, &plain);
        outputs.push(plain);
    }
    // Entries of one set must not serve another, in either order.
    for (set, plain) in sets.iter().zip(&outputs).rev() {
        compare(&dir, set, plain);
    }
    let distinct: std::collections::BTreeSet<_> = outputs.iter().collect();
    assert!(distinct.len() > CHANGES.len(), "each change was meant to change something");
}

/// Adds random words of the documents to the templates, as a user might. `FORMGRID_CACHE_CHANGES`
/// sets the number of changes.
#[test]
fn output_is_the_same_after_any_change() {
    let n_changes = std::env::var("FORMGRID_CACHE_CHANGES").ok().and_then(|n| n.parse().ok());
    let dir = dir();
    let (first, _) = run(&dir, &["--cache", "kept"]);
    let words = words(&first);
    let ids = ["hubei-overall-2024", "central-project", "selfeval-project", "flat-project-list"];
    let texts = ids.map(|id| dir.run(&["templates", "show", id]).exits(0).stdout);
    for n in 0..n_changes.unwrap_or(4) {
        let text = &texts[n % texts.len()];
        let word = &words[n * 7919 % words.len()];
        let changed = match n % 5 {
            0 => text.replacen("may = [", &format!("may = [\"{word}\", "), 1),
            1 => text.replacen("must = [", &format!("must = [\"{word}\", "), 1),
            2 => text.replacen("never = [", &format!("never = [\"{word}\", "), 1),
            3 => format!("{text}\n[words.labels]\ntotal = [\"{word}\"]\n"),
            _ => format!("{text}\n[words.sections]\nfunds = [\"{word}\"]\n"),
        };
        dir.put("any/changed.toml", changed);
        if dir.run(&["templates", "check", "any/changed.toml"]).code != Some(0) {
            continue;
        }
        let set = ["--templates", "any"].map(str::to_owned);
        let (plain, _) = run(&dir, &["--templates", "any"]);
        compare(&dir, &set, &plain);
    }
}

/// The short texts of a run's output that may be form words, in a fixed order.
fn words(output: &Output) -> Vec<String> {
    let text: String = output.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    let pieces = text.split('"').filter(|piece| (2..10).contains(&piece.chars().count()));
    let words: std::collections::BTreeSet<&str> =
        pieces.filter(|piece| !piece.is_ascii() && !piece.contains('\\')).collect();
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let dir = TestDir::new();
    template_sets(&dir);
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.txt", unknown_table());
    let cache = ["--cache", "kept"];
    assert_eq!(run(&dir, &cache).1, "2 read");
    assert_eq!(run(&dir, &cache).1, "2 unchanged");
    dir.put("in/c.txt", form("白石县林场"));
    assert_eq!(run(&dir, &cache).1, "2 unchanged, 1 read");
    // One of the words is in two of the documents, the other in none. Any word can affect the
    // meaning of others, so all records are extracted again.
    let more = ["--cache", "kept", "--templates", "more"];
    assert_eq!(run(&dir, &more).1, "1 kept as documents, 2 laid out again");
    assert_eq!(run(&dir, &more).1, "3 unchanged");
    fs::rename(dir.path("in/a.txt"), dir.path("in/d.txt")).unwrap();
    assert_eq!(run(&dir, &cache).1, "2 unchanged, 1 kept as documents");
    // Layout looks up nothing new.
    let unit = ["--cache", "kept", "--templates", "unit"];
    assert_eq!(run(&dir, &unit).1, "3 kept as documents");
    assert_eq!(run(&dir, &[&cache[..], &["--no-personal"]].concat()).1, "3 kept as documents");
}

#[test]
fn settings_do_not_mix() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("names.csv", "清河县渡运中心,清河县渡口站\n");
    let settings: [&[&str]; 5] = [
        &[],
        &["--no-personal"],
        &["--no-places"],
        &["--departments", "names.csv"],
        &["--limit", "grid-slots=10"],
    ];
    for setting in settings.iter().chain(&settings) {
        let (plain, _) = run(&dir, setting);
        let (cached, summary) = run(&dir, &[setting, &["--cache", "kept"][..]].concat());
        assert!(plain == cached, "{setting:?}: {summary}");
    }
}

#[test]
fn damaged_entries_are_recomputed() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    let cache = ["--cache", "kept"];
    let (plain, _) = run(&dir, &cache);
    // The damage to each file: offset and length.
    for (from, n_bytes) in [(0, usize::MAX), (10, 1), (100, usize::MAX), (1000, 1)] {
        for name in files(&dir.path("kept")) {
            let path = dir.path(&format!("kept/{name}"));
            let mut bytes = fs::read(&path).unwrap();
            bytes.iter_mut().skip(from).take(n_bytes).for_each(|byte| *byte ^= 1);
            fs::write(path, bytes).unwrap();
        }
        let (again, summary) = run(&dir, &cache);
        assert!(again == plain, "{n_bytes} from {from}: {summary}");
        assert_eq!(run(&dir, &cache).1, "1 unchanged");
    }
}

/// A run killed while writing leaves a cache that the next one can use.
#[test]
fn a_cache_outlives_the_run_that_fills_it() {
    let dir = dir();
    let started = Instant::now();
    let (plain, _) = run(&dir, &[]);
    let whole = started.elapsed();
    for part in [0.3, 0.5, 0.7, 0.9] {
        let mut command = dir.command(&["extract", "in", "-o", "cut", "--cache", "kept"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole.mul_f64(part));
        child.kill().unwrap();
        child.wait().unwrap();
        fs::remove_dir_all(dir.path("cut")).unwrap();
    }
    let (cached, summary) = run(&dir, &["--cache", "kept"]);
    assert!(cached == plain && summary.contains("unchanged"), "{summary}");
}

/// Files dominate the cost of a store: each worker adds to one pack, whatever the number of
/// documents.
#[test]
fn runs_share_a_cache_of_few_files() {
    let dir = TestDir::new();
    for number in 0..30 {
        dir.put(&format!("in/{number}.txt"), form("东渡乡").replace("98%", &format!("{number}%")));
    }
    thread::scope(|scope| {
        for number in 0..3 {
            let dir = &dir;
            scope.spawn(move || {
                let out = format!("out-{number}");
                let run = ["extract", "in", "--quiet", "-o", &out, "--cache", "kept"];
                dir.run(&[&run[..], &["--jobs", "2"]].concat()).exits(0);
            });
        }
    });
    let n_files = files(&dir.path("kept")).len();
    assert!((3..=18).contains(&n_files), "{n_files}");
    assert_eq!(run(&dir, &["--cache", "kept", "--jobs", "1"]).1, "30 unchanged");
    assert_eq!(files(&dir.path("kept")).len(), n_files);
    let read = |out: &str| fs::read(dir.path(out).join("departments/东渡乡.jsonl")).unwrap();
    assert!(read("out-0") == read("out-1") && read("out-1") == read("out-2"));
}

#[test]
fn a_cache_is_shown_and_pruned() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("formgrid.toml", "cache = \"kept\"\n");
    run(&dir, &[]);
    let shown = dir.run(&["cache", "info"]).exits(0).stdout;
    let lines: Vec<Vec<&str>> =
        shown.lines().map(|line| line.split_whitespace().take(3).collect()).collect();
    let expected = ["raw", "document", "outcome"].map(|name| vec![name, "1", "entries"]);
    assert_eq!(lines, expected);
    let pruned = dir.run(&["cache", "prune", "--older-than", "30"]).exits(0).stdout;
    assert!(pruned.starts_with("0 entries removed"), "{pruned}");
    let pruned = dir.run(&["cache", "prune", "--max-size", "0"]).exits(0).stdout;
    assert!(pruned.starts_with("3 entries removed"), "{pruned}");
    assert_eq!(run(&dir, &[]).1, "1 read");
    dir.run(&["cache", "prune"]).exits(2);
    dir.run(&["cache", "info", "--cache", "nowhere"])
        .exits(2)
        .reports(&["nowhere: there is no cache"]);
}
