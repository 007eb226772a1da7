"""Reading documents one by one."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest
from conftest import poison

import formgrid
from formgrid import errors


def test_a_document_is_read_from_its_path_or_its_bytes(form):
    by_path = formgrid.read(form)
    by_bytes = formgrid.read(form.read_bytes(), "form.html")
    assert by_path.jsonl() == by_bytes.jsonl()
    assert by_path.status == "ok"
    assert by_path.source["path"] == "form.html"
    indicators = by_path.records("indicator")
    assert len(indicators) == by_path.source["records"]["indicator"] > 10
    assert {record["kind"] for record in by_path.records()} <= set(formgrid.KINDS)
    assert indicators[0]["target"] == {
        "raw": "103场",
        "kind": "number",
        "op": "=",
        "number": 103,
        "number_to": None,
        "unit": "场",
        "date": None,
    }
    assert all(finding["code"] for finding in by_path.diagnostics())


def test_tables_have_their_merges(form):
    tables = formgrid.read(form).tables()
    assert len(tables) == 2
    for table in tables:
        slots = sum(cell["row_span"] * cell["col_span"] for cell in table["cells"])
        assert slots == table["n_rows"] * table["n_cols"]


def test_records_are_tables_of_arrow_and_pandas(form):
    result = formgrid.read(form)
    table = result.to_arrow("indicator")
    assert table.column("level3").to_pylist() == [one["level3"] for one in result.records("indicator")]
    frame = result.to_pandas("project")
    assert list(frame["fiscal_year"]) == [2025, 2025]
    assert str(frame["fiscal_year"].dtype) == "Int32"
    assert result.to_arrow("sources").num_rows == 1
    assert result.to_arrow("diagnostics").num_rows == len(result.diagnostics())
    with pytest.raises(ValueError, match="no such table"):
        result.to_arrow("nothing")


def test_without_pyarrow_the_error_says_what_to_install(form, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match="pip install"):
        formgrid.read(form).to_arrow()


@pytest.mark.parametrize(
    ("what", "code", "kind"),
    [
        ("abort", "run/crash", errors.DocumentCrashError),
        ("overflow", "run/crash", errors.DocumentCrashError),
        ("allocate", "run/memory", errors.DocumentMemoryError),
        ("loop", "run/timeout", errors.DocumentTimeoutError),
        ("panic", "run/panic", errors.DocumentCrashError),
    ],
)
def test_a_document_that_takes_its_process_with_it_is_an_exception(form, what, code, kind):
    options = {"timeout": 2, "max_memory": "512M"}
    with pytest.raises(kind) as caught:
        formgrid.read(poison(what), "bad.txt", **options)
    assert (caught.value.code, caught.value.path) == (code, "bad.txt")
    assert formgrid.read(form, **options).status == "ok"


def test_what_cannot_be_read_has_its_code():
    with pytest.raises(errors.UnsupportedError) as caught:
        formgrid.read(b'{"a": [1, 2, 3]}', "a.json")
    assert caught.value.code == "read/unsupported"
    result = formgrid.Reader().read(b'{"a": [1, 2, 3]}', "a.json", check=False)
    assert (result.status, result.records()) == ("unsupported", [])
    with pytest.raises(errors.DocumentError):
        result.tables()


def test_options_that_cannot_be_are_refused(tmp_path, form):
    (tmp_path / "bad.toml").write_text('id = "x"\nwrong = 1\n')
    with pytest.raises(formgrid.TemplateError, match=r"bad\.toml:\d+"):
        formgrid.read(form, templates=tmp_path)
    with pytest.raises(formgrid.TemplateError, match="no template has this id"):
        formgrid.read(form, without_templates=["nothing"])
    with pytest.raises(ValueError, match="128M"):
        formgrid.Options(max_memory="1M")
    with pytest.raises(ValueError, match="seconds above zero"):
        formgrid.Options(timeout=0)
    with pytest.raises(ValueError, match="not a size"):
        formgrid.Options(max_memory="much")


def test_isolation_changes_nothing_but_what_a_failure_costs(form):
    apart = formgrid.read(form)
    here = formgrid.read(form, isolate=False)
    assert (apart.jsonl(), apart.tables()) == (here.jsonl(), here.tables())


def test_threads_share_a_reader(form):
    reader = formgrid.Reader(formgrid.Options(jobs=2))
    expected = reader.read(form).jsonl()
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read(form).jsonl())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_lock_of_the_interpreter_is_released():
    """Another thread runs while a document is read."""
    ticks = []
    done = threading.Event()

    def tick():
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    with pytest.raises(errors.DocumentTimeoutError):
        formgrid.read(poison("loop"), timeout=1)
    done.set()
    thread.join()
    assert len(ticks) > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_reader_is_not_used_after_a_fork(form):
    code = (
        "import os, sys, formgrid\n"
        "reader = formgrid.Reader()\n"
        "reader.read(sys.argv[1])\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    try:\n"
        "        reader.read(sys.argv[1])\n"
        "    except formgrid.WorkerError:\n"
        "        print(formgrid.read(sys.argv[1]).status, flush=True)\n"
        "    os._exit(0)\n"
        "os.waitpid(pid, 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(form)], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout == "ok\n"


def test_the_module_is_the_command(form):
    run = subprocess.run(
        [sys.executable, "-m", "formgrid", "tables", str(form)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    tables = [json.loads(line) for line in run.stdout.splitlines()]
    assert [table["cells"] for table in tables] == [
        table["cells"] for table in formgrid.read(form).tables()
    ]
    wrong = subprocess.run(
        [sys.executable, "-m", "formgrid", "extract"], capture_output=True, timeout=60, check=False
    )
    assert wrong.returncode == 2
