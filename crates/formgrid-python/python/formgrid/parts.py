"""Documents and their results as rows of Arrow tables, for engines.

A source gives a row for itself (`position` -1) and one for each part of its records: the lines of one
filing for one output file. `settling` turns these rows into the output of a run.
"""

import json
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Sequence, Union

from . import _native
from .options import Options
from .reader import shared_reader
from .result import KINDS, Result

if TYPE_CHECKING:
    import pyarrow

COLUMNS = (
    ("path", "string"),
    ("position", "int"),
    ("sha256", "string"),
    ("source", "string"),
    ("findings", "string"),
    ("department", "string"),
    ("department_key", "string"),
    ("region", "string"),
    ("fiscal_year", "int"),
    ("filing", "string"),
    ("filing_len", "int"),
    ("lines", "string"),
)
"""Names and types of the columns of a part, as Spark writes them.

`source` is the source's line of `sources.jsonl` and `findings` its lines of `diagnostics.jsonl`, on the
row of the source. `filing` identifies equal filings, `filing_len` is the length in bytes of the filing's
own line, which starts `lines`.
"""


def schema() -> "pyarrow.Schema":
    """The columns of a part."""
    import pyarrow

    types = {"string": pyarrow.string(), "int": pyarrow.int32()}
    return pyarrow.schema([(name, types[kind]) for name, kind in COLUMNS])


def name_below(path: str, roots: Sequence[str]) -> str:
    """The name of a file in the output: its path below the input folder.

    Raises:
        ValueError: It is in none of the folders.
    """
    plain = _plain(path)
    for root in map(_plain, roots):
        if plain.startswith(root.rstrip("/") + "/"):
            return plain[len(root.rstrip("/")) + 1 :]
    raise ValueError(f"{path}: not below {', '.join(roots)}; name the folder that was read as root")


def _plain(path: str) -> str:
    """A path without the scheme and the host before it."""
    scheme, mark, rest = path.partition(":")
    if not mark or "/" in scheme:
        return path
    return "/" + rest.lstrip("/").partition("/")[2] if rest.startswith("//") and scheme != "file" else (
        "/" + rest.lstrip("/")
    )


def read_parts(
    name: str, content: bytes, options: Options, unpacked: "Mapping[str, Sequence[str]]"
) -> "List[Dict[str, Any]]":
    """The rows of one document, or of the entries of an unpacked archive that became no file."""
    if name in unpacked:
        lines = [(json.loads(line)["path"], line) for line in unpacked[name]]
        return [_row(path=path, position=-1, source=line) for path, line in lines]
    if _native.is_left_behind(name):
        return [_row(path=name, position=-1, source=_line(name, "skipped"))]
    result = shared_reader(options).read(content, name, check=False)
    return list(_rows(result))


def read_table(
    table: "pyarrow.Table",
    roots: Sequence[str],
    options: Options,
    unpacked: "Mapping[str, Sequence[str]]",
    content: str,
) -> "pyarrow.Table":
    """The rows of documents given as a table with their `path` and bytes."""
    import pyarrow

    rows: "List[Dict[str, Any]]" = []
    columns = zip(table.column("path"), table.column(content))
    for path, document in columns:
        name = name_below(path.as_py(), roots)
        rows.extend(read_parts(name, document.as_py(), options, unpacked))
    return pyarrow.Table.from_pylist(rows, schema=schema())


def as_roots(root: Union[str, Iterable[str]]) -> List[str]:
    """One folder or several as a list."""
    return [root] if isinstance(root, str) else list(root)


def _rows(result: Result) -> Iterator[Dict[str, Any]]:
    sha256 = result.source["sha256"]
    source, findings, chunks = result.written()
    yield _row(
        path=result.path,
        position=-1,
        sha256=sha256,
        source=source.decode(),
        findings=findings.decode(),
    )
    for position, chunk in enumerate(chunks):
        department, key, region, year, filing, filing_len, lines = chunk
        yield _row(
            path=result.path,
            position=position,
            sha256=sha256,
            department=department,
            department_key=key,
            region=region,
            fiscal_year=year,
            filing=filing,
            filing_len=filing_len,
            lines=lines.decode(),
        )


def _row(**values: Any) -> Dict[str, Any]:
    return {name: values.get(name) for name, _ in COLUMNS}


def _line(path: str, status: str, **values: Any) -> str:
    """A line of `sources.jsonl` with little more than the status."""
    line: Dict[str, Any] = {
        "path": path,
        "sha256": None,
        "bytes": None,
        "format": None,
        "status": status,
        "error": None,
        "duplicate_of": None,
        "tables": 0,
        "records": dict.fromkeys(KINDS, 0),
        "departments": [],
        "pages": None,
        **values,
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def duplicate(source: str, of: str) -> str:
    """The line of a source with the bytes of another one."""
    line = json.loads(source)
    return _line(
        line["path"], "duplicate", sha256=line["sha256"], bytes=line["bytes"], duplicate_of=of
    )
