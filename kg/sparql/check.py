"""What a SPARQL query is, and whether it may run: decided by a parser, never by the words in it.

rdflib's parser knows SPARQL 1.1 and nothing beyond; Oxigraph, which runs the query, has no public
parser. So that the two cannot read one text in two ways, line ends and code point escapes are made
plain before both (a comment that ends at a carriage return for one, and not for the other, could
hide a call).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kg.errors import Fault, SparqlError
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

LONGEST_QUERY = 50_000
"""Characters."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LEFT = re.compile(r"\\[uU][0-9A-Fa-f]{4}")
_TOKEN = re.compile(r"[\w?$:@^-]+|\S")


class QueryKind(StrEnum):
    """The four kinds of query."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"

    @property
    def gives_graph(self) -> bool:
        """True where the answer is triples."""
        return self in (QueryKind.CONSTRUCT, QueryKind.DESCRIBE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run; ``text`` is what runs.

    ``default`` and ``named`` are the graphs that FROM and FROM NAMED name.
    """

    text: str
    kind: QueryKind
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@lru_cache(maxsize=128)  # parsing takes longer than most queries do, and the same come again
def checked(query: str) -> Checked:
    """Parse a query.

    >>> checked('SELECT * WHERE { ?s ?p "SERVICE <x:y> { }" } # INSERT').kind.value
    'select'
    >>> checked("ASK { OPTIONAL { SERVICE <x:y> { ?s ?p ?o } } }")
    Traceback (most recent call last):
    kg.errors.SparqlError: Spørringen kaller en annen tjeneste (SERVICE). Det er ikke tillatt; ta det bort.

    :raises SparqlError: where it is no query, would change the graph, or reaches out of it.
    """
    text = plain(query)
    try:
        prologue, body = _parsed(text)
    except RecursionError:
        raise SparqlError("Spørringen har for mange nivåer inni hverandre. Gjør den enklere.") from None
    if any(name == "ServiceGraphPattern" for name, _ in _walk(body)):
        raise SparqlError("Spørringen kaller en annen tjeneste (SERVICE). Det er ikke tillatt; ta det bort.")
    _check_prefixes(prologue, body)
    default, named = _graphs(prologue, body)
    return Checked(text, QueryKind(body.name.removesuffix("Query").lower()), default, named)


def variables(text: str) -> list[str]:
    """Return the names of the variables that a SELECT gives, in the order of its text; none where that cannot be told.

    >>> variables("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?q } }")
    ['s', 'p', 'o']

    :param text: of a query that has been checked.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        found = [str(name) for name in translateQuery(parseQuery(text)).algebra["PV"]]
    except Exception:  # rdflib raises bare ones for queries that mean nothing: the store will say so.
        return []
    return sorted(found, key=lambda name: [match.start() for match in re.finditer(rf"[?$]{name}\b", text)][:1])


def plain(query: str) -> str:
    r"""Return a query with one kind of line end and without code point escapes (SPARQL 1.1, section 19.2).

    >>> plain("ASK {\r ?s ?p '\\u00e5' }")
    "ASK {\n ?s ?p 'å' }"

    :raises SparqlError: where it is empty or too long, or escapes no character.
    """
    if not query.strip():
        raise SparqlError("Det er ingen spørring her. Skriv en, eller velg en av de navngitte.", Fault.SYNTAX)
    if len(query) > LONGEST_QUERY:
        raise SparqlError(
            f"Spørringen er på {len(query)} tegn; grensen er {LONGEST_QUERY}. Gjør den kortere.", Fault.SIZE
        )
    try:
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), query.removeprefix("\ufeff"))
        text.encode()
    except (ValueError, OverflowError):
        raise SparqlError("En \\u-kode i spørringen er ikke noe tegn. Skriv tegnet selv.", Fault.SYNTAX) from None
    # After the escapes: one of them can be a carriage return.
    text = re.sub(r"\r\n?", "\n", text)
    if _LEFT.search(text):
        raise SparqlError("En \\u-kode i spørringen kan leses på to måter. Skriv tegnet selv.", Fault.SYNTAX)
    return text


def _parsed(text: str) -> tuple[ParseResults, CompValue]:
    """Return prologue and body of a query.

    :raises SparqlError: where it is none.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    furthest = _furthest()
    furthest[0] = 0
    try:
        prologue, body = parseQuery(text)
    except ParseBaseException as error:
        place = max(furthest[0], error.loc)
        if _is_update(text):
            raise SparqlError(
                "Spørringen vil endre grafen. Grafen kan bare leses: bruk SELECT, ASK, CONSTRUCT eller DESCRIBE."
            ) from None
        raise _misread(text, place) from None
    return prologue, body


@cache
def _furthest() -> list[int]:
    """Return where the parser finds how far it has come: pyparsing itself tells of the outermost rule only."""
    from pyparsing import ParserElement, Token
    from rdflib.plugins.sparql.parser import QueryUnit

    furthest = [0]

    def failed(_text: str, place: int, _rule: ParserElement, _error: Exception) -> None:
        furthest[0] = max(furthest[0], place)

    left: list[ParserElement] = [QueryUnit]
    seen: set[int] = set()
    while left:
        rule = left.pop()
        if id(rule) not in seen:
            seen.add(id(rule))
            left.extend(rule.recurse())
            if isinstance(rule, Token):
                rule.set_fail_action(failed)
    return furthest


def _walk(node: object) -> Iterator[tuple[str, CompValue]]:
    """Yield every named part of a parse tree."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    left = [node]
    while left:
        each = left.pop()
        if isinstance(each, CompValue):
            yield each.name, each
            left.extend(each.values())
        elif isinstance(each, (ParseResults, list, tuple)):
            left.extend(each)


def _graphs(prologue: ParseResults, body: CompValue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the graphs that a query names in FROM and FROM NAMED."""
    from rdflib.plugins.sparql.algebra import translatePrologue

    clauses = [part for name, part in _walk(body) if name == "DatasetClause"]
    if not clauses:
        return (), ()
    names = translatePrologue(prologue, None)
    default, named = ([str(names.absolutize(c[key])) for c in clauses if key in c] for key in ("default", "named"))
    return tuple(sorted(default)), tuple(sorted(named))


def _check_prefixes(prologue: ParseResults, body: CompValue) -> None:
    """Check that every prefix is declared.

    :raises SparqlError: where one is not.
    """
    declared = {part.get("prefix") or "" for name, part in _walk(prologue) if name == "PrefixDecl"}
    used = [part.get("prefix") or "" for name, part in _walk(body) if name == "pname"]
    for prefix in sorted(set(used) - declared):
        known = PREFIXES.get(prefix, "…")
        raise SparqlError(
            f"Prefikset «{prefix}:» er ikke erklært. Legg til «PREFIX {prefix}: <{known}>» øverst.", Fault.SYNTAX
        )


def _is_update(text: str) -> bool:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        return any("request" in part for name, part in _walk(parseUpdate(text)) if name == "Update")
    except (ParseBaseException, RecursionError):
        return False


def _misread(text: str, place: int) -> SparqlError:
    """Return what is wrong with a text that is no query, at the first place that could not be read."""
    start = next((found.start() for found in _TOKEN.finditer(text) if found.end() > place), len(text.rstrip()))
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    token = _TOKEN.match(text, start)
    what = f"ikke gyldig SPARQL 1.1 ved «{token[0]}»" if token else "ikke ferdig"
    return SparqlError(f"Spørringen er {what} (linje {line}, tegn {column}).", Fault.SYNTAX, line=line, column=column)
