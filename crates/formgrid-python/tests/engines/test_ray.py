"""Ray on this machine, with documents that kill their process.

It needs ray, pyarrow and pandas, and takes some minutes.
"""

import os

import pytest
import ray

from clusters import check_sources, expected_files, make_documents
from formgrid import ray as fg

N_FILES = int(os.environ.get("FORMGRID_ENGINE_FILES", "2000"))


@pytest.fixture(scope="module")
def cluster():
    environment = {"env_vars": {"FORMGRID_TEST_HOOKS": "1"}}
    ray.init(num_cpus=2, include_dashboard=False, runtime_env=environment)
    yield
    ray.shutdown()


def test_a_job_gives_the_lines_of_the_command(cluster, tmp_path):
    documents = make_documents(tmp_path / "in", N_FILES)
    expected = expected_files(documents, tmp_path / "out")
    files = ray.data.read_binary_files(str(documents), include_paths=True)
    parts = fg.records(files, root=str(documents), actors=1, timeout=5).materialize()
    settled = fg.settle(parts)
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
