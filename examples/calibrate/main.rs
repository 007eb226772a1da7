//! Fits `crates/formgrid-records/templates/confidence.toml` to labelled documents.
//!
//! `calibrate SET... > confidence.toml` takes folders and files. Of a folder it reads every document
//! that has expected lines in `NAME.expected.jsonl`, once as it is and once with half of all words
//! hidden, which simulates unknown forms. A file holds lines that an earlier build judged, as
//! `calibrate --lines FOLDER` prints them: documents tell how sure a line is of forms that nobody has
//! seen only until they are used to improve the reading. Every file counts the same, whatever its
//! length, and so does every folder.
//!
//! A logistic regression weighs the features of each line; a monotone curve maps the sum to the share
//! of correct lines. Figures go to standard error: for each set how well weights fitted to the other
//! sets tell its right lines from its wrong ones.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use formgrid_model::{Diagnostics, Limits};
use formgrid_records::{Features, Kind, Record, Templates, extract};
use formgrid_testkit::is_hidden;
use serde_json::Value;

#[path = "../../tests/support/score.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use the rest, and fail by a panic")]
mod score;

use score::Spec;

const N: usize = Features::NAMES.len() + 1;
/// The formats to read, by extension.
const FORMATS: [&str; 4] = ["docx", "html", "txt", "xlsx"];
/// Seeds for hiding words.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=1;
const GOAL: Spec = &[
    ("department", score::text),
    ("horizon", score::text),
    ("number", score::text),
    ("text", score::without_number),
];
const PROJECT: Spec = &[
    ("department", score::text),
    ("name", score::text),
    ("code", score::text),
    ("annual_budget", score::money),
];

/// The weight of a file, in lines: more make the fit trust the features more.
const FILE: f64 = 60.0;
/// The weight of a folder, which holds many kinds of forms in several formats.
const FOLDER: f64 = 600.0;

/// Lines with equal features.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// A constant 1, then the features.
    features: [f64; N],
    right: bool,
    /// How many they are. Lines of long documents weigh less, because they are right or wrong
    /// together.
    weight: f64,
}

