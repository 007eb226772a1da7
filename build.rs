//! What `--version` shows: the commit and the features of this build.

use std::{path::Path, process::Command};

fn main() {
    println!("cargo::rerun-if-env-changed=FORMGRID_COMMIT");
    let given = std::env::var("FORMGRID_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(commit).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=FORMGRID_COMMIT={commit}");
    let features = ["review", "test-hooks"].into_iter().filter(|feature| {
        let name = feature.to_uppercase().replace('-', "_");
        std::env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
    });
    let features: Vec<&str> = features.collect();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
    println!("cargo::rustc-env=FORMGRID_FEATURES={features}");
}

/// The commit that is checked out; none outside a repository.
fn commit() -> Option<String> {
    let head = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"])?;
    if Path::new(&head).exists() {
        println!("cargo::rerun-if-changed={head}");
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned()).filter(|text| !text.is_empty())
}
