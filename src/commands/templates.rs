//! `formgrid templates`: what forms are known, and how a document is matched to one.

use std::fmt::Write as _;

use anyhow::anyhow;
use formgrid_batch::{Template, printable};

use super::{limits, load_templates, opened, print};
use crate::explanation::explained;
use crate::{
    args::{Templates, TemplatesCommand},
    config::Config,
    exit::Exit,
};

pub(crate) fn run(args: Templates, config: Config) -> anyhow::Result<Exit> {
    let templates = load_templates(args.templates, &config)?;
    let limits = limits(args.limits, &config);
    match args.command {
        TemplatesCommand::List => print(list(templates.list()).as_bytes()),
        TemplatesCommand::Show { id } => {
            let template = templates.get(&id).ok_or_else(|| {
                anyhow!("{id}: no template has this id; `formgrid templates list` prints all")
            })?;
            print(template.text.as_bytes())
        }
        TemplatesCommand::Explain { input } => match opened(&input, &templates, &limits) {
            Some(opened) => print(explained(&opened, &templates).as_bytes()),
            None => Ok(Exit::Findings),
        },
    }
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
