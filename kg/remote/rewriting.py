r"""Puts the names that graphs have at an endpoint into a query that knows them by their names in the build.

Only ``GRAPH`` names graphs inside a query (what ``FROM`` names is sent beside it). A variable after it is given
both names, so that what the query does with it goes on with that in the build::

    GRAPH ?g { ... }   →   VALUES (?g ?g_held) { (<here> <there>) ... } GRAPH ?g_held { ... }

The words are told apart as SPARQL 1.1 does (section 19.8). A mistake here would not open anything: the endpoint
is told which graphs may be named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import urljoin

_NAME = r"[^\W\d]|[\d.\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|:"
_WORDS = re.compile(
    r"""
    (?P<skip>\#[^\n]*|\"{3}(?:"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|@[A-Za-z][A-Za-z0-9-]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<prefixed>(?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:(?:"""
    + _NAME
    + r""")*|_:\w(?:[\w.\-·]*[\w\-·])?)
    |(?P<word>\w+)
    |(?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)")


def rewritten(text: str, names: Mapping[str, str], there: Callable[[str], str]) -> str:
    """Return a query with the names at the endpoint after each GRAPH.

    :param names: the names of the graphs at the endpoint, by their names in the build.
    :param there: gives the name at the endpoint of any graph.

    >>> one = {"x:a": "x:held"}
    >>> rewritten("ASK { GRAPH <x:a> { ?s ?p 'GRAPH' } } # GRAPH ?g", one, one.__getitem__)
    "ASK { GRAPH <x:held> { ?s ?p 'GRAPH' } } # GRAPH ?g"
    >>> rewritten("SELECT ?g { GRAPH ?g { } }", one, one.__getitem__)
    'SELECT ?g { VALUES (?g ?g_held) { (<x:a> <x:held>) } GRAPH ?g_held { } }'
    """
    if "graph" not in text.lower():
        return text
    found = list(_tokens(text))
    prefixes, base = _prologue(found)
    pairs = " ".join(f"(<{name}> <{held}>)" for name, held in names.items())
    taken = {word for kind, word, _ in found if kind == "variable"}
    parts, done = [], 0
    for (kind, word, start), (after, name, at) in pairwise(found):
        if kind != "word" or word.lower() != "graph":
            continue
        parts.append(text[done:start])
        done = at + len(name)
        if after == "variable":
            second = _free(name, taken)
            parts.append(f"VALUES ({name} {second}) {{ {pairs} }} GRAPH {second}")
        else:
            meant = urljoin(base, name[1:-1]) if after == "iri" else _whole(name, prefixes)
            parts.append(f"GRAPH <{there(meant)}>")
    return "".join([*parts, text[done:]])


def names_graphs(text: str) -> bool:
    """Whether a query has a variable for graphs, so that rewriting adds a variable to it.

    >>> names_graphs("ASK { GRAPH ?g { } }"), names_graphs("ASK { ?graph ?g 'GRAPH ?g' }")
    (True, False)
    """
    found = list(_tokens(text))
    return any(
        kind == "word" and word.lower() == "graph" and after == "variable"
        for (kind, word, _), (after, _, _) in pairwise(found)
    )


def spelled_out(text: str, variables: list[str]) -> str:
    """Return a query whose first ``SELECT *`` names its variables instead; as it is where it has no such.

    >>> spelled_out("SELECT DISTINCT * { GRAPH ?g { ?s ?p ?o } }", ["g", "s"])
    'SELECT DISTINCT ?g ?s { GRAPH ?g { ?s ?p ?o } }'
    """
    found = list(_tokens(text))
    select = next((n for n, (kind, word, _) in enumerate(found) if kind == "word" and word.lower() == "select"), None)
    if select is None or not variables:
        return text
    for _, word, start in found[select + 1 : select + 3]:
        if word == "*":
            return text[:start] + " ".join(f"?{name}" for name in variables) + text[start + 1 :]
    return text


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Give the words of a query: kind, word, and where it starts; comments, strings and languages are left out."""
    for match in _WORDS.finditer(text):
        kind = match.lastgroup or ""
        if kind != "skip":
            yield kind, match[0], match.start()


def _prologue(found: list[tuple[str, str, int]]) -> tuple[dict[str, str], str]:
    """Return the prefixes and the base that a query declares."""
    prefixes: dict[str, str] = {}
    base, at = "", 0
    while at + 1 < len(found) and found[at][0] == "word":
        word = found[at][1].lower()
        if word == "base":
            base = urljoin(base, found[at + 1][1][1:-1])
            at += 2
        elif word == "prefix" and at + 2 < len(found):
            prefixes[found[at + 1][1]] = urljoin(base, found[at + 2][1][1:-1])
            at += 3
        else:
            break
    return prefixes, base


def _whole(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes.get(prefix + colon, "") + _ESCAPED.sub(r"\1", local)


def _free(name: str, taken: set[str]) -> str:
    """Return a variable for the name at the endpoint, which the query does not use."""
    bare = f"?{name[1:]}_held"
    while bare in taken or f"${bare[1:]}" in taken:
        bare += "_"
    return bare