fn main() -> ExitCode {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let prints_lines = arguments.first().is_some_and(|first| first.as_os_str() == "--lines");
    if prints_lines {
        arguments.remove(0);
    }
    if arguments.is_empty() {
        eprintln!("usage: calibrate SET... > confidence.toml");
        eprintln!("       calibrate --lines FOLDER > set.jsonl");
        return ExitCode::from(2);
    }
    let mut sets: Vec<Vec<Line>> = Vec::new();
    for path in &arguments {
        let set = if path.is_dir() { judged(path, prints_lines) } else { stored(path) };
        match set {
            Ok(set) if set.is_empty() => {
                eprintln!("calibrate: {}: no line of a labelled document", path.display());
                return ExitCode::FAILURE;
            }
            Ok(set) => sets.push(set),
            Err(error) => {
                eprintln!("calibrate: {}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        }
    }
    if prints_lines {
        sets.iter().flatten().for_each(|line| println!("{}", json(line)));
        return ExitCode::SUCCESS;
    }
    for (path, set) in arguments.iter().zip(&mut sets) {
        let full = if path.is_dir() { FOLDER } else { FILE };
        let total: f64 = set.iter().map(|line| line.weight).sum();
        set.iter_mut().for_each(|line| line.weight *= full / total);
    }
    for (at, (path, set)) in arguments.iter().zip(&sets).enumerate() {
        let others = sets.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<Line> = others.flat_map(|(_, set)| set).copied().collect();
        report(&path.display().to_string(), &fit(&others), set);
    }
    let all = sets.concat();
    let weights = fit(&all);
    print!("{}", toml(&weights, &curve(&weights, &all)));
    ExitCode::SUCCESS
}

/// The lines of the documents below a folder, judged. `as_is` leaves out hidden words.
fn judged(folder: &Path, as_is: bool) -> io::Result<Vec<Line>> {
    let builtin = Templates::builtin();
    let mut sets = vec![builtin.clone()];
    if !as_is {
        sets.extend(SEEDS.map(|seed| builtin.clone().thinned(|word| is_hidden(seed, word))));
    }
    let mut found = Vec::new();
    for path in documents(folder)? {
        let text = fs::read_to_string(path.with_extension("expected.jsonl"))?;
        let expected: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        let Ok(expected) = expected else {
            eprintln!("calibrate: {}: not JSON Lines", path.display());
            continue;
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        for templates in &sets {
            judge(&name, &bytes, &expected, templates, &mut found);
        }
    }
    Ok(joined(found))
}

/// Joins lines with equal features and verdicts.
fn joined(mut lines: Vec<Line>) -> Vec<Line> {
    let key = |line: &Line| (line.features.map(hundredths), line.right);
    lines.sort_by_key(key);
    lines.dedup_by(|next, line| {
        let is_same = key(next) == key(line);
        line.weight += if is_same { next.weight } else { 0.0 };
        is_same
    });
    lines
}

/// The lines of a file that [`json`] wrote.
fn stored(path: &Path) -> io::Result<Vec<Line>> {
    let line = |text: &str| {
        let value: Value = serde_json::from_str(text).map_err(io::Error::other)?;
        let mut features = [1.0; N];
        for (slot, name) in features[1..].iter_mut().zip(Features::NAMES) {
            *slot = value["features"][*name].as_f64().unwrap_or_default() / 100.0;
        }
        let weight = value["weight"].as_f64().filter(|weight| *weight > 0.0);
        let weight = weight.ok_or_else(|| io::Error::other("a line without a weight"))?;
        Ok(Line { features, right: value["right"] == true, weight })
    };
    fs::read_to_string(path)?.lines().map(line).collect()
}

/// Lines with equal features as JSON: the features that hold, in hundredths, by name.
fn json(line: &Line) -> Value {
    let features = Features::NAMES.iter().zip(&line.features[1..]).filter(|(_, x)| **x != 0.0);
    let features: serde_json::Map<String, Value> =
        features.map(|(name, x)| ((*name).to_owned(), hundredths(*x).into())).collect();
    let weight = (line.weight * 100.0).round().max(1.0) / 100.0;
    serde_json::json!({ "features": features, "right": line.right, "weight": weight })
}

/// The documents below a folder that have expected lines, sorted by path.
fn documents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| FORMATS.iter().any(|format| e == *format))
                && path.with_extension("expected.jsonl").exists()
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn judge(
    name: &str,
    bytes: &[u8],
    expected: &[Value],
    templates: &Templates,
    found: &mut Vec<Line>,
) {
    let limits = Limits::default();
    let mut diagnostics = Diagnostics::new();
    let Ok(raw) = formgrid_readers::read(bytes, &limits, &mut diagnostics) else { return };
    let document = formgrid_layout::resolve(raw, templates.lexicon(), &limits, &mut diagnostics);
    let records = extract(&document, name, templates, &mut diagnostics);
    let kinds = [
        (Kind::Indicator, "indicator", score::FULL),
        (Kind::Goal, "goal", GOAL),
        (Kind::Project, "project", PROJECT),
    ];
    for (kind, kind_name, spec) in kinds {
        let mut expected: Vec<Option<Vec<Vec<String>>>> = expected
            .iter()
            .filter(|line| line["kind"] == kind_name)
            .map(|line| Some(score::accepted(line, spec)))
            .collect();
        if expected.is_empty() {
            continue;
        }
        let own: Vec<&Record> = records.iter().filter(|record| record.head.kind == kind).collect();
        let weight = 1.0 / number(own.len()).sqrt();
        for record in own {
            let Ok(line) = serde_json::to_value(record) else { continue };
            let values: Vec<String> = spec.iter().map(|(key, norm)| norm(&line[*key])).collect();
            let fits = |accepted: &Option<Vec<Vec<String>>>| {
                accepted.as_ref().is_some_and(|accepted| {
                    let is_one = |(value, accepted): (&String, &Vec<String>)| {
                        accepted.iter().any(|other| other == value || other == "*")
                    };
                    values.iter().zip(accepted).all(is_one)
                })
            };
            let at = expected.iter().position(fits);
            if let Some(at) = at {
                expected[at] = None;
            }
            let mut features = [1.0; N];
            for (slot, &holds) in features[1..].iter_mut().zip(record.features.hundredths()) {
                *slot = f64::from(holds) / 100.0;
            }
            found.push(Line { features, right: at.is_some(), weight });
        }
    }
}

fn number(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

fn sum(weights: &[f64; N], line: &Line) -> f64 {
    weights.iter().zip(&line.features).map(|(weight, feature)| weight * feature).sum()
}

/// The probability of log-odds.
#[expect(clippy::disallowed_methods, reason = "weights are rounded, and stored as data")]
fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// The weights of a logistic regression by Newton's method, with slight regularization. Features
/// mark problems, so one with a positive weight is dropped.
fn fit(lines: &[Line]) -> [f64; N] {
    let mut is_used = [true; N];
    loop {
        let weights = newton(lines, &is_used);
        let Some(at) = (1..N).find(|&at| weights[at] > 0.0) else { return weights };
        is_used[at] = false;
    }
}

fn newton(lines: &[Line], is_used: &[bool; N]) -> [f64; N] {
    const STEPS: usize = 12;
    /// In units of a line of weight 1.
    const RIDGE: f64 = 1.0;
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let mut slope = [0.0; N];
        let mut curvature = [[0.0; N]; N];
        for line in lines {
            let expected = logistic(sum(&weights, line));
            let error = f64::from(u8::from(line.right)) - expected;
            for (row, x) in line.features.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                slope[row] += line.weight * error * x;
                let bend = line.weight * expected * (1.0 - expected) * x;
                for (cell, y) in curvature[row].iter_mut().zip(&line.features) {
                    *cell += bend * y;
                }
            }
        }
        for at in 0..N {
            if at > 0 {
                slope[at] -= RIDGE * weights[at];
                curvature[at][at] += RIDGE;
            }
            if !is_used[at] {
                slope[at] = 0.0;
                curvature[at] = [0.0; N];
                curvature[at][at] = 1.0;
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curvature, slope)) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights
}

/// Solves a system with a positive definite matrix.
fn solve(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        for row in at + 1..N {
            let share = matrix[row][at] / matrix[at][at];
            let above = matrix[at];
            for (cell, above) in matrix[row].iter_mut().zip(above) {
                *cell -= share * above;
            }
            right[row] -= share * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|col| matrix[at][col] * right[col]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

/// Sums and shares of correct lines in hundredths, both ascending: decreasing neighbors are pooled.
fn curve(weights: &[f64; N], lines: &[Line]) -> Vec<(i32, i32)> {
    const BINS: usize = 24;
    let mut sums: Vec<(f64, f64, f64)> = lines
        .iter()
        .map(|line| {
            (sum(weights, line), line.weight * f64::from(u8::from(line.right)), line.weight)
        })
        .collect();
    sums.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = sums.iter().map(|one| one.2).sum();
    let mut below = 0.0;
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    // Bins of equal weight. Lines of one sum stay together.
    let bins = sums.chunk_by(|one, two| {
        below += one.2;
        let bin = |weight: f64| (weight * number(BINS) / total).floor();
        bin(below - one.2).total_cmp(&bin(below)).is_eq() || one.0.total_cmp(&two.0).is_eq()
    });
    for bin in bins {
        let weight: f64 = bin.iter().map(|one| one.2).sum();
        let right: f64 = bin.iter().map(|one| one.1).sum();
        let at: f64 = bin.iter().map(|one| one.0 * one.2).sum();
        pools.push((at, right, weight));
        while let [.., one, two] = pools.as_slice()
            && one.1 / one.2 >= two.1 / two.2
        {
            let joined = (one.0 + two.0, one.1 + two.1, one.2 + two.2);
            pools.truncate(pools.len() - 2);
            pools.push(joined);
        }
    }
    // Below the data the curve follows the regression.
    let point = |sum: f64| (hundredths(sum), hundredths(logistic(sum)));
    let lowest = pools.first().map_or(0.0, |(at, _, weight)| at / weight);
    let mut points: Vec<(i32, i32)> =
        [-3.0, -1.0].into_iter().filter(|&sum| sum < lowest).map(point).collect();
    for (at, right, weight) in pools {
        // Add half a line, so that no bin is certain.
        let share = (right + 0.25) / (weight + 0.5);
        let point = (hundredths(at / weight), hundredths(share).clamp(1, 99));
        if points.last().is_none_or(|last| last.0 < point.0 && last.1 <= point.1) {
            points.push(point);
        }
    }
    points
}

#[expect(clippy::cast_possible_truncation, reason = "bounded")]
fn hundredths(value: f64) -> i32 {
    (value * 100.0).round().clamp(-2_000.0, 2_000.0) as i32
}

/// How well weights separate the right lines of a set from the wrong ones.
fn report(name: &str, weights: &[f64; N], lines: &[Line]) {
    let mut sums: Vec<(f64, bool, f64)> =
        lines.iter().map(|line| (sum(weights, line), line.right, line.weight)).collect();
    sums.sort_by(|a, b| a.0.total_cmp(&b.0));
    let of = |lines: &[(f64, bool, f64)], right: bool| -> f64 {
        lines.iter().filter(|one| one.1 == right).map(|one| one.2).sum()
    };
    let (n_right, n_wrong) = (of(&sums, true), of(&sums, false));
    // Compares each right line with the wrong ones; ties count half.
    let (mut below, mut wins, mut at) = (0.0, 0.0, 0);
    while at < sums.len() {
        let same = sums[at..].iter().take_while(|one| one.0.total_cmp(&sums[at].0).is_eq()).count();
        let (right, wrong) = (of(&sums[at..at + same], true), of(&sums[at..at + same], false));
        wins += right * (below + wrong / 2.0);
        below += wrong;
        at += same;
    }
    let share = n_right / (n_right + n_wrong);
    // Without a wrong line there is nothing to separate.
    let auc = if n_wrong > 0.0 { wins / (n_right * n_wrong) } else { f64::NAN };
    eprintln!("{name}: share right {share:.3}, area under the curve {auc:.3}");
}

fn toml(weights: &[f64; N], curve: &[(i32, i32)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::from(
        "# How sure a line is. Made by `cargo run --release --example calibrate SET...`; not to be edited.\n\
         #\n\
         # The weights of what was seen are summed in hundredths of a nat, and the curve turns the sum into a\n\
         # confidence in hundredths; between two points it runs straight. `Features` says what each one is.\n\n\
         [weights]\n",
    );
    let names = std::iter::once("base").chain(Features::NAMES.iter().copied());
    for (name, weight) in names.zip(weights) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name} = {}", hundredths(*weight));
    }
    out.push_str("\n[curve]\npoints = [\n");
    for (at, share) in curve {
        let _ = writeln!(out, "    [{at}, {share}],");
    }
    out.push_str("]\n");
    out
}
