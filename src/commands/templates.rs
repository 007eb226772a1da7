//! `formgrid templates`: the known forms, and how a document matches them.

use std::{fmt::Write as _, fs, path::PathBuf};

use anyhow::{Context as _, anyhow};
use formgrid_batch::{Template, Templates, learn, printable};

use super::{limits, load_templates, opened, print, run_isolated_command};
use crate::explanation::explained;
use crate::{
    args::{Templates as TemplatesArgs, TemplatesCommand},
    config::Config,
    exit::Exit,
    suggest::suggestion,
};

pub(crate) fn run(args: TemplatesArgs, config: Config) -> anyhow::Result<Exit> {
    if let TemplatesCommand::Learn { input, .. } | TemplatesCommand::Explain { input } =
        &args.command
        && let Some(exit) = run_isolated_command(input, &args.cost, &config)?
    {
        return Ok(exit);
    }
    let templates = load_templates(args.templates, &config)?;
    let limits = limits(args.limits, &config);
    match args.command {
        TemplatesCommand::List => print(list(templates.list()).as_bytes()),
        TemplatesCommand::Show { id } => {
            let template = templates.get(&id).ok_or_else(|| {
                let hint = suggestion(&id, templates.list().iter().map(|one| one.id.as_str()));
                anyhow!(
                    "{id}: no template has this id{hint}; `formgrid templates list` prints all ids"
                )
            })?;
            print(template.text.as_bytes())
        }
        TemplatesCommand::Check { files } => check(&files),
        TemplatesCommand::Learn { input, id } => match opened(&input, &templates, &limits) {
            Some(opened) => {
                let reading = &opened.reading;
                let draft = learn(&reading.document, &reading.records, &templates, &id);
                print(draft.as_bytes())
            }
            None => Ok(Exit::Findings),
        },
        TemplatesCommand::Explain { input } => match opened(&input, &templates, &limits) {
            Some(opened) => print(explained(&opened, &templates).as_bytes()),
            None => Ok(Exit::Findings),
        },
    }
}

/// Reports the problems of each file, or that there are none.
fn check(files: &[PathBuf]) -> anyhow::Result<Exit> {
    let mut text = String::new();
    let mut exit = Exit::Done;
    for path in files {
        let name = path.display().to_string();
        let file = fs::read_to_string(path).with_context(|| name.clone())?;
        let messages = match Templates::check(&name, &file) {
            Ok(()) => format!("{name}: nothing is wrong"),
            Err(error) => {
                exit = Exit::Findings;
                error.to_string()
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", printable(&messages));
    }
    print(text.as_bytes())?;
    Ok(exit)
}

fn list(templates: &[Template]) -> String {
    let width = templates.iter().map(|template| template.id.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for template in templates {
        let form = template.form.as_deref().unwrap_or("-");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:<width$}  {form:<10}  {}",
            printable(&template.id),
            printable(&template.name)
        );
    }
    text
}
