"""The result of reading a document."""

import io
import json
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple

from . import _native, errors

if TYPE_CHECKING:
    import pandas
    import pyarrow

KINDS = (
    "filing",
    "funding",
    "statement",
    "goal",
    "project",
    "indicator",
    "table",
    "unmapped",
)
"""The kinds of records."""

# Department, key, region as JSON, fiscal year, key of equal filings, bytes of the filing's line, lines.
Chunk = Tuple[
    Optional[str], Optional[str], Optional[str], Optional[int], Optional[str], int, bytes
]


class Result:
    """The result of reading a document.

    Attributes:
        path: Name of the document in lines.
        source: Its line of `sources.jsonl`: format, status, error, counts.
    """

    def __init__(
        self,
        reader: "_native.Reader",
        path: str,
        content: bytes,
        source: bytes,
        findings: bytes,
        chunks: Sequence[Chunk],
    ) -> None:
        self.path = path
        self.source: Dict[str, Any] = json.loads(source)
        self._source = source
        self._reader = reader
        self._content = content
        self._findings = findings
        self._chunks = chunks

    def __repr__(self) -> str:
        return f"<formgrid.Result {self.path!r}: {self.status}>"

    @property
    def status(self) -> str:
        """`ok`, `partial`, `empty`, `failed` or `unsupported`."""
        return str(self.source["status"])

    def check(self) -> None:
        """Raises the error of a document that could not be read.

        Raises:
            DocumentError: It could not be read.
        """
        error = self.source["error"]
        if error is not None:
            raise errors.of_code(error["code"], error["message"], self.path)

    def written(self) -> Tuple[bytes, bytes, Sequence[Chunk]]:
        """The source's line, the lines of its findings, and the parts of its records, unparsed."""
        return self._source, self._findings, self._chunks

    def jsonl(self) -> bytes:
        """The records as lines of JSON, as `formgrid extract` writes them."""
        return b"".join(chunk[-1] for chunk in self._chunks)

    def records(self, kind: Optional[str] = None) -> List[Dict[str, Any]]:
        """The records in document order, each a dict with the keys of `formgrid schema`.

        Args:
            kind: One of `KINDS`; all by default.
        """
        lines = _lines(self.jsonl())
        return lines if kind is None else [line for line in lines if line["kind"] == kind]

    def diagnostics(self) -> List[Dict[str, Any]]:
        """Repairs, doubts and contradictions: `code`, `severity`, `message`, `source`."""
        return _lines(self._findings)

    def tables(self) -> List[Dict[str, Any]]:
        """The tables with their merges, as `formgrid tables` prints them: `n_rows`, `n_cols`, `cells`
        (`row`, `col`, `row_span`, `col_span`, `text`), `confidence`. Reads the document again.

        Raises:
            DocumentError: It could not be read.
        """
        lines, error = self._reader.tables(self.path, self._content)
        if error is not None:
            raise errors.of_code(error[0], error[1], self.path)
        return _lines(lines)

    def to_arrow(self, kind: str = "indicator") -> "pyarrow.Table":
        """The records of a kind as a table, one row each, with the columns of the Parquet files.

        Args:
            kind: One of `KINDS`, `sources` or `diagnostics`.

        Raises:
            ImportError: pyarrow is not installed.
            ValueError: The kind does not exist.
        """
        try:
            from pyarrow import parquet
        except ImportError as error:
            raise ImportError(
                "to_arrow needs pyarrow; install it with: pip install 'formgrid[arrow]'"
            ) from error
        if kind == "sources":
            lines = self._source
        else:
            lines = self._findings if kind == "diagnostics" else self.jsonl()
        return parquet.read_table(io.BytesIO(_native.parquet(kind, lines)))

    def to_pandas(self, kind: str = "indicator") -> "pandas.DataFrame":
        """The records of a kind as a data frame, one row each. Nested values are dicts; optional whole
        numbers have the pandas type `Int64`.

        Args:
            kind: One of `KINDS`, `sources` or `diagnostics`.

        Raises:
            ImportError: pyarrow or pandas is not installed.
            ValueError: The kind does not exist.
        """
        table = self.to_arrow(kind)
        try:
            import pandas
        except ImportError as error:
            raise ImportError(
                "to_pandas needs pandas; install it with: pip install 'formgrid[pandas]'"
            ) from error
        import pyarrow

        whole = {pyarrow.int32(): pandas.Int32Dtype(), pyarrow.int64(): pandas.Int64Dtype()}
        return table.to_pandas(types_mapper=whole.get)


def _lines(lines: bytes) -> List[Dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]
