"""Exceptions.

Errors of a document have its code, as printed in `sources.jsonl`: `read/...` if its bytes cannot be
read, `run/...` if it crashed its process.
"""


class FormgridError(Exception):
    """Base class of all errors. The message names the remedy."""


class TemplateError(FormgridError):
    """A template cannot be read or used; the message names its file and line."""


class RegisterError(FormgridError):
    """The register of departments cannot be read or used; the message names its line."""


class InputError(FormgridError):
    """An input matches nothing."""


class OutputError(FormgridError):
    """The output folder cannot be written."""


class WorkerError(FormgridError):
    """No worker process could be started."""


class DocumentError(FormgridError):
    """A document gave no result.

    Attributes:
        code: Stable, `area/what`: `read/locked`, `run/timeout`.
        path: Name of the document.
    """

    def __init__(self, code: str, message: str, path: str) -> None:
        super().__init__(f"{path}: {message} ({code})")
        self.code = code
        self.path = path
        self._message = message

    def __reduce__(self) -> "tuple[type[DocumentError], tuple[str, str, str]]":
        return type(self), (self.code, self._message, self.path)


class ReadError(DocumentError):
    """The bytes are damaged, locked, or of no known format (`read/...`, `io/...`)."""


class UnsupportedError(ReadError):
    """No reader knows the format (`read/unsupported`)."""


class DocumentTimeoutError(DocumentError):
    """It took longer than `timeout` (`run/timeout`)."""


class DocumentMemoryError(DocumentError):
    """It needs more memory than `max_memory` (`run/memory`)."""


class DocumentCrashError(DocumentError):
    """The program failed on it (`run/crash`, `run/panic`)."""


_BY_CODE: "dict[str, type[DocumentError]]" = {
    "read/unsupported": UnsupportedError,
    "run/timeout": DocumentTimeoutError,
    "run/memory": DocumentMemoryError,
    "run/crash": DocumentCrashError,
    "run/panic": DocumentCrashError,
}


def of_code(code: str, message: str, path: str) -> DocumentError:
    """The exception for the error of a document."""
    return _BY_CODE.get(code, ReadError)(code, message, path)
