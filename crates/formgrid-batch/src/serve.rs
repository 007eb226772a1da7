//! The worker process: reads sources for a run, because a source may crash its process.
//!
//! A separate thread reads requests. When the run ends, for whatever reason, the requests end and
//! the process exits, even in the middle of a source.

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

/// Stack size of the thread that reads sources. Stages do not recurse with document depth, but some
/// libraries do.
pub const STACK_BYTES: usize = 16 << 20;

/// Queued requests. A run sends one at a time.
const QUEUE: usize = 4;

/// Output buffer size, in bytes: the capacity of a pipe.
const PIPE_BYTES: usize = 1 << 16;

/// Serves the requests of a run until they end. `hooks` enables test documents that crash the
/// process.
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
    // The run is gone, so the current source is abandoned.
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
        // Compiled here so that the first source is not charged for it.
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
                // Cached outcomes are flushed together with later ones.
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

/// Limits the address space of the process. An allocation beyond it aborts the process, which the
/// run detects; on systems without such a limit the worker continues without.
#[cfg(unix)]
pub(crate) fn limit(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, bytes| {
        let _ = setrlimit(resource, Rlimit { current: Some(bytes), maximum: Some(bytes) });
    };
    set(Resource::As, memory);
    // A core dump of a worker is useless.
    set(Resource::Core, 0);
}

#[cfg(not(unix))]
pub(crate) fn limit(_memory: u64) {}
