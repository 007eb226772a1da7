"""Whole runs, and their Parquet tables as other readers see them."""

import datetime
import decimal
import subprocess
import sys

import duckdb
import pandas
import pyarrow.parquet
import pytest
from conftest import lines, poison

import formgrid


@pytest.fixture(scope="module")
def out(archive, tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    counts = formgrid.extract(archive, out, parquet=True)
    assert counts["sources"]["failed"] == 1
    assert counts["sources"]["duplicate"] == 3
    assert counts["parquet"] is True
    return out


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_of_the_package_is_one_of_the_command(archive, out, tmp_path):
    command = [sys.executable, "-m", "formgrid", "extract", "--parquet", "-q", str(archive)]
    other = tmp_path / "out"
    run = subprocess.run([*command, "-o", str(other)], capture_output=True, timeout=300, check=False)
    assert run.returncode == 1, run.stderr
    assert files(out) == files(other)


def plain(value):
    """A value without nulls, as both sides represent it."""
    if isinstance(value, dict):
        return {
            key: plain(part)
            for key, part in value.items()
            if part is not None and not key.endswith("_decimal")
        }
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


def row(table_row):
    # Maps come as pairs.
    for name in ("places", "records"):
        if isinstance(table_row.get(name), list):
            table_row[name] = dict(table_row[name])
    return plain(table_row)


def by_kind(out):
    found = {kind: [] for kind in formgrid.KINDS}
    for path in [*sorted((out / "departments").glob("*.jsonl")), out / "unassigned.jsonl"]:
        for line in lines(path):
            found[line["kind"]].append(line)
    found["sources"] = lines(out / "sources.jsonl")
    found["diagnostics"] = lines(out / "diagnostics.jsonl")
    return found


def test_pyarrow_reads_what_the_lines_say(out):
    for name, expected in by_kind(out).items():
        table = pyarrow.parquet.read_table(out / "parquet" / f"{name}.parquet")
        key = lambda line: str(sorted(map(str, plain(line).items())))
        rows = sorted(map(row, table.to_pylist()), key=key)
        assert rows == sorted(map(plain, expected), key=key), name


def test_duckdb_and_pandas_read_the_same_rows(out):
    for name, expected in by_kind(out).items():
        path = out / "parquet" / f"{name}.parquet"
        assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(len(expected),)]
        assert len(pandas.read_parquet(path)) == len(expected)
    path = out / "parquet" / "indicator.parquet"
    query = f"select places['target'].line, baselines, target.number from '{path}' limit 3"
    assert len(duckdb.sql(query).fetchall()) == 3


def test_money_has_an_exact_number_beside_it(out):
    table = pyarrow.parquet.read_table(out / "parquet" / "project.parquet")
    money = [one for one in table.column("annual_budget").to_pylist() if one is not None]
    assert money
    for one in money:
        assert one["amount_decimal"] == decimal.Decimal(one["amount"])


def test_the_files_say_what_wrote_them(out):
    metadata = pyarrow.parquet.read_metadata(out / "parquet" / "indicator.parquet")
    assert metadata.created_by.startswith("formgrid version 0.")
    assert metadata.metadata[b"formgrid.schema_version"] == b"2"
    assert metadata.schema.column(0).name == "kind"


def test_what_a_run_cannot_do_is_an_exception(archive, tmp_path):
    blocked = tmp_path / "blocked"
    (blocked / "out").mkdir(parents=True)
    (blocked / "out" / "parquet").write_text("")
    with pytest.raises(formgrid.OutputError, match="parquet"):
        formgrid.extract(archive, blocked / "out", parquet=True)
    with pytest.raises(formgrid.InputError, match="no file matches"):
        formgrid.extract(tmp_path / "*.nothing", tmp_path / "out")


def test_an_interrupt_stops_a_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "loop.txt").write_bytes(poison("loop"))
    code = (
        "import signal, sys, threading, os, formgrid\n"
        # Shells start background jobs with the signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "threading.Timer(3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    formgrid.extract(sys.argv[1], sys.argv[2])\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped')\n"
    )
    began = datetime.datetime.now(tz=datetime.timezone.utc)
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "in"), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    took = datetime.datetime.now(tz=datetime.timezone.utc) - began
    assert run.stdout == "stopped\n", run.stderr
    assert took < datetime.timedelta(seconds=20)
    assert not (tmp_path / "out" / "run.json").exists()
