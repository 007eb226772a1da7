//! Unpacks archives to files, for programs that read files themselves.
//!
//! An entry's path is its name in the output, so that its records have the same names as in a run:
//! `2024.zip!/a/form.docx`.

use std::{
    fs, io,
    path::{Component, Path},
    sync::atomic::AtomicBool,
};

use formgrid_model::Limits;
use formgrid_sinks::{SourceError, SourceLine, Status};

use crate::{
    BatchError, Disposition, Isolation, Place, Register, Source, TemplateSet,
    expand::expand,
    one_source::with_retry,
    outcome::{error, fail, unread},
    serve::STACK_BYTES,
    session::SourceRequest,
    settings::Settings,
    worker_pool::{Setup, WorkerPool, WorkerSlot, with_worker_pool},
};

/// An unpacked archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpacked {
    /// Its name in the output.
    pub archive: String,
    /// Lines of `sources.jsonl` for what was not unpacked: skipped or damaged entries, or an empty
    /// or unreadable archive itself.
    pub lines: Vec<SourceLine>,
}

/// Unpacks all archives among the sources to a folder. Other sources are ignored.
pub fn unpack(
    sources: Vec<Source>,
    folder: &Path,
    isolation: &Isolation,
    templates: &TemplateSet,
    limits: &Limits,
) -> Result<Vec<Unpacked>, BatchError> {
    let setup = Setup {
        cache: None,
        isolation,
        templates,
        settings: Settings {
            personal: true,
            places: true,
            departments: Register::default(),
            audit: false,
            limits: limits.clone(),
        },
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build()?;
    let interrupt = AtomicBool::new(false);
    let files: Vec<String> = sources
        .iter()
        .filter(|source| source.disposition == Disposition::Read)
        .map(|source| source.name.clone())
        .collect();
    with_worker_pool(&setup, pool.current_num_threads(), &interrupt, |workers| {
        let expanded = expand(sources, workers, &pool)?;
        let mut all: Vec<Unpacked> = Vec::new();
        for source in &expanded {
            let Some(archive) = archive_of(source, &files) else { continue };
            if all.last().is_none_or(|last| last.archive != archive) {
                all.push(Unpacked { archive: archive.to_owned(), lines: Vec::new() });
            }
            let line = put(source, folder, workers)?;
            if let (Some(line), Some(last)) = (line, all.last_mut()) {
                last.lines.push(line);
            }
        }
        Ok(all)
    })
}

/// The archive of a source, or the source itself.
fn archive_of<'a>(source: &'a Source, files: &[String]) -> Option<&'a str> {
    if let Place::Entry { .. } = source.place {
        return source.name.match_indices("!/").find_map(|(at, _)| {
            let archive = source.name.get(..at)?;
            files.binary_search_by(|name| name.as_str().cmp(archive)).ok().map(|_| archive)
        });
    }
    // A source that was to be read and no longer is was expanded.
    let was_read = files.binary_search(&source.name).is_ok();
    (was_read && source.disposition != Disposition::Read).then_some(source.name.as_str())
}

/// Writes an entry, or returns its line if it cannot be written.
fn put(
    source: &Source,
    folder: &Path,
    workers: &WorkerPool<'_>,
) -> Result<Option<SourceLine>, BatchError> {
    if let Some(line) = unread(source) {
        return Ok(Some(line));
    }
    let Some(mut slot) = workers.slot(0) else { return Ok(None) };
    Ok(match bytes(source, &mut slot)? {
        Ok(bytes) => {
            let path = folder.join(&source.name);
            write(&path, &bytes).map_err(BatchError::output(&path))?;
            None
        }
        Err(failure) => {
            let mut line = SourceLine::new(source.name.clone(), Status::Failed);
            fail(&mut line, failure);
            Some(line)
        }
    })
}

fn bytes(
    source: &Source,
    slot: &mut WorkerSlot<'_>,
) -> Result<Result<Vec<u8>, SourceError>, BatchError> {
    // Entry names are untrusted and may lead out of the folder.
    let parts = Path::new(&source.name).components();
    if !parts.into_iter().all(|part| matches!(part, Component::Normal(_))) {
        let message = "its name leads out of the archive; unpack it by hand";
        return Ok(Err(error("io/unreadable", message)));
    }
    let request = SourceRequest::new(&source.name, &source.place);
    with_retry(slot, |slot| slot.fetch(request.clone()))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use formgrid_model::Limits;
    use formgrid_testkit::zip_of;

    use super::unpack;
    use crate::{Isolation, TemplateFiles, TemplateSet, find_sources};

    #[test]
    fn entries_become_files_of_their_names_and_none_leaves_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (input, out) = (dir.path().join("in"), dir.path().join("out"));
        fs::create_dir(&input).unwrap();
        let inner = zip_of(&[("x.txt", b"1"), ("Thumbs.db", b"2")]);
        let outer = zip_of(&[("a/inner.zip", &inner), ("../up.txt", b"3"), ("y.txt", b"4")]);
        fs::write(input.join("outer.zip"), outer).unwrap();
        fs::write(input.join("z.txt"), "5").unwrap();
        let sources = find_sources(std::slice::from_ref(&input), &[]).unwrap();
        let templates = TemplateSet::new(TemplateFiles::default()).unwrap();
        let isolation = Isolation::InProcess;
        let all = unpack(sources, &out, &isolation, &templates, &Limits::default()).unwrap();
        let [archive] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(archive.archive, "outer.zip");
        let lines: Vec<_> =
            archive.lines.iter().map(|line| (line.path.as_str(), line.status.name())).collect();
        assert_eq!(
            lines,
            [("outer.zip!/../up.txt", "failed"), ("outer.zip!/a/inner.zip!/Thumbs.db", "skipped")]
        );
        let read = |name: &str| fs::read(out.join(name)).ok();
        assert_eq!(read("outer.zip!/a/inner.zip!/x.txt").as_deref(), Some(&b"1"[..]));
        assert_eq!(read("outer.zip!/y.txt").as_deref(), Some(&b"4"[..]));
        assert!(!out.join("z.txt").exists() && !out.join("up.txt").exists());
        assert!(!Path::new(&out).parent().unwrap().join("up.txt").exists());
    }
}
