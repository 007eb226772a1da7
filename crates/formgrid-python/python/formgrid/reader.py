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
    """Reads documents with workers that it keeps. Any number of threads may share one.

    Args:
        options: How documents are read.

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
            document: Its bytes, or the path of a file that is no archive.
            name: What lines call it; by default the name of the file, or `-`.
            check: Whether a document that cannot be read is an exception. Without, its `Result` says so.

        Returns:
            What stands in it.

        Raises:
            DocumentError: Nothing could be read of it. Its `code` says why.
            OSError: There is no such file.
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
    """The reader of this process for some options, made when it is first wanted."""
    key = (os.getpid(), options)
    with _lock:
        if key not in _shared:
            _shared[key] = Reader(options)
        return _shared[key]


def read(document: Document, name: Optional[str] = None, **options: Any) -> Result:
    """Reads a document.

    Args:
        document: Its bytes, or the path of a file that is no archive.
        name: What lines call it; by default the name of the file, or `-`.
        **options: See `Options`. Readers are kept for each set of them.

    Returns:
        What stands in it.

    Raises:
        DocumentError: Nothing could be read of it. Its `code` says why.
        TemplateError: A template cannot be used.
        OSError: There is no such file.
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
    """Reads files, folders and archives, and writes what `formgrid extract` writes.

    Args:
        paths: Inputs: files, folders (walked whole), patterns.
        out: Folder to write to; files of an earlier run in it are replaced.
        parquet: Whether Parquet tables are written too, to `out/parquet`.
        audit: Whether every text is accounted for; those that are lost are findings.
        **options: See `Options`.

    Returns:
        The counts of the run, as `run.json` holds them: `sources` by status, `records` by kind,
        `diagnostics` by code, `departments`.

    Raises:
        InputError: A pattern matches nothing.
        OutputError: The folder cannot be written, or another run is writing to it.
        TemplateError: A template cannot be used.
        KeyboardInterrupt: The run was stopped; the same call goes on with it.
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
    """Writes what archives hold to a folder, for engines, which read files.

    An entry is the file `folder/2024.zip!/a/form.docx`, whose path below the folder is what `extract` calls
    it. Archives in archives are unpacked too.

    Args:
        paths: Files and folders, which are walked whole. What is no archive is left where it is.
        folder: Where the entries go.
        **options: See `Options`.

    Returns:
        The archives by their names, with the lines of `sources.jsonl` for what became no file. `records`
        of an engine takes it, and gives these lines in place of the archive.

    Raises:
        OutputError: The folder cannot be written.
    """
    inputs = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    names = [os.fspath(path) for path in inputs]
    return dict(_native.unpack(names, os.fspath(folder), Options(**options).native()))
