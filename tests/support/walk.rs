//! Follows a page of the documentation: runs its commands and compares what they print.

use std::fs;

use super::TestDir;

/// A fenced block of a page.
#[derive(Debug)]
pub(crate) struct Fenced<'p> {
    /// The word after the fence.
    pub(crate) language: &'p str,
    pub(crate) lines: Vec<&'p str>,
}

/// The fenced blocks of a page.
pub(crate) fn fenced(page: &str) -> Vec<Fenced<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Fenced<'_>> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(language), None) => open = Some(Fenced { language, lines: Vec::new() }),
            (None, Some(block)) => block.lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// How numbers of a page are compared with those printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// They must be equal.
    Equal,
    /// Any number will do: counts of a whole corpus change with every document added to it.
    Any,
}

impl Numbers {
    fn shown(self, line: &str) -> String {
        let mut shown = String::new();
        for c in line.chars() {
            let c = if self == Self::Any && c.is_ascii_digit() { '#' } else { c };
            if c != '#' || !shown.ends_with('#') {
                shown.push(c);
            }
        }
        shown
    }
}

/// Runs the commands of `console` blocks, which follow `$ `, in order. The lines below a command must be
/// printed in this order, without gaps except at `...`. Other blocks go to `other`. Returns the number of
/// commands.
#[track_caller]
pub(crate) fn walk(
    dir: &TestDir,
    page: &str,
    numbers: Numbers,
    mut other: impl FnMut(&Fenced<'_>),
) -> usize {
    let shown = |line: &str| numbers.shown(line);
    let mut n_commands = 0;
    for block in fenced(page) {
        if block.language != "console" {
            other(&block);
            continue;
        }
        let mut printed = String::new();
        let mut rest = printed.lines();
        let mut has_gap = true;
        for line in &block.lines {
            if let Some(command) = line.strip_prefix("$ ") {
                printed = run(dir, command);
                rest = printed.lines();
                has_gap = false;
                n_commands += 1;
            } else if *line == "..." {
                has_gap = true;
            } else {
                let is_printed = if has_gap {
                    rest.any(|found| shown(found) == shown(line))
                } else {
                    rest.next().map(shown) == Some(shown(line))
                };
                assert!(is_printed, "{line:?} is not printed here:\n{printed}");
                has_gap = false;
            }
        }
    }
    n_commands
}

/// Runs the program, `cp` or `mkdir` as a shell does; returns what is printed, unless redirected.
#[track_caller]
fn run(dir: &TestDir, command: &str) -> String {
    let (command, file) = match command.split_once(" > ") {
        Some((command, file)) => (command, Some(file)),
        None => (command, None),
    };
    match command.split(' ').collect::<Vec<_>>().as_slice() {
        ["mkdir", folders @ ..] => {
            folders.iter().for_each(|folder| fs::create_dir(dir.path(folder)).unwrap());
        }
        ["cp", from, to] => _ = fs::copy(dir.path(from), dir.path(to)).unwrap(),
        ["formgrid", arguments @ ..] => {
            let done = dir.run(arguments);
            assert!(matches!(done.code, Some(0 | 1)), "{command}: {}", done.stderr);
            match file {
                Some(file) => fs::write(dir.path(file), done.stdout).unwrap(),
                None => return done.stdout + &done.stderr,
            }
        }
        _ => panic!("{command}: the test runs no such command"),
    }
    String::new()
}
