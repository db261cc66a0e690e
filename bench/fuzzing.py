"""Texts guided by what they reach in the program: ``python -m bench.fuzzing [TARGET ...] [--seconds N] [--json]``.

Atheris (libFuzzer) watches which lines a text reaches and keeps those that reach new ones; it starts from the
development questions and the named queries. A finding is an exception that no user should meet, a query that changes
the graph, or a text that takes longer than it may; it is printed, and the text kept where ``--keep`` says.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 4_096
"""Bytes of a text."""
SLOWEST = 30
"""Seconds that one text may take on a busy machine."""
MOST = 20
"""Findings of one target after which it is given up."""
QUERIES = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "PREFIX a: <a:> SELECT (COUNT(*) AS ?n) FROM <a:g> { GRAPH ?g { ?s a:b/a:c* 'd'@no } } GROUP BY ?s # x",
    'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(REGEX(STR(?o), "a+", "i") && ?o > 1.0e3) }',
    "DESCRIBE <a:a>",
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    'ASK { VALUES ?x { 1 UNDEF } BIND("""x""" AS ?y) MINUS { ?s ?p [] } OPTIONAL { { } UNION { } } }',
)
WATCHED = ["qa", "kg", "ontology", "server"]
SEED = 7


@dataclass
class Fuzzed:
    """What came of one target: how many texts were tried, how many of them reached something new, what was found."""

    target: str
    runs: int = 0
    seconds: float = 0.0
    reached: int = 0
    findings: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return a row of the table."""
        return f"| {self.target} | {self.runs:,} | {self.seconds:.0f} | {self.reached:,} | {len(self.findings)} |"


# -- what is tried


def guard(text: str) -> None:
    """What stands before all else: the guard, and what a question is taken to mean."""
    from kg.model import collapsed
    from qa.followup import read
    from qa.guard import refusal
    from qa.understanding import understand

    if refusal(collapsed(text)) is None:
        vocabulary = _engine().index.words(["agder-2024"]).vocabulary
        question = understand(collapsed(text), vocabulary)
        read(question, question, vocabulary)


def question(text: str) -> None:
    """The whole way of a question; what comes back can be written as JSON."""
    answer = _engine().ask(text)
    json.dumps(answer.as_record(""), ensure_ascii=False).encode()


def check(text: str) -> None:
    """What decides whether a query may run; one that may changes nothing, whatever the store makes of it."""
    from pyoxigraph import Literal, NamedNode, Quad, Store

    from kg.errors import SparqlError
    from kg.sparql.check import checked

    try:
        query = checked(text).text
    except SparqlError:
        return
    store = Store()
    store.add(Quad(NamedNode("a:a"), NamedNode("a:b"), Literal("c")))
    with suppress(SyntaxError, ValueError, OSError, RuntimeError):
        found = store.query(query)
        if hasattr(found, "__iter__"):
            list(found)
    if len(store) != 1:
        raise AssertionError("the graph was changed")


def sparql(text: str) -> None:
    """The runner of queries, in its own process and within its limits."""
    from kg.errors import SparqlError

    with suppress(SparqlError):
        outcome = _runner().run(text, rows=100)
        outcome.text  # noqa: B018 - read, since it must be readable


def request(text: str) -> None:
    """What the server reads of a request before it knows what it is: headers, parameters, a token."""
    from kg.errors import SparqlError
    from server.gate import _host
    from server.linked import NAMES
    from server.login import _token
    from server.negotiation import accepted, best
    from server.protocol import operation_of
    from server.rate import network

    accepted(text)
    best(text, NAMES)
    raw = text.encode()
    _host(raw)
    _token(raw)
    network(text)
    with suppress(SparqlError):
        operation_of([(name, value) for name, _, value in (part.partition("=") for part in text.split("&"))])


TARGETS: dict[str, Callable[[str], None]] = {each.__name__: each for each in (guard, question, check, sparql, request)}


@cache
def _engine():  # type: ignore[no-untyped-def] # the program is imported only where it is watched
    from qa.opening import open_engine

    return open_engine()


@cache
def _runner():  # type: ignore[no-untyped-def]
    from kg.sparql.queries import Limits, Sparql

    return Sparql(limits=Limits(rows=100, seconds=3, megabytes=300), workers=1)


# -- trying it


