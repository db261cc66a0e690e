"""docs/sparql.md lists the named queries, limits and paths as they are."""

from __future__ import annotations

import re

from commands import querying
from kg.sparql.check import LONGEST_QUERY
from kg.sparql.named import named_queries
from kg.sparql.queries import ROWS, SECONDS
from server.app import make_app
from server.settings import BODY, RATE, Intake
from tests.support import ROOT

PAGE = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
PUBLISHING = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")


def test_the_named_queries_are_those_that_are_there() -> None:
    said = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    so = [(q.name, q.english, ", ".join(f"`?{place}`" for place in q.places) or "–") for q in named_queries()]
    assert said == so, "the table of docs/sparql.md should read:\n" + "\n".join(
        f"| `{name}` | {english} | {places} |" for name, english, places in so
    )


def test_the_limits_are_those_in_use() -> None:
    assert f"| {SECONDS:g} s |" in PAGE
    assert f"| {ROWS:,};" in PAGE
    assert f"| {LONGEST_QUERY:,} characters |" in PAGE
    assert f"| {Intake().body:,} bytes | `{BODY}` |" in PAGE
    assert f"| {Intake().rate} a minute | `{RATE}`" in PAGE
    assert (querying.ROWS, querying.SECONDS) == (ROWS, SECONDS)
    assert f"port {querying.PORT}" in PAGE


def test_the_paths_are_those_that_are_served() -> None:
    said = set(re.findall(r"`(GET|POST) (/[\w/.]+)", PAGE))
    paths = make_app().openapi()["paths"].items()
    linked = {path for path, methods in paths if any("Lenkede data" in each["tags"] for each in methods.values())}
    served = {(method.upper(), path) for path, methods in paths if path not in linked for method in methods}
    assert said == served | {("GET", "/docs"), ("GET", "/openapi.json")}
    assert {path for row in re.findall(r"^\| (`/.*?) \|", PUBLISHING, re.MULTILINE)
            for path in re.findall(r"`(/[^`?]+)`", row)} == linked  # fmt: skip
