//! The settings in `formgrid.toml`, the source of lowest precedence.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use formgrid_batch::Limits;
use serde::{
    Deserialize, Deserializer,
    de::{self, Error as _, MapAccess, Visitor},
};

use crate::args::parse_size;

const FILE: &str = "formgrid.toml";

/// The contents of the file. Paths are relative to its folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    /// The file; none if no file was found.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
    /// The file was found by its name, not named by the user.
    #[serde(skip)]
    is_found: bool,
    pub(crate) output: Output,
    pub(crate) jobs: Option<usize>,
    pub(crate) templates: Option<PathBuf>,
    pub(crate) cache: Option<PathBuf>,
    pub(crate) without_template: Option<Vec<String>>,
    pub(crate) audit: Option<bool>,
    pub(crate) deny: Option<Vec<String>>,
    pub(crate) no_personal: Option<bool>,
    pub(crate) no_places: Option<bool>,
    pub(crate) departments: Option<PathBuf>,
    pub(crate) quiet: Option<bool>,
    pub(crate) timeout: Option<f64>,
    #[serde(deserialize_with = "size")]
    pub(crate) max_memory: Option<u64>,
    pub(crate) quarantine: Option<PathBuf>,
    pub(crate) limits: Limits,
}

/// The output: a folder, or a table with the folder and options.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) folder: Option<PathBuf>,
    pub(crate) parquet: Option<bool>,
}

impl Config {
    /// The settings of a file, or of the nearest `formgrid.toml` from the working directory upwards,
    /// if any.
    pub(crate) fn find(file: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(file) = file {
            return Self::load(file);
        }
        let start = std::env::current_dir().context("the working directory cannot be read")?;
        let found = start.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file());
        let Some(path) = found else { return Ok(Self::default()) };
        Ok(Self { is_found: true, ..Self::load(&path)? })
    }

    /// Drops the folders to write to if the file was found within an input: the maker of an archive
    /// does not decide what is written on this machine. Returns a message if any was dropped.
    pub(crate) fn drop_folders_from_inputs(&mut self, inputs: &[PathBuf]) -> Option<String> {
        let file = self.file.as_ref().filter(|_| self.is_found)?;
        let found = file.canonicalize().ok()?;
        let holds = |input: &&PathBuf| {
            input.is_dir() && input.canonicalize().is_ok_and(|input| found.starts_with(input))
        };
        let input = inputs.iter().find(holds)?;
        let folders = [
            ("output", self.output.folder.take()),
            ("cache", self.cache.take()),
            ("quarantine", self.quarantine.take()),
        ];
        let dropped = folders.iter().filter(|(_, folder)| folder.is_some());
        let dropped: Vec<&str> = dropped.map(|(name, _)| *name).collect();
        (!dropped.is_empty()).then(|| {
            format!(
                "{}: it lies in the input {}, so its folders for {} are not used; name the file with --config to use them",
                file.display(),
                input.display(),
                dropped.join(", ")
            )
        })
    }

    fn load(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{}: the settings cannot be read", path.display()))?;
        let mut config =
            Self::parse(&text).map_err(|message| anyhow!("{}:{message}", path.display()))?;
        config.file = Some(path.to_owned());
        let folder = path.parent().unwrap_or(Path::new(""));
        let paths = [
            &mut config.output.folder,
            &mut config.templates,
            &mut config.departments,
            &mut config.cache,
            &mut config.quarantine,
        ];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&path);
        }
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            // The names of types mean nothing to a user.
            let message = error.message().replace('\n', " ");
            let message = message.replace("expected usize", "expected a whole number");
            format!("{line}: {}", message.replace("expected f64", "expected a number"))
        })
    }
}

impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OutputVisitor)
    }
}

/// Deserializes a folder or a table, and names unknown keys.
struct OutputVisitor;

impl<'de> Visitor<'de> for OutputVisitor {
    type Value = Output;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a folder, or a table with `folder` and `parquet`")
    }

    fn visit_str<E: de::Error>(self, folder: &str) -> Result<Output, E> {
        Ok(Output { folder: Some(folder.into()), parquet: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Output, A::Error> {
        let mut output = Output::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "folder" => output.folder = Some(map.next_value()?),
                "parquet" => output.parquet = Some(map.next_value()?),
                _ => return Err(de::Error::unknown_field(&key, &["folder", "parquet"])),
            }
        }
        Ok(output)
    }
}

fn size<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let text = String::deserialize(from)?;
    parse_size(&text).map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use formgrid_batch::Limit;

    use super::{Config, Output};

    #[test]
    fn settings_are_read() {
        let text = "jobs = 3\nno-personal = true\ndeny = ['layout']\nmax-memory = '2G'\n";
        let config = Config::parse(text).unwrap();
        assert_eq!((config.jobs, config.no_personal), (Some(3), Some(true)));
        assert_eq!(config.max_memory, Some(2 << 30));
        assert_eq!(config.deny.as_deref(), Some(&["layout".to_owned()][..]));
    }

    #[test]
    fn limits_are_a_table_of_their_own() {
        let config = Config::parse("jobs = 3\n[limits]\nxml-depth = 9\n").unwrap();
        let changed: Vec<_> = config.limits.changed().collect();
        assert_eq!(changed, [(Limit::XmlDepth, 9)]);
        let message = Config::parse("\n[limits]\ndepth = 9\n").unwrap_err();
        assert!(message.starts_with("2: depth: no limit has this name"), "{message}");
    }

    #[test]
    fn output_is_a_folder_or_a_table() {
        let Output { folder, parquet } = Config::parse("output = 'out'").unwrap().output;
        assert_eq!((folder, parquet), (Some("out".into()), None));
        let Output { folder, parquet } =
            Config::parse("[output]\nfolder = 'out'\nparquet = true").unwrap().output;
        assert_eq!((folder, parquet), (Some("out".into()), Some(true)));
        let Output { folder, parquet } = Config::parse("[output]\nparquet = true").unwrap().output;
        assert_eq!((folder, parquet), (None, Some(true)));
        let message = Config::parse("[output]\npath = 'out'").unwrap_err();
        assert!(message.contains("unknown field `path`"), "{message}");
        let message = Config::parse("output = 3").unwrap_err();
        assert!(message.contains("a folder, or a table"), "{message}");
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let message = Config::parse("jobs = 3\njob = 2\n").unwrap_err();
        assert!(message.starts_with("2: unknown field `job`"), "{message}");
    }
}