def fuzzed(target: str, *, seconds: float, folder: Path, home: Path) -> Fuzzed:
    """Try a target for some seconds, begun anew after each finding; return what came of it.

    :param folder: for the texts that are kept, which are the beginning of the next run.
    """
    corpus, kept = folder / target, folder / f"{target}.findings"
    corpus.mkdir(parents=True, exist_ok=True)
    kept.mkdir(exist_ok=True)
    for number, text in enumerate(_seeds(target)):
        (corpus / f"seed-{number}").write_text(text, encoding="utf-8")
    made, end = Fuzzed(target), time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 0 and len(made.findings) < MOST:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "bench.fuzzing", "--child", target, str(corpus), str(kept), str(left)],
            cwd=ROOT, env={**os.environ, "ANSVAR_HOME": str(home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        said = done.stdout.decode("utf-8", "replace")
        made.seconds += time.monotonic() - started
        told = re.findall(r"^(?:#|Done )(\d+)", said, re.MULTILINE)
        made.runs += int(told[-1]) if told else 0
        made.reached = max([made.reached, *map(int, re.findall(r"\bcov: (\d+)", said))])
        if done.returncode:
            made.findings.append(_finding(said, kept))
    return made


def _finding(said: str, kept: Path) -> str:
    """Return the end of what was said, and the text that did it."""
    text = ""
    if named := re.findall(r"Test unit written to (\S+)", said):
        text = repr(Path(named[-1]).read_bytes()[:300])
    error = re.findall(r"^.*(?:Error|ERROR|Exception).*$", said, re.MULTILINE)
    return f"{' / '.join(error[-3:])[:600]} <- {text}" if error else f"{said[-600:]} <- {text}"


def _seeds(target: str) -> list[str]:
    if target in ("check", "sparql"):
        named = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "ontology" / "queries").glob("*.rq")))
        return [*QUERIES, *(text for text in named if len(text) < 600)]
    if target == "request":
        return [
            "text/turtle;q=0.5, */*",
            "query=ASK{}&default-graph-uri=x:y",
            "127.0.0.1:80",
            "Bearer a.b.c",
            "[::1]:1",
        ]
    lines = (ROOT / "tests" / "gold" / "questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines]


def _child(target: str, corpus: str, kept: str, seconds: str) -> None:
    """Try a target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        TARGETS[target]("Hvem skriver sykmelding?")

    def tried(data: bytes) -> None:
        TARGETS[target](data.decode("utf-8", "ignore"))

    options = (f"-max_len={LONGEST}", f"-timeout={SLOWEST}", "-rss_limit_mb=4000", f"-artifact_prefix={kept}/",
               f"-max_total_time={seconds}", f"-seed={SEED}", "-print_final_stats=1", "-verbosity=1")  # fmt: skip
    atheris.Setup([sys.argv[0], *options, corpus], tried)
    atheris.Fuzz()


def main(words: Sequence[str] | None = None) -> None:
    """Print what came of it as a table, and end with 1 where anything was found."""
    if (given := list(sys.argv[1:] if words is None else words))[:1] == ["--child"]:
        _child(*given[1:])
        return
    parser = argparse.ArgumentParser(prog="python -m bench.fuzzing", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; all where none is named")
    parser.add_argument("--seconds", type=float, default=600, help="in all, shared among the targets (600)")
    parser.add_argument("--keep", type=Path, help="a folder for the texts; the next run goes on from them")
    parser.add_argument("--home", type=Path, help="a home with a build; one is built where none is named")
    parser.add_argument("--json", action="store_true", help="print records instead of a table")
    options = parser.parse_args(given)
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory(prefix="ansvar-fuzz-") as name:
        home = options.home or _built(Path(name) / "home")
        folder, targets = options.keep or Path(name), options.targets or list(TARGETS)
        made = [fuzzed(each, seconds=options.seconds / len(targets), folder=folder, home=home) for each in targets]
    if options.json:
        json.dump([asdict(each) for each in made], sys.stdout)
    else:
        rows = ("| target | texts tried | seconds | branches reached | findings |", "|---|---|---|---|---|")
        print("\n".join([*rows, *(each.row() for each in made)]))
    for finding in (f"{each.target}: {finding}" for each in made for finding in each.findings):
        sys.stderr.write(f"{finding}\n")
    raise SystemExit(any(each.findings for each in made))


def _built(home: Path) -> Path:
    from kg.home import Home
    from qa.build import build, shipped

    build([source.path for source in shipped()], home=Home(home))
    return home


if __name__ == "__main__":
    main()
