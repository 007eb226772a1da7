"""Test documents."""

import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CORPORA = ROOT / "corpora"

# Enables test documents that crash workers.
os.environ["FORMGRID_TEST_HOOKS"] = "1"
# Tests ignore the user's settings.
for name in [name for name in os.environ if name.startswith("FORMGRID_")]:
    if name not in ("FORMGRID_TEST_HOOKS", "FORMGRID_ENGINE_FILES"):
        del os.environ[name]


def poison(what: str) -> bytes:
    """A document that triggers a hook in the process that reads it."""
    return f"formgrid-test-hook: {what} \n".encode()


def zip_of(entries: dict[str, bytes]) -> bytes:
    """An archive of named entries."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return archive.getvalue()


def lines(path: Path) -> list[dict]:
    """The lines of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture(scope="session")
def form() -> Path:
    """A document with two forms, of 2025."""
    return CORPORA / "media" / "selfeval-project" / "form.html"


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two years, the same form in two media, equal bytes, and files that fail."""
    folder = tmp_path_factory.mktemp("archive")
    for number, path in enumerate(sorted((CORPORA / "media").glob("*/form.*"))):
        if path.suffix in (".docx", ".html", ".xlsx", ".txt", ".pdf"):
            place = folder / str(number % 3) / f"{path.parent.name}{path.suffix}"
            place.parent.mkdir(exist_ok=True)
            shutil.copy(path, place)
    form = CORPORA / "media" / "selfeval-project" / "form.html"
    before = form.read_bytes().replace("2025年".encode("gbk"), "2024年".encode("gbk"))
    (folder / "0" / "before.html").write_bytes(before)
    (folder / "2" / "again.html").write_bytes(before)
    inner = zip_of({"form.html": before, "note.txt": b"1"})
    outer = {"inner.zip": inner, "a/form.docx": form.with_suffix(".docx").read_bytes()}
    (folder / "2" / "more.zip").write_bytes(zip_of({**outer, "Thumbs.db": b"x"}))
    (folder / "1" / "abort.txt").write_bytes(poison("abort"))
    (folder / "1" / "other.json").write_text('{"a": [1, 2, 3]}')
    (folder / "1" / "Thumbs.db").write_bytes(b"x")
    (folder / "1" / "nothing.txt").write_bytes(b"")
    return folder
