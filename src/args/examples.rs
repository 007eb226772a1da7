//! Examples at the end of `--help`. A test parses each of them.

/// Examples of the whole command.
pub(super) const ALL: &str = "\
Examples:
  formgrid extract archive -o out          read a folder, one file per department
  formgrid inspect archive/form.docx       show how one document is understood
  formgrid review out                      pages to check doubtful records against the source

Exit codes: 0 done; 1 done, but an input failed or a check found something; 2 not started;
3 failed while running; 130 stopped by the user.";

pub(super) const EXTRACT: &str = "\
Examples:
  formgrid extract archive -o out
  formgrid extract '2026/**/*.docx' scans.zip -o out --parquet --jobs 4
  formgrid extract archive -o out --audit --deny check --cache .formgrid-cache";

pub(super) const TABLES: &str = "\
Examples:
  formgrid tables form.docx
  formgrid tables form.pdf --format html
  formgrid tables archive.zip!/2026/form.xlsx --format csv";

pub(super) const INSPECT: &str = "\
Examples:
  formgrid inspect form.docx
  formgrid inspect form.pdf --templates my-templates
  formgrid inspect form.txt --without-template wuhan-overall";

pub(super) const DIFF: &str = "\
Examples:
  formgrid diff out-2025 out-2026
  formgrid diff out-2025 out-2026 --ignore confidence,source
  formgrid diff out-2025 out-2026 --format markdown";

pub(super) const SNAPSHOT: &str = "\
Examples:
  formgrid snapshot check known
  formgrid snapshot accept known
  formgrid snapshot review known --ignore confidence";

pub(super) const REVIEW: &str = "\
Examples:
  formgrid review out
  formgrid review out -o report --all --limit 2000
  formgrid review apply corrections.jsonl --write";

pub(super) const CACHE: &str = "\
Examples:
  formgrid cache info --cache .formgrid-cache
  formgrid cache prune --cache .formgrid-cache --older-than 30
  formgrid cache prune --cache .formgrid-cache --max-size 500";

pub(super) const TEMPLATES: &str = "\
Examples:
  formgrid templates explain form.docx
  formgrid templates learn form.docx --id my-form
  formgrid templates check my-templates/my-form.toml";

pub(super) const SCHEMA: &str = "\
Examples:
  formgrid schema";

pub(super) const COMPLETIONS: &str = "\
Examples:
  formgrid completions bash
  formgrid completions zsh
  formgrid completions fish";

#[cfg(test)]
mod tests {
    use clap::{Parser as _, error::ErrorKind};

    use super::super::Cli;

    #[test]
    fn examples_parse() {
        let all = [
            super::ALL,
            super::EXTRACT,
            super::TABLES,
            super::INSPECT,
            super::DIFF,
            super::SNAPSHOT,
            super::REVIEW,
            super::CACHE,
            super::TEMPLATES,
            super::SCHEMA,
            super::COMPLETIONS,
        ];
        let mut n = 0;
        for line in all.iter().flat_map(|text| text.lines()) {
            let Some(command) = line.strip_prefix("  ") else { continue };
            // A remark follows a gap.
            let command = command.split("   ").next().unwrap_or_default();
            let words = command.split_whitespace().map(|word| word.trim_matches('\''));
            assert!(Cli::try_parse_from(words).is_ok(), "{command}");
            n += 1;
        }
        assert!(n > 25, "{n} examples");
    }

    /// Commands in the text and in the blocks of a page.
    fn commands(page: &str) -> Vec<String> {
        let mut commands = Vec::new();
        let mut is_block = false;
        for line in page.lines() {
            if line.starts_with("```") {
                is_block = !is_block;
            } else if is_block {
                let line = line.strip_prefix("$ ").unwrap_or(line);
                commands.extend(line.starts_with("formgrid ").then(|| line.to_owned()));
            } else {
                let code = line.split('`').skip(1).step_by(2);
                commands
                    .extend(code.filter(|code| code.starts_with("formgrid ")).map(str::to_owned));
            }
        }
        commands
    }

    #[test]
    fn commands_of_the_documentation_parse() {
        let pages = [
            include_str!("../../README.md"),
            include_str!("../../CONTRIBUTING.md"),
            include_str!("../../docs/drift.md"),
            include_str!("../../docs/queries.md"),
            include_str!("../../docs/review.md"),
            include_str!("../../docs/scale.md"),
            include_str!("../../docs/templates.md"),
            include_str!("../../docs/tutorial.md"),
            include_str!("../../docs/reference/findings.md"),
            include_str!("../../docs/reference/settings.md"),
        ];
        let mut n = 0;
        for command in pages.iter().flat_map(|page| commands(page)) {
            // Words in capitals stand for values, most of them for files.
            let command =
                command.replace("SHELL", "bash").replace("DAYS", "30").replace(" MB", " 500");
            // A remark follows a gap, a redirection an angle bracket.
            let parts = command.split("  ").next().and_then(|command| command.split(" > ").next());
            let words: Vec<&str> = parts
                .unwrap_or_default()
                .split_whitespace()
                .map(|word| word.trim_matches('\''))
                .collect();
            if words.contains(&"COMMAND") {
                continue;
            }
            // Text may name a command without its arguments, but no argument that does not exist.
            let named = [
                ErrorKind::MissingRequiredArgument,
                ErrorKind::MissingSubcommand,
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            ];
            let error = Cli::try_parse_from(&words).err();
            let error = error.filter(|error| error.use_stderr() && !named.contains(&error.kind()));
            assert!(error.is_none(), "{command}: {error:?}");
            n += 1;
        }
        assert!(n > 40, "{n} commands");
    }
}
