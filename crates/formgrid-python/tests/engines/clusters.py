"""Documents for engine jobs, the command's output for them, and the death of an engine's process."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Callable, Optional

CORPORA = Path(__file__).resolve().parents[4] / "corpora"

N_FILES = int(os.environ.get("FORMGRID_ENGINE_FILES", "2000"))
"""Documents of a job, set by `FORMGRID_ENGINE_FILES`."""

N_POISON = 20
"""Documents that crash or hang the process that reads them."""

assert N_FILES > N_POISON, f"FORMGRID_ENGINE_FILES={N_FILES}: {N_POISON} documents are poisoned"


def make_documents(folder: Path, n: int) -> Path:
    """A folder of files: forms in several media, some with equal bytes, some poisoned."""
    folder.mkdir()
    forms = sorted((CORPORA / "media").glob("*/form.*"))
    forms = [path for path in forms if path.suffix in (".html", ".txt", ".docx")]
    for number in range(n - N_POISON):
        form = forms[number % len(forms)]
        content = form.read_bytes()
        # One in ten has the bytes of others, one in three the content of another.
        if number % 10:
            content = other_bytes(form.suffix, content, number // 3)
        place = folder / f"{number % 7}"
        place.mkdir(exist_ok=True)
        (place / f"{number:05}{form.suffix}").write_bytes(content)
    for number in range(N_POISON):
        what = "loop" if number % 10 == 0 else "abort"
        text = f"formgrid-test-hook: {what} {number}\n"
        (folder / f"{number % 7}" / f"poison-{number:02}.txt").write_text(text)
    return folder


def other_bytes(suffix: str, content: bytes, number: int) -> bytes:
    """A document that says the same of another year, as far as its year is printed as text, in bytes of
    its own."""
    if suffix == ".docx":
        file = io.BytesIO(content)
        with zipfile.ZipFile(file, "a") as archive:
            archive.comment = f"{number}".encode()
        return file.getvalue()
    for encoding in ("utf-8", "gbk"):
        year = f"{2000 + number % 25}年"
        content = content.replace("2025年".encode(encoding), year.encode(encoding))
    mark = f"<!-- {number} -->" if suffix == ".html" else "\n" * (number + 1)
    return content + mark.encode()


def expected_files(documents: Path, out: Path) -> "dict[str, str]":
    """The lines that the command writes, by file name."""
    command = [sys.executable, "-m", "formgrid", "extract", "-q", "--timeout", "5"]
    run = subprocess.run(
        [*command, str(documents), "-o", str(out)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stderr
    texts = {path.name: path.read_text() for path in (out / "departments").glob("*.jsonl")}
    unassigned = (out / "unassigned.jsonl").read_text()
    if unassigned:
        texts["unassigned.jsonl"] = unassigned
    for name in ("sources", "diagnostics"):
        texts[name] = (out / f"{name}.jsonl").read_text()
    return texts


def check_sources(text: str, n: int) -> None:
    """Every file has one line, and only poisoned ones have failed."""
    sources = [json.loads(line) for line in text.splitlines()]
    assert len({source["path"] for source in sources}) == len(sources) == n
    failed = [source for source in sources if source["status"] == "failed"]
    assert len(failed) == N_POISON
    assert {source["error"]["code"] for source in failed} == {"run/crash", "run/timeout"}
    assert all("poison" in source["path"] for source in failed)


class Killer:
    """Kills one of the engine's processes once, in the middle of its work.

    Args:
        name: Part of its command line.
        is_busy: Whether the engine has done a part of its work.
    """

    def __init__(self, name: str, is_busy: "Callable[[], bool]") -> None:
        self.killed: Optional[int] = None
        self._name = name
        self._is_busy = is_busy
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Killer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finished.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._finished.wait(0.2):
            found = descendants(self._name) if self._is_busy() else []
            if found:
                os.kill(found[0], signal.SIGKILL)
                self.killed = found[0]
                return


def descendants(name: str) -> "list[int]":
    """The processes below this one whose command line contains `name`: others may run on this machine."""
    # Whole command lines, whatever the width of the terminal.
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    processes = [line.split(None, 2) for line in listed.splitlines()]
    below = {os.getpid()}
    # A process may be listed before its parent.
    while True:
        more = {int(pid) for pid, parent, *_ in processes if int(parent) in below} - below
        if not more:
            break
        below |= more
    return [int(pid) for pid, _, *rest in processes if int(pid) in below and rest and name in rest[0]]
