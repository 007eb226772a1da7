//! A cache saves time and changes nothing else.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{collections::BTreeMap, fs, thread};

use formgrid_testkit::corpus_dir;
use support::{Desk, files, form, unknown_table};

/// The files of a run with their bytes.
type Output = BTreeMap<String, Vec<u8>>;

/// What a run over `in` came to: its files, and what its summary says of the cache.
fn run(desk: &Desk, arguments: &[&str]) -> (Output, String) {
    let out = desk.path("out");
    let _ = fs::remove_dir_all(&out);
    let done = desk.run(&[&["extract", "in", "-o", "out"], arguments].concat());
    assert!(matches!(done.code, Some(0 | 1)), "{}", done.stderr);
    let read = |name: String| (name.clone(), fs::read(out.join(name)).unwrap());
    let said = done.stderr.lines().find_map(|line| line.strip_prefix("cache        "));
    (files(&out).into_iter().map(read).collect(), said.unwrap_or_default().to_owned())
}

/// A desk with documents of every medium.
fn desk() -> Desk {
    let desk = Desk::new();
    for folder in ["media", "text", "malformed"] {
        for name in files(&corpus_dir().join(folder)) {
            let from = corpus_dir().join(folder).join(&name);
            desk.put(&format!("in/{folder}/{name}"), fs::read(from).unwrap());
        }
    }
    desk
}

/// Sets of templates that differ in words, endings of titles, and rows.
const TEMPLATES: [&[&str]; 4] = [
    &[],
    &["--without-template", "wuhan-overall"],
    &["--templates", "more"],
    &["--templates", "other"],
];

fn put_templates(desk: &Desk) {
    let own = desk.run(&["templates", "show", "central-project"]).exits(0).stdout;
    let words = "\n[words.columns]\nbasis = [\"佐证材料\"]\nremark = [\"渡船检验率\"]\n";
    desk.put("more/central-project.toml", format!("{own}{words}"));
    let own = desk.run(&["templates", "show", "hubei-overall-2024"]).exits(0).stdout;
    let title = own.replace("titles = [\"", "titles = [\"绩效目标表\", \"");
    desk.put("other/hubei.toml", title.replace("长期绩效指标 |", "长期绩效指标 / 长期指标 |"));
}

#[test]
fn output_is_the_same_with_and_without() {
    let desk = desk();
    put_templates(&desk);
    for templates in TEMPLATES {
        let (plain, said) = run(&desk, templates);
        assert_eq!(said, "");
        for _ in 0..2 {
            let (cached, said) = run(&desk, &[templates, &["--cache", "kept"]].concat());
            assert_eq!(plain.keys().collect::<Vec<_>>(), cached.keys().collect::<Vec<_>>());
            for (name, bytes) in &plain {
                assert!(bytes == &cached[name], "{name} with {templates:?}: {said}");
            }
        }
    }
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let desk = Desk::new();
    put_templates(&desk);
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.put("in/b.txt", unknown_table());
    let cache = ["--cache", "kept"];
    assert_eq!(run(&desk, &cache).1, "2 read");
    assert_eq!(run(&desk, &cache).1, "2 unchanged");
    desk.put("in/c.txt", form("白石县林场"));
    assert_eq!(run(&desk, &cache).1, "2 unchanged, 1 read");
    // One of the words stands in two of the documents, the other in none.
    let more = ["--cache", "kept", "--templates", "more"];
    assert_eq!(run(&desk, &more).1, "1 kept as documents, 2 laid out again");
    assert_eq!(run(&desk, &more).1, "3 unchanged");
    fs::rename(desk.path("in/a.txt"), desk.path("in/d.txt")).unwrap();
    assert_eq!(run(&desk, &cache).1, "2 unchanged, 1 kept as documents");
    assert_eq!(run(&desk, &[&cache[..], &["--no-personal"]].concat()).1, "3 kept as documents");
}

#[test]
fn settings_do_not_mix() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    let settings: [&[&str]; 3] = [&[], &["--no-personal"], &["--limit", "grid-slots=10"]];
    for setting in settings.iter().chain(&settings) {
        let (plain, _) = run(&desk, setting);
        let (cached, said) = run(&desk, &[setting, &["--cache", "kept"][..]].concat());
        assert!(plain == cached, "{setting:?}: {said}");
    }
}

#[test]
fn damaged_entries_are_made_again() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    let cache = ["--cache", "kept"];
    let (plain, _) = run(&desk, &cache);
    for damage in [0, 10, 60] {
        for name in files(&desk.path("kept")) {
            let path = desk.path(&format!("kept/{name}"));
            let mut bytes = fs::read(&path).unwrap();
            let at = damage.min(bytes.len() - 1);
            bytes[at] ^= 1;
            bytes.truncate(bytes.len() - damage / 20);
            fs::write(path, bytes).unwrap();
        }
        let (again, said) = run(&desk, &cache);
        assert!(again == plain, "{damage}: {said}");
        assert_eq!(said, "1 read", "{damage}");
        assert_eq!(run(&desk, &cache).1, "1 unchanged");
    }
}

#[test]
fn runs_share_a_cache() {
    let desk = Desk::new();
    for number in 0..30 {
        desk.put(&format!("in/{number}.txt"), form("东渡乡").replace("98%", &format!("{number}%")));
    }
    thread::scope(|scope| {
        for number in 0..3 {
            let desk = &desk;
            scope.spawn(move || {
                let out = format!("out-{number}");
                desk.run(&["extract", "in", "--quiet", "-o", &out, "--cache", "kept"]).exits(0);
            });
        }
    });
    let entries = files(&desk.path("kept"));
    assert!(entries.iter().all(|name| !name.ends_with(".new")), "{entries:?}");
    assert_eq!(entries.len(), 90);
    let read = |out: &str| fs::read(desk.path(out).join("departments/东渡乡.jsonl")).unwrap();
    assert!(read("out-0") == read("out-1") && read("out-1") == read("out-2"));
}

#[test]
fn a_cache_is_shown_and_pruned() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.put("formgrid.toml", "cache = \"kept\"\n");
    run(&desk, &[]);
    let shown = desk.run(&["cache", "info"]).exits(0).stdout;
    let lines: Vec<Vec<&str>> =
        shown.lines().map(|line| line.split_whitespace().take(3).collect()).collect();
    let expected = ["raw", "document", "outcome"].map(|name| vec![name, "1", "entries"]);
    assert_eq!(lines, expected);
    let pruned = desk.run(&["cache", "prune", "--older-than", "30"]).exits(0).stdout;
    assert!(pruned.starts_with("0 entries removed"), "{pruned}");
    let pruned = desk.run(&["cache", "prune", "--max-size", "0"]).exits(0).stdout;
    assert!(pruned.starts_with("3 entries removed"), "{pruned}");
    assert_eq!(run(&desk, &[]).1, "1 read");
    desk.run(&["cache", "prune"]).exits(2);
    desk.run(&["cache", "info", "--cache", "nowhere"])
        .exits(2)
        .says(&["nowhere: there is no cache"]);
}
