"""Settling without an engine: in any order, it gives the lines of a run."""

import random

import formgrid
import pyarrow
import pytest
from conftest import lines

from formgrid import Options, parts, settling


def groups(table, by):
    keyed = settling.keyed(table, by)
    names = keyed.column("group").to_pylist()
    for name in sorted(set(names)):
        yield keyed.filter(pyarrow.array([one == name for one in names]))


def settle(table):
    """The files of a run, each with its text, from parts in any order."""
    unique = pyarrow.concat_tables(map(settling.without_duplicates, groups(table, "bytes")))
    of_records = unique.filter(pyarrow.compute.greater_equal(unique["position"], 0))
    related = pyarrow.concat_tables(map(settling.with_related, groups(of_records, "filing")))
    file_of = settling.files(settling.mentions(of_records).to_pylist())
    rows = settling.assigned(related, file_of).to_pylist()
    rows.sort(
        key=lambda row: (
            row["file"],
            -1 if row["fiscal_year"] is None else row["fiscal_year"],
            row["path"],
            row["position"],
        )
    )
    found = {}
    for row in rows:
        found[row["file"]] = found.get(row["file"], "") + row["lines"]
    sources = unique.filter(pyarrow.compute.less(unique["position"], 0)).sort_by("path")
    found["sources"] = "".join(f"{line}\n" for line in sources.column("source").to_pylist())
    found["diagnostics"] = "".join(one or "" for one in sources.column("findings").to_pylist())
    return found


def test_settled_parts_are_the_lines_of_a_run(archive, tmp_path):
    out = tmp_path / "out"
    formgrid.extract(archive, out)
    assert any(
        line["related"]
        for path in (out / "departments").glob("*.jsonl")
        for line in lines(path)
        if line["kind"] == "filing"
    )
    expected = {path.name: path.read_text() for path in (out / "departments").glob("*.jsonl")}
    unassigned = (out / "unassigned.jsonl").read_text()
    if unassigned:
        expected["unassigned.jsonl"] = unassigned
    for name in ("sources", "diagnostics"):
        expected[name] = (out / f"{name}.jsonl").read_text()
    unpacked = formgrid.unpack(archive, tmp_path / "unpacked")
    assert list(unpacked) == ["2/more.zip"]
    roots = [archive, tmp_path / "unpacked"]
    rows = []
    for path in (path for root in roots for path in root.rglob("*") if path.is_file()):
        name = parts.name_below(f"file:{path}", [f"file://{root}" for root in roots])
        rows.extend(parts.read_parts(name, path.read_bytes(), Options(), unpacked))
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert settle(pyarrow.Table.from_pylist(rows, schema=parts.schema())) == expected


def test_a_name_is_the_path_below_the_folder():
    assert parts.name_below("hdfs://host:9000/a/b/c.docx", ["hdfs://host:9000/a"]) == "b/c.docx"
    assert parts.name_below("file:/a/b c/d.docx", ["/x", "/a/b c/"]) == "d.docx"
    assert parts.name_below("bucket/2024/d.docx", ["bucket/2024"]) == "d.docx"
    with pytest.raises(ValueError, match="name the folder that was read as root"):
        parts.name_below("/ab/c.docx", ["/a"])
