"""Settles the end of a run, as functions from table to table that engines call for each group.

Whatever the partitions and retries, the resulting lines are those of `formgrid extract`: of sources with
equal bytes the first by name is read and the others are its duplicates, equal filings refer to each
other, and lines are ordered by fiscal year, source and position.
"""

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple

from . import _native, parts

if TYPE_CHECKING:
    import pyarrow

MAX_RELATED = 100
"""Maximum number of related sources per filing, as in a run."""

UNASSIGNED = "unassigned.jsonl"
"""The file of records without department."""

Department = Tuple[str, str, Optional[str]]


def bytes_key(row: Mapping[str, Any]) -> str:
    """The key shared by sources with equal bytes; the name if the bytes could not be read."""
    return row["sha256"] or f"path:{row['path']}"


def filing_key(row: Mapping[str, Any]) -> str:
    """The key shared by equal filings; its position for any other part."""
    return row["filing"] or f"part:{row['path']}:{row['position']}"


def keyed(table: "pyarrow.Table", name: str) -> "pyarrow.Table":
    """The rows with a column to group by: `bytes` or `filing`."""
    import pyarrow

    key = {"bytes": bytes_key, "filing": filing_key}[name]
    columns = table.select(["path", "position", "sha256", "filing"]).to_pylist()
    return table.append_column("group", pyarrow.array(map(key, columns), pyarrow.string()))


def without_duplicates(table: "pyarrow.Table") -> "pyarrow.Table":
    """The parts of the first of the sources with equal bytes, and the lines of the others."""
    rows = table.drop_columns(["group"]).to_pylist()
    first = min((row["path"] for row in rows), key=_order)
    kept = []
    for row in rows:
        if row["path"] != first and row["position"] >= 0:
            continue
        if row["path"] != first:
            row = {**row, "findings": "", "source": parts.duplicate(row["source"], first)}
        kept.append(row)
    return _table(kept)


def with_related(table: "pyarrow.Table") -> "pyarrow.Table":
    """Parts of equal filings, each with the names of the others."""
    rows = table.drop_columns(["group"]).to_pylist()
    paths = sorted({row["path"] for row in rows}, key=_order)
    if len(paths) == 1:
        return _table(rows)
    for row in rows:
        others = [path for path in paths if path != row["path"]][:MAX_RELATED]
        lines = row["lines"].encode()
        own, rest = lines[: row["filing_len"]], lines[row["filing_len"] :]
        own = _native.with_related(own, others)
        row["lines"] = (own + rest).decode()
        row["filing_len"] = len(own)
    return _table(rows)


def mentions(table: "pyarrow.Table") -> "pyarrow.Table":
    """The departments of some parts, each with its first mention."""
    import pyarrow

    first: "Dict[Department, Tuple[str, int]]" = {}
    columns = ["path", "position", "department", "department_key", "region"]
    for row in table.select(columns).to_pylist():
        department = _department(row)
        if department is not None:
            place = (row["path"], row["position"])
            first[department] = min(first.get(department, place), place, key=_place)
    rows = [
        {
            "path": place[0],
            "position": place[1],
            "department": name,
            "department_key": key,
            "region": region,
        }
        for (key, name, region), place in first.items()
    ]
    return pyarrow.Table.from_pylist(rows, schema=mention_schema())


def mention_schema() -> "pyarrow.Schema":
    """The columns of `mentions`."""
    import pyarrow

    whole = parts.schema()
    names = ["path", "position", "department", "department_key", "region"]
    return pyarrow.schema([whole.field(name) for name in names])


def files(found: Sequence[Mapping[str, Any]]) -> "Dict[Department, str]":
    """The file of each department, given all mentions in any order."""
    first: "Dict[Department, Tuple[str, int]]" = {}
    for row in found:
        department = _department(row)
        if department is not None:
            place = (row["path"], row["position"])
            first[department] = min(first.get(department, place), place, key=_place)
    ordered = sorted(first, key=lambda department: _place(first[department]))
    return dict(zip(ordered, _native.department_files(ordered)))


def assigned(table: "pyarrow.Table", file_of: "Mapping[Department, str]") -> "pyarrow.Table":
    """The parts with their files, without columns only needed for settling."""
    import pyarrow

    names = []
    for row in table.select(["department", "department_key", "region"]).to_pylist():
        department = _department(row)
        names.append(UNASSIGNED if department is None else file_of[department])
    columns = ["fiscal_year", "path", "position", "lines"]
    return table.select(columns).add_column(0, "file", pyarrow.array(names, pyarrow.string()))


def _department(row: Mapping[str, Any]) -> Optional[Department]:
    if not row["department_key"] or row["department"] is None:
        return None
    return row["department_key"], row["department"], row["region"]


def _order(path: str) -> bytes:
    # Byte order, as in the command and in engines.
    return path.encode()


def _place(place: Tuple[str, int]) -> Tuple[bytes, int]:
    return _order(place[0]), place[1]


def _table(rows: List[Dict[str, Any]]) -> "pyarrow.Table":
    import pyarrow

    return pyarrow.Table.from_pylist(rows, schema=parts.schema())
