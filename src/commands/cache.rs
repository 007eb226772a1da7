//! `formgrid cache`: inspects and prunes a cache.

use std::time::{Duration, SystemTime};

use anyhow::{anyhow, bail};
use formgrid_batch::{Pruned, cache_content, prune_cache};

use super::print;
use crate::{
    args::{Cache, CacheCommand},
    config::Config,
    exit::Exit,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn run(args: &Cache, config: &Config) -> anyhow::Result<Exit> {
    let folder = args.folder.as_ref().or(config.cache.as_ref());
    let folder = folder.ok_or_else(|| anyhow!("no cache: name its folder with --cache DIR"))?;
    if !folder.is_dir() {
        bail!("{}: there is no cache", folder.display());
    }
    let mut text = String::new();
    match args.command {
        CacheCommand::Info => {
            for layer in cache_content(folder)?.layers {
                let (name, size) = (layer.name, megabytes(layer.bytes));
                text += &format!("{name:<9} {:>9} entries {size:>10}\n", layer.entries);
            }
        }
        CacheCommand::Prune { older_than, max_size } => {
            let age =
                older_than.map(|days| DAY.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX)));
            let before = age.map(|age| now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH));
            let max_bytes = max_size.map(|size| size.saturating_mul(1_000_000));
            let Pruned { entries, bytes, in_use } = prune_cache(folder, before, max_bytes)?;
            text = format!("{entries} entries removed, {}\n", megabytes(bytes));
            if in_use > 0 {
                text +=
                    "packs that runs are writing to were skipped; prune again when they are done\n";
            }
        }
    }
    print(text.as_bytes())
}

#[expect(clippy::disallowed_methods, reason = "the age of an entry reaches no output of a run")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn megabytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let size = bytes as f64 / 1e6;
    format!("{size:.1} MB")
}
