"""formgrid on Spark: documents in with `binaryFile`, settled lines out with Spark's own writer.

>>> from formgrid import spark as fg
>>> fg.configure(spark)
>>> files = spark.read.format("binaryFile").option("recursiveFileLookup", True).load("hdfs:///2024")
>>> parts = fg.records(files, root="hdfs:///2024").persist()
>>> fg.write(fg.settle(parts), "hdfs:///out")

A document that fails, fails alone: its worker is killed, its line in `sources` has the reason, and the
task continues. Spark retries dead tasks and executors. Unpack archives first.
"""

from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Union,
)

from . import parts as rows
from . import settling
from .options import Options

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

PARTS = ", ".join(f"{name} {kind}" for name, kind in rows.COLUMNS)
_LINES = "file string, fiscal_year int, path string, position int, lines string"
_MENTIONS = "path string, position int, department string, department_key string, region string"


class Settled(NamedTuple):
    """The output of a run.

    Attributes:
        records: `file`, `fiscal_year`, `path`, `position`, `lines`: lines of records with the file of
            their department, in the order of the other columns.
        sources: `path`, `line`: the line of each source.
        diagnostics: `path`, `lines`: the findings of each source.
    """

    records: "DataFrame"
    sources: "DataFrame"
    diagnostics: "DataFrame"


def configure(spark: "SparkSession") -> None:
    """Sets partitions and batches for many small files. By default Spark counts each file as 4 MB, fills
    partitions with 128 MB, and passes 10,000 files at once to Python."""
    spark.conf.set("spark.sql.files.maxPartitionBytes", "1m")
    spark.conf.set("spark.sql.files.openCostInBytes", "64k")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "16")


def records(
    files: "DataFrame",
    *,
    root: Union[str, Iterable[str]],
    unpacked: "Optional[Mapping[str, Sequence[str]]]" = None,
    **options: Any,
) -> "DataFrame":
    """Reads documents.

    Args:
        files: The result of `spark.read.format("binaryFile")`: `path` and `content`.
        root: The folder that was read, or several. Names in the output are the paths below it.
        unpacked: The result of `formgrid.unpack` for the archives among the files.
        **options: See `formgrid.Options`. A task reads one document at a time.

    Returns:
        The parts of the documents, with the columns of `formgrid.parts.COLUMNS`. Persist or
        write them before settling, or the documents are read again for each use.
    """
    roots = rows.as_roots(root)
    reading = Options(**{"jobs": 1, **options})
    archives = dict(unpacked or {})

    def read(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        for table in _tables(batches):
            yield from rows.read_table(table, roots, reading, archives, "content").to_batches()

    return files.select("path", "content").mapInArrow(read, PARTS)


def settle(parts: "DataFrame") -> Settled:
    """Turns parts into the output of `formgrid extract` for the same files.

    Args:
        parts: The result of `records` for all files.
    """
    unique = _grouped(parts, "bytes", settling.without_duplicates)
    of_records = unique.where("position >= 0")
    related = _grouped(of_records, "filing", settling.with_related)
    found = of_records.mapInArrow(_each(settling.mentions), _MENTIONS)
    department = ["department_key", "department", "region"]
    places = found.selectExpr(*department, "struct(path, position) as place")
    # One row per department, however many documents there are.
    first = places.groupBy(*department).agg({"place": "min"}).toDF(*department, "place")
    mentioned = first.select(*department, "place.path", "place.position")
    file_of = settling.files([row.asDict() for row in mentioned.collect()])
    records = related.mapInArrow(_each(lambda table: settling.assigned(table, file_of)), _LINES)
    sources = unique.where("position < 0")
    return Settled(
        records,
        sources.selectExpr("path", "source as line"),
        sources.where("findings != ''").selectExpr("path", "findings as lines"),
    )


def write(settled: Settled, out: str) -> None:
    """Writes lines as text: `out/departments/file=<name>/` with one part per department, `out/sources` and
    `out/diagnostics` with ordered parts. A folder is complete if it has a `_SUCCESS` file.

    Args:
        settled: The result of `settle`.
        out: A folder that does not exist.
    """
    order = ["file", "fiscal_year", "path", "position"]
    lines = settled.records.repartition("file").sortWithinPartitions(*order)
    # The writer adds a line end to each value.
    text = lines.selectExpr("file", "rtrim('\n', lines) as value")
    text.write.partitionBy("file").text(f"{out}/departments")
    settled.sources.orderBy("path").select("line").write.text(f"{out}/sources")
    findings = settled.diagnostics.orderBy("path").selectExpr("rtrim('\n', lines) as value")
    findings.write.text(f"{out}/diagnostics")


def _grouped(
    parts: "DataFrame", by: str, work: "Callable[[pyarrow.Table], pyarrow.Table]"
) -> "DataFrame":
    keyed = parts.mapInArrow(_each(lambda table: settling.keyed(table, by)), f"{PARTS}, group string")
    return keyed.groupBy("group").applyInArrow(work, PARTS)


def _each(
    work: "Callable[[pyarrow.Table], pyarrow.Table]",
) -> "Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]":
    def on_batches(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        for table in _tables(batches):
            yield from work(table).to_batches()

    return on_batches


def _tables(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.Table]":
    import pyarrow

    for batch in batches:
        yield pyarrow.Table.from_batches([batch])
