"""Spark on a cluster of this machine, with documents that kill their process and an executor that dies.

It needs pyspark, pyarrow, pandas and a Java runtime, and takes some minutes.
"""

import os
import sys

import pytest
from pyspark.sql import SparkSession

from clusters import N_FILES, Killer, check_sources, expected_files, make_documents
from formgrid import spark as fg


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


def is_under_way(session):
    """Whether a quarter of a stage is done, and not all of it."""
    tracker = session.sparkContext.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    done = [(stage.numCompletedTasks, stage.numTasks) for stage in stages if stage]
    return any(whole <= 4 * part < 4 * whole for part, whole in done)


def test_a_job_gives_the_lines_of_the_command(session, tmp_path):
    documents = make_documents(tmp_path / "in", N_FILES)
    expected = expected_files(documents, tmp_path / "out")
    fg.configure(session)
    files = session.read.format("binaryFile").option("recursiveFileLookup", True)
    parts = fg.records(files.load(str(documents)), root=str(documents), timeout=5)
    raw = str(tmp_path / "parts")
    with Killer("CoarseGrainedExecutorBackend", lambda: is_under_way(session)) as killer:
        parts.write.parquet(raw)
    assert killer.killed, "no executor was there to be killed"
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
