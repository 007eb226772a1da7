"""Ray on this machine, with documents that kill their process and a process of Ray that dies.

It needs ray, pyarrow and pandas, and takes some minutes.
"""

import pytest
import ray

from clusters import N_FILES, Killer, check_sources, expected_files, make_documents
from formgrid import ray as fg


SETTINGS = {
    # Ray stops idle processes beyond the number of processors after a second, and each kind of task of a
    # shuffle has processes of its own: with two processors almost each task would start a new one.
    "RAY_num_workers_soft_limit": "8",
    # Ray lowers the priority of its processes by 15: next to a build they would hardly run.
    "RAY_worker_niceness": "0",
}


@pytest.fixture(scope="module")
def cluster():
    with pytest.MonkeyPatch.context() as environment:
        for name, value in SETTINGS.items():
            environment.setenv(name, value)
        ray.init(num_cpus=2, include_dashboard=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


def test_a_job_gives_the_lines_of_the_command(cluster, tmp_path):
    documents = make_documents(tmp_path / "in", N_FILES)
    expected = expected_files(documents, tmp_path / "out")
    files = ray.data.read_binary_files(str(documents), include_paths=True)
    parts = fg.records(files, root=str(documents), timeout=5)
    raw = tmp_path / "parts"
    with Killer("ray::MapBatches(read_table)", lambda: any(raw.glob("*.parquet"))) as killer:
        parts.write_parquet(str(raw))
    assert killer.killed, "no process was there to be killed"
    settled = fg.settle(ray.data.read_parquet(str(raw)))
    found = {}
    for row in settled.records.iter_rows():
        found[row["file"]] = found.get(row["file"], "") + row["lines"]
    sources = [row["source"] for row in settled.sources.iter_rows()]
    found["sources"] = "".join(f"{line}\n" for line in sources)
    found["diagnostics"] = "".join(row["findings"] for row in settled.diagnostics.iter_rows())
    assert set(found) == set(expected)
    for name, text in expected.items():
        assert found[name] == text, name
    check_sources(found["sources"], N_FILES)
