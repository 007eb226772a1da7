//! A worker: a process that reads sources for a run, because one of them may take the process with it.
//!
//! Requests are read on a thread of their own. When the run is gone, however it ended, they end too,
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
    protocol::{Request, Response},
    session::Session,
    source::guarded,
};

/// Stack of the thread that reads sources. Stages do not recurse with the depth of a document; the
/// room is for those of the libraries that do.
pub const STACK_BYTES: usize = 16 << 20;

/// Requests that wait to be answered. A run asks one at a time.
const QUEUE: usize = 4;

/// Bytes of responses that are sent at once: what a pipe holds.
const PIPE_BYTES: usize = 1 << 16;

/// Answers the requests of a run until they end. `hooks` lets documents made for tests make the
/// process fail.
pub fn serve(
    from: impl Read + Send + 'static,
    to: impl Write + Send + 'static,
    hooks: bool,
) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(PIPE_BYTES, to);
    let (send, requests) = mpsc::sync_channel(QUEUE);
    let work = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let result = guarded(|| answer_all(&requests, &mut to, hooks));
        #[expect(clippy::exit, reason = "the thread that reads requests waits for more of them")]
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

fn answer_all(requests: &Receiver<Frame>, to: &mut impl Write, hooks: bool) -> io::Result<()> {
    let Ok(first) = requests.recv() else { return Ok(()) };
    let Request::Init(begin) = first.head()? else { return Err(unexpected()) };
    limit(begin.memory);
    let templates = TemplateSet::unproven(begin.templates);
    let build = BUILD.to_owned();
    let fingerprint = templates.fingerprint().to_owned();
    send(to, &Response::Ready { build, fingerprint }, &[])?;
    let cache = begin.cache.as_ref().map(Path::new).map(Cache::open);
    let cache = cache.transpose().map_err(io::Error::other)?;
    if cache.is_none() {
        // The first source will ask for them, and is not to pay for all.
        templates.compiled().map_err(io::Error::other)?;
    }
    let mut session = Session::new(&templates, &begin.settings, cache, hooks);
    for frame in requests {
        respond(frame.head()?, frame.body(), &mut session, to)?;
    }
    Ok(())
}

fn respond(
    request: Request,
    body: &[u8],
    session: &mut Session<'_>,
    to: &mut impl Write,
) -> io::Result<()> {
    match request {
        Request::Init(_) => Err(unexpected()),
        Request::List(path) => session
            .list(&PathBuf::from(path), &mut |listing| send(to, &Response::Listed(listing), &[])),
        Request::Load(request) => send(to, &Response::Loaded(session.load(request, body)), &[]),
        Request::Read(wanted) => {
            for wanted in wanted {
                // What is known at once may wait for what comes after it.
                if let Some(frame) = session.read_next(wanted, || to.flush()) {
                    to.write_all(frame?.bytes())?;
                }
            }
            to.flush()
        }
        Request::Tables(request) => match session.tables(&request, body) {
            Ok(lines) => send(to, &Response::Tables(Ok(())), &lines),
            Err(error) => send(to, &Response::Tables(Err(error)), &[]),
        },
        Request::Fetch(request) => match session.bytes(&request, &[]) {
            Ok(bytes) => send(to, &Response::Fetched(Ok(())), &bytes),
            Err(error) => send(to, &Response::Fetched(Err(error)), &[]),
        },
        Request::Inspect(request, wanted) => match session.inspect(&request, &wanted) {
            Ok((inspection, bytes)) => send(to, &Response::Inspected(Ok(inspection)), &bytes),
            Err(error) => send(to, &Response::Inspected(Err(error)), &[]),
        },
    }
}

fn send(to: &mut impl Write, response: &Response, body: &[u8]) -> io::Result<()> {
    to.write_all(Frame::new(response, body)?.bytes())?;
    to.flush()
}

fn unexpected() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a request that can be served now")
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
