"""Spark on a cluster of this machine, with documents that kill their process and an executor that dies.

It needs pyspark, pyarrow, pandas and a Java runtime, and takes some minutes.
"""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from pyspark.sql import SparkSession

from clusters import check_sources, expected_files, make_documents
from formgrid import spark as fg

N_FILES = int(os.environ.get("FORMGRID_ENGINE_FILES", "2000"))


@pytest.fixture(scope="module")
def session():
    # Executors use the interpreter of the package.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.task.maxFailures", "4")
        .config("spark.executorEnv.FORMGRID_TEST_HOOKS", "1")
        .getOrCreate()
    )
    yield session
    session.stop()


def executors():
    """The processes of the executors."""
    found = subprocess.run(
        ["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in found.stdout.split()]


def test_a_job_gives_the_lines_of_the_command(session, tmp_path):
    documents = make_documents(tmp_path / "in", N_FILES)
    expected = expected_files(documents, tmp_path / "out")
    fg.configure(session)
    files = session.read.format("binaryFile").option("recursiveFileLookup", True)
    parts = fg.records(files.load(str(documents)), root=str(documents), timeout=5)
    raw = str(tmp_path / "parts")
    killed = []

    def kill_one():
        time.sleep(8)
        ours = [pid for pid in executors() if _parent_of_session(pid, session)]
        if ours:
            os.kill(ours[0], signal.SIGKILL)
            killed.append(ours[0])

    killer = threading.Thread(target=kill_one)
    killer.start()
    parts.write.parquet(raw)
    killer.join()
    assert killed, "no executor was there to be killed"
    settled = fg.settle(session.read.parquet(raw))
    fg.write(settled, str(tmp_path / "settled"))
    found = {}
    for folder in (tmp_path / "settled" / "departments").glob("file=*"):
        texts = sorted(folder.glob("part-*"))
        assert len(texts) == 1, "one part for each department"
        found[folder.name.partition("=")[2]] = texts[0].read_text()
    for name in ("sources", "diagnostics"):
        texts = sorted((tmp_path / "settled" / name).glob("part-*"))
        found[name] = "".join(text.read_text() for text in texts)
    assert set(found) == set(expected)
    for name, text in expected.items():
        assert found[name] == text, name
    check_sources(found["sources"], N_FILES)


def _parent_of_session(pid, session):
    """Whether a process belongs to the session: others may run on this machine."""
    application = session.sparkContext.applicationId
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return application in file.read()
    except OSError:
        return False
