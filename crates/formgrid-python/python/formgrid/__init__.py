"""Reads budget-performance forms: their records, their tables, and doubts about them.

>>> import formgrid
>>> result = formgrid.read("form.docx")
>>> [record["level3"] for record in result.records() if record["kind"] == "indicator"]
['河道巡查里程', '水质监测点位']

Each document is read in a worker process, with limits on time and memory, so that a damaged one fails
alone. `formgrid.extract` reads whole archives, `python -m formgrid` is the command, `formgrid.spark`
and `formgrid.ray` read on clusters.
"""

from .errors import (
    DocumentError,
    FormgridError,
    InputError,
    OutputError,
    ReadError,
    RegisterError,
    TemplateError,
    WorkerError,
)
from .options import Options
from .reader import Reader, extract, read, unpack
from .result import KINDS, Result

__all__ = [
    "KINDS",
    "DocumentError",
    "FormgridError",
    "InputError",
    "Options",
    "OutputError",
    "ReadError",
    "Reader",
    "RegisterError",
    "Result",
    "TemplateError",
    "WorkerError",
    "extract",
    "read",
    "unpack",
]
