"""Runs the benchmarks: ``python -m bench [NAME ...]``."""

from __future__ import annotations

import argparse
import importlib
import re
from datetime import UTC, datetime
from pathlib import Path

from bench.timing import ROOT, clear

NAMES = ("answers", "start", "build", "extraction", "pages")
SIZED = ("scale", "queries", "overlaps")
"""Those that are told how many times the guideline."""
APART = ("building", *SIZED)
"""Those that run only where they are named: they take long, or much room."""
PAGE = ROOT / "docs" / "benchmarks.md"
_BLOCK = re.compile(r"(<!-- tables: .*? -->\n).*?(<!-- end of tables -->)", re.DOTALL)


def main() -> None:
    """Print the tables asked for, one benchmark after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = f"{', '.join(NAMES)}; all these where none is named; and {', '.join(APART)}"
    sized = ", ".join(SIZED)
    parser.add_argument("names", nargs="*", metavar="NAME", help=known)
    parser.add_argument("--times", help=f"how many times the guideline, as 1,10,1000: {sized}")
    parser.add_argument("--folder", type=Path, help=f"where what is made is kept for the next time: {sized}")
    parser.add_argument("--write", action="store_true", help="put the tables of all into docs/benchmarks.md as well")
    options = parser.parse_args()
    if unknown := set(options.names) - {*NAMES, *APART}:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join((*NAMES, *APART))}")
    names = options.names or NAMES
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
    if options.write and set(names) != set(NAMES):
        parser.error("--write takes all benchmarks: name none")
    try:
        texts = []
        for name in names:
            for table in importlib.import_module(f"bench.{name}").tables(**(_given(options) if name in SIZED else {})):
                texts.append(table.text())
                print(texts[-1], flush=True)
    finally:
        clear()
    if options.write:
        write(PAGE, texts)


def _given(options: argparse.Namespace) -> dict[str, object]:
    """Return what those that grow are told."""
    given = {"times": [int(number) for number in options.times.split(",")]} if options.times else {}
    return {**given, "within": options.folder}


def write(page: Path, texts: list[str]) -> None:
    """Put tables into a page, in place of those that it has, with today's date."""
    text = page.read_text(encoding="utf-8")
    tables = "\n".join(texts)
    dated = re.sub(r"\d{4}-\d\d-\d\d", f"{datetime.now(UTC):%Y-%m-%d}", text, count=1)
    page.write_text(_BLOCK.sub(lambda found: f"{found[1]}\n{tables}\n{found[2]}", dated), encoding="utf-8")


if __name__ == "__main__":
    main()
