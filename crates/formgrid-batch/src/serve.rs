//! A worker: a process that reads sources for a run, because one of them may take the process with it.
//!
//! Questions are read on a thread of their own. When the run is gone, however it ended, they end too,
//! and the process with them, also in the middle of a source.

use std::{
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
    thread,
};

use crate::{
    BUILD, TemplateSet,
    cache::Cache,
    frame::Frame,
    protocol::{Answer, Question},
    session::Session,
    source::guarded,
};

/// Stack of the thread that reads sources. Stages do not recurse with the depth of a document; the
/// room is for those of the libraries that do.
pub const STACK_BYTES: usize = 16 << 20;

/// Questions that wait to be answered. A run asks one at a time.
const QUEUE: usize = 4;

/// Bytes of answers that are sent at once: what a pipe holds.
const PIPE_BYTES: usize = 1 << 16;

/// Answers the questions of a run until they end. `hooks` lets documents made for tests make the
/// process fail.
pub fn serve(
    from: impl Read + Send + 'static,
    to: impl Write + Send + 'static,
    hooks: bool,
) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(PIPE_BYTES, to);
    let (send, questions) = mpsc::sync_channel(QUEUE);
    let work = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let result = guarded(|| answer_all(&questions, &mut to, hooks));
        #[expect(clippy::exit, reason = "the thread that reads questions waits for more of them")]
        std::process::exit(i32::from(!matches!(result, Ok(Ok(())))))
    })?;
    let mut from = from;
    while let Some(frame) = Frame::read(&mut from)? {
        if send.send(frame).is_err() {
            break;
        }
    }
    // Nobody waits for what is being read now.
    drop(work);
    Ok(())
}

fn answer_all(questions: &Receiver<Frame>, to: &mut impl Write, hooks: bool) -> io::Result<()> {
    let Ok(first) = questions.recv() else { return Ok(()) };
    let Question::Begin(begin) = first.head()? else { return Err(unexpected()) };
    limit(begin.memory);
    let templates = TemplateSet::unproven(begin.templates);
    let build = BUILD.to_owned();
    let fingerprint = templates.fingerprint().to_owned();
    say(to, &Answer::Ready { build, fingerprint }, &[])?;
    let cache = begin.cache.as_ref().map(Path::new).map(Cache::open);
    let cache = cache.transpose().map_err(io::Error::other)?;
    if cache.is_none() {
        // The first source will ask for them, and is not to pay for all.
        templates.compiled().map_err(io::Error::other)?;
    }
    let mut session = Session::new(&templates, &begin.settings, cache, hooks);
    for frame in questions {
        answer(frame.head()?, frame.body(), &mut session, to)?;
    }
    Ok(())
}

fn answer(
    question: Question,
    body: &[u8],
    session: &mut Session<'_>,
    to: &mut impl Write,
) -> io::Result<()> {
    match question {
        Question::Begin(_) => Err(unexpected()),
        Question::List(path) => session
            .list(&PathBuf::from(path), &mut |listing| say(to, &Answer::Listed(listing), &[])),
        Question::Load(asked) => say(to, &Answer::Loaded(session.load(asked, body)), &[]),
        Question::Read(wanted) => {
            for wanted in wanted {
                // What is known at once may wait for what comes after it.
                if let Some(frame) = session.read_next(wanted, || to.flush()) {
                    to.write_all(frame?.bytes())?;
                }
            }
            to.flush()
        }
        Question::Tables(asked) => match session.tables(&asked, body) {
            Ok(lines) => say(to, &Answer::Tables(Ok(())), &lines),
            Err(error) => say(to, &Answer::Tables(Err(error)), &[]),
        },
        Question::Fetch(asked) => match session.bytes(&asked, &[]) {
            Ok(bytes) => say(to, &Answer::Fetched(Ok(())), &bytes),
            Err(error) => say(to, &Answer::Fetched(Err(error)), &[]),
        },
        Question::Look(asked, look) => match session.look(&asked, &look) {
            Ok((seen, bytes)) => say(to, &Answer::Seen(Ok(seen)), &bytes),
            Err(error) => say(to, &Answer::Seen(Err(error)), &[]),
        },
    }
}

fn say(to: &mut impl Write, answer: &Answer, body: &[u8]) -> io::Result<()> {
    to.write_all(Frame::new(answer, body)?.bytes())?;
    to.flush()
}

fn unexpected() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a question that can be asked now")
}

/// Limits what the process may take. An allocation beyond it ends the process, which is what the run
/// takes it for; where a system has no such limit, the worker goes on without.
#[cfg(unix)]
pub(crate) fn limit(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, bytes| {
        let _ = setrlimit(resource, Rlimit { current: Some(bytes), maximum: Some(bytes) });
    };
    set(Resource::As, memory);
    // The memory of a worker that fails is of no use to anybody.
    set(Resource::Core, 0);
}

#[cfg(not(unix))]
pub(crate) fn limit(_memory: u64) {}
