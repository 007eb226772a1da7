"""Reading documents, one or many."""

import json
import os
import threading
from os import PathLike
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Tuple, Union

from . import _native, errors
from .options import Options
from .result import Result

Document = Union[bytes, bytearray, memoryview, str, "PathLike[str]"]


class Reader:
    """Reads documents with its own workers. Threads may share one.

    Args:
        options: Options for reading.

    Raises:
        TemplateError: A template cannot be used.
        RegisterError: The register of departments cannot be used.
    """

    def __init__(self, options: Optional[Options] = None) -> None:
        self.options = options or Options()
        self._native = _native.Reader(self.options.native())
        self._pid = os.getpid()

    def read(self, document: Document, name: Optional[str] = None, *, check: bool = True) -> Result:
        """Reads a document.

        Args:
            document: Its bytes, or the path of a file that is not an archive.
            name: Its name in lines; by default the file name, or `-`.
            check: Whether to raise an exception if it cannot be read. Otherwise its `Result` has the error.

        Returns:
            Its content.

        Raises:
            DocumentError: It could not be read; see `code`.
            OSError: The file cannot be read.
        """
        if os.getpid() != self._pid:
            raise errors.WorkerError("a reader cannot be used after a fork; make one in this process")
        if isinstance(document, (str, PathLike)):
            path = Path(document)
            name = name or path.name
            content = path.read_bytes()
        else:
            content = bytes(document)
        name = name or "-"
        source, findings, chunks = self._native.read(name, content)
        result = Result(self._native, name, content, source, findings, chunks)
        if check:
            result.check()
        return result


_lock = threading.Lock()
_shared: "Dict[Tuple[int, Options], Reader]" = {}


def shared_reader(options: Options) -> Reader:
    """The reader of this process for some options, created on first use."""
    key = (os.getpid(), options)
    with _lock:
        if key not in _shared:
            _shared[key] = Reader(options)
        return _shared[key]


def read(document: Document, name: Optional[str] = None, **options: Any) -> Result:
    """Reads a document.

    Args:
        document: Its bytes, or the path of a file that is not an archive.
        name: Its name in lines; by default the file name, or `-`.
        **options: See `Options`. One reader is kept per set of options.

    Returns:
        Its content.

    Raises:
        DocumentError: It could not be read; see `code`.
        TemplateError: A template cannot be used.
        OSError: The file cannot be read.
    """
    if "without_templates" in options:
        options["without_templates"] = tuple(options["without_templates"])
    return shared_reader(Options(**options)).read(document, name)


def extract(
    paths: "Union[str, PathLike[str], Iterable[Union[str, PathLike[str]]]]",
    out: "Union[str, PathLike[str]]",
    *,
    parquet: bool = False,
    audit: bool = False,
    **options: Any,
) -> Dict[str, Any]:
    """Reads files, folders and archives, and writes the output of `formgrid extract`.

    Args:
        paths: Inputs: files, folders (recursive), patterns.
        out: Folder to write to; files of an earlier run in it are replaced.
        parquet: Whether to also write Parquet tables, to `out/parquet`.
        audit: Whether to audit conservation; lost texts become findings.
        **options: See `Options`.

    Returns:
        The counts of the run, as `run.json` holds them: `sources` by status, `records` by kind,
        `diagnostics` by code, `departments`.

    Raises:
        InputError: A pattern matches nothing.
        OutputError: The folder cannot be written, or another run is writing to it.
        TemplateError: A template cannot be used.
        KeyboardInterrupt: The run was stopped; the same call resumes it.
    """
    inputs = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    names = [os.fspath(path) for path in inputs]
    line = _native.extract(names, os.fspath(out), parquet, audit, Options(**options).native())
    counts: Dict[str, Any] = json.loads(line)
    return counts


def unpack(
    paths: "Union[str, PathLike[str], Iterable[Union[str, PathLike[str]]]]",
    folder: "Union[str, PathLike[str]]",
    **options: Any,
) -> Dict[str, List[str]]:
    """Unpacks archives to a folder, for engines, which read files.

    An entry becomes the file `folder/2024.zip!/a/form.docx`, so that its path below the folder is its name
    in `extract`. Nested archives are unpacked too.

    Args:
        paths: Files and folders (recursive). Other files than archives are ignored.
        folder: Output folder.
        **options: See `Options`.

    Returns:
        The archives by name, with the lines of `sources.jsonl` for entries that were not unpacked. Pass
        it to `records` of an engine, which puts these lines in place of the archive.

    Raises:
        OutputError: The folder cannot be written.
    """
    inputs = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    names = [os.fspath(path) for path in inputs]
    return dict(_native.unpack(names, os.fspath(folder), Options(**options).native()))
