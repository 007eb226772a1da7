"""formgrid on Ray: documents in with `read_binary_files`, settled lines out with Ray's own writers.

>>> import ray
>>> from formgrid import ray as fg
>>> files = ray.data.read_binary_files("s3://bucket/2024", include_paths=True)
>>> parts = fg.records(files, root="bucket/2024").materialize()
>>> settled = fg.settle(parts)
>>> settled.records.write_parquet("s3://bucket/out")

A document that fails, fails alone: its worker is killed, its line in `sources` has the reason, and the
task continues. Ray retries tasks of dead processes. Unpack archives first.
"""

from typing import TYPE_CHECKING, Any, Iterable, Mapping, NamedTuple, Optional, Sequence, Union

from . import parts as rows
from . import settling
from .options import Options

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

_BATCH = 16


class Settled(NamedTuple):
    """The output of a run.

    Attributes:
        records: `file`, `fiscal_year`, `path`, `position`, `lines`: lines of records with the file of
            their department, in the order of the other columns.
        sources: `path`, `source`: the line of each source, in order.
        diagnostics: `path`, `findings`: the findings of each source, in order.
    """

    records: "Dataset"
    sources: "Dataset"
    diagnostics: "Dataset"


def records(
    files: "Dataset",
    *,
    root: Union[str, Iterable[str]],
    unpacked: "Optional[Mapping[str, Sequence[str]]]" = None,
    **options: Any,
) -> "Dataset":
    """Reads documents.

    Args:
        files: The result of `ray.data.read_binary_files(..., include_paths=True)`: `path` and `bytes`.
        root: The folder that was read, or several, as paths begin. Names in the output are the paths
            below it.
        unpacked: The result of `formgrid.unpack` for the archives among the files.
        **options: See `formgrid.Options`. A task reads one document at a time.

    Returns:
        The parts of the documents, with the columns of `formgrid.parts.COLUMNS`. Materialize or
        write them before settling, or the documents are read again for each use.
    """
    reading = Options(**{"jobs": 1, **options})
    # Tasks, not actors: actors on all processors would leave none for the tasks that read the files, and
    # Ray would wait forever. A process that runs many tasks keeps its worker between them.
    return files.map_batches(
        rows.read_table,
        fn_args=(rows.as_roots(root), reading, dict(unpacked or {}), "bytes"),
        batch_size=_BATCH,
        batch_format="pyarrow",
    )


def settle(parts: "Dataset", *, partitions: int = 0) -> Settled:
    """Turns parts into the output of `formgrid extract` for the same files.

    Args:
        parts: The result of `records` for all files. Sets its execution option `preserve_order`.
        partitions: Number of partitions for grouping; 0 for two per processor of the cluster. Ray's
            default of 200 is too many for a small cluster.
    """
    # Otherwise Ray passes on blocks in the order in which tasks finish, sorted or not.
    parts.context.execution_options.preserve_order = True
    n = partitions or 2 * _n_processors()
    unique = _grouped(parts, "bytes", settling.without_duplicates, n).materialize()
    of_records = unique.map_batches(_rows_of_records, batch_format="pyarrow")
    found = of_records.map_batches(settling.mentions, batch_format="pyarrow").take_all()
    file_of = settling.files(found)
    related = _grouped(of_records, "filing", settling.with_related, n)
    assigned = related.map_batches(
        settling.assigned, fn_args=(file_of,), batch_format="pyarrow"
    ).map_batches(_first_without_year, batch_format="pyarrow")
    order = ["file", "year", "path", "position"]
    records = assigned.sort(order).drop_columns(["year"])
    # Sorted once for both tables.
    sources = unique.map_batches(_rows_of_sources, batch_format="pyarrow").sort("path").materialize()
    return Settled(
        records,
        sources.select_columns(["path", "source"]),
        sources.map_batches(_with_findings, batch_format="pyarrow"),
    )


def _n_processors() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _grouped(parts: "Dataset", by: str, work: Any, n: int) -> "Dataset":
    keyed = parts.map_batches(settling.keyed, fn_args=(by,), batch_format="pyarrow")
    return keyed.groupby("group", num_partitions=n).map_groups(work, batch_format="pyarrow")


def _rows_of_records(table: "pyarrow.Table") -> "pyarrow.Table":
    import pyarrow.compute as pc

    return table.filter(pc.greater_equal(table["position"], 0))


def _rows_of_sources(table: "pyarrow.Table") -> "pyarrow.Table":
    import pyarrow.compute as pc

    return table.filter(pc.less(table["position"], 0))


def _with_findings(table: "pyarrow.Table") -> "pyarrow.Table":
    import pyarrow.compute as pc

    has_some = pc.not_equal(pc.fill_null(table["findings"], ""), "")
    return table.select(["path", "findings"]).filter(has_some)


def _first_without_year(table: "pyarrow.Table") -> "pyarrow.Table":
    """A sort key in which a missing year comes first, as in a run."""
    import pyarrow.compute as pc

    return table.append_column("year", pc.fill_null(table["fiscal_year"], -(2**31)))
