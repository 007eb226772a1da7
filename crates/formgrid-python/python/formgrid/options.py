"""Options for reading documents."""

import dataclasses
import os
import re
import sys
from dataclasses import dataclass
from os import PathLike
from typing import Any, Dict, Optional, Sequence, Tuple, Union

_UNITS = {"": 0, "B": 0, "K": 10, "M": 20, "G": 30}


def worker_command() -> Tuple[str, Sequence[str]]:
    """The command line of a worker: this interpreter, with the command as its module."""
    return sys.executable, ["-m", "formgrid"]


def n_bytes(size: Union[int, str]) -> int:
    """Parses a size: `512M`, `2G`, or a number of bytes."""
    if isinstance(size, int):
        return size
    match = re.fullmatch(r"(\d+)\s*([BKMG]?)(?:I?B)?", size.strip().upper())
    if match is None:
        raise ValueError(f"{size!r}: not a size; write 512M or 2G")
    return int(match[1]) << _UNITS[match[2]]


@dataclass(frozen=True)
class Options:
    """Options for reading documents, for all functions of the package.

    Attributes:
        templates: Folder of templates (`*.toml`) that add to or replace the built-in ones.
        without_templates: Ids of templates to exclude.
        departments: Register of departments, a CSV file of name, canonical name and code.
        isolate: Whether to read documents in worker processes. Otherwise a document may crash the program,
            and limits do not apply.
        timeout: Time limit per document, in seconds.
        max_memory: Memory limit per worker in bytes, or a text such as `512M`. At least 128M.
        jobs: Number of documents read at a time; 0 for one per processor.
        personal: Whether to include names and telephone numbers of contact persons.
        places: Whether records carry the places of their values.
    """

    templates: "Optional[Union[str, PathLike[str]]]" = None
    without_templates: Sequence[str] = ()
    departments: "Optional[Union[str, PathLike[str]]]" = None
    isolate: bool = True
    timeout: float = 30.0
    max_memory: Union[int, str] = "1G"
    jobs: int = 0
    personal: bool = True
    places: bool = True

    def __post_init__(self) -> None:
        if self.timeout <= 0:
            raise ValueError(f"timeout {self.timeout}: name seconds above zero")
        if n_bytes(self.max_memory) < 128 << 20:
            raise ValueError(f"max_memory {self.max_memory}: a worker needs 128M or more to start")
        if self.isolate and not sys.executable:
            raise ValueError("this interpreter has no executable file; read with isolate=False")

    def native(self) -> Dict[str, Any]:
        """The options for the native part."""
        options = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        options["worker"] = worker_command() if options.pop("isolate") else None
        options["without_templates"] = list(self.without_templates)
        options["max_memory"] = n_bytes(self.max_memory)
        options["jobs"] = self.jobs or os.cpu_count() or 1
        return options
