#!/usr/bin/env python3
"""Writes tables of PDF files in the format of the scorers of the ICDAR 2013 table competition.

usage: icdar.py FORMGRID FOLDER > pred.json

FORMGRID is the binary, FOLDER holds the PDF files. The answer has for each file, by its name without
`.pdf`, a list of tables: {"page": 1, "cells": [{"row", "col", "rowspan", "colspan", "text"}]}.
The competition counts a table on each page it stands on, so a table that goes on over pages is parted:
a cell belongs to the page it begins on, and rows and columns are counted from the first on that page.
"""

import json
import pathlib
import subprocess
import sys


def tables(binary, pdf):
    """The tables of a file, one for each page of a table."""
    run = subprocess.run([binary, "tables", str(pdf), "--format", "jsonl"], capture_output=True, text=True)
    return [part for line in run.stdout.splitlines() for part in by_page(json.loads(line)["cells"])]


def by_page(cells):
    """The cells of a table, by page. Blank cells are ignored; they may have no page."""
    pages = {}
    for cell in cells:
        if cell["text"] and cell.get("page") is not None:
            pages.setdefault(cell["page"], []).append(cell)
    return [{"page": page, "cells": counted_from_first(cells)} for page, cells in sorted(pages.items())]


def counted_from_first(cells):
    row = min(cell["row"] for cell in cells)
    col = min(cell["col"] for cell in cells)
    return [
        {
            "row": cell["row"] - row,
            "col": cell["col"] - col,
            "rowspan": cell["row_span"],
            "colspan": cell["col_span"],
            "text": cell["text"],
        }
        for cell in cells
    ]


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    json.dump({pdf.stem: tables(binary, pdf) for pdf in sorted(folder.glob("*.pdf"))}, sys.stdout)


if __name__ == "__main__":
    main()
