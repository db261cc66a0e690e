"""What may run neither calls nor changes anything when Oxigraph runs it: the two readers of SPARQL see one text."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg.errors import SparqlError
from kg.sparql.check import checked

# Characters at which one reader may end a line, a token or a string and another may not.
BORDERS = (
    "\r", "\n", "\r\n", "\n\r", "\x0b", "\x0c", "\x00", "\x1a", "\x85", "\xa0", "\u2028", "\u2029", "\u200b", "\ufeff",
    "\\", "\\\\", "\\u000d", "\\u000A", "\\U0000000D", "\\u0022", "\\u0027", "\\u005c", "\\u0023", "\\u003e", "\\r",
    "'", '"', "'''", '"""', "#", "<", ">", "<#", "{", "}", ".", ";", "/*", "*/", "--", "//", "<!--", "^^", "@", "_:",
    "ª", "ﬁ", "İ", "ſ",
)  # fmt: skip
UPDATES = ("INSERT DATA {{ <a:x> <a:y> <a:z> }}", "CLEAR ALL", "DELETE WHERE {{ ?s ?p ?o }}", "LOAD <{address}>")
HIDDEN = (
    "SELECT * WHERE {{ ?s ?p ?o {0} SERVICE <{address}> {{ ?a ?b ?c }} {1} }}",
    "SELECT * WHERE {{ ?s ?p ?o # {0} SERVICE <{address}> {{ ?a ?b ?c }} {1} \n }}",
    "SELECT * WHERE {{ ?s ?p '{0} SERVICE <{address}> {{ ?a ?b ?c }} {1}' }}",
    'SELECT * WHERE {{ ?s ?p """{0} SERVICE <{address}> {{ ?a ?b ?c }} {1}""" }}',
    "SELECT * WHERE {{ ?s <a:{0}SERVICE{1}> ?o . SER{0}VICE <{address}> {{ ?a ?b ?c }} }}",
    "ASK {{ FILTER EXISTS {{ {0} SERVICE{1}<{address}> {{ ?a ?b ?c }} }} }}",
    "SELECT * FROM <{address}> {{ ?s ?p ?o {0} }} {1}",
    "SELECT * {{ ?s ?p ?o }} {0} ; {1} {update}",
    "ASK {{ }} # {0} {update} {1}",
    "{update} {0} # {1} \nSELECT * {{ ?s ?p ?o }}",
    "BASE <{address}{0}> SELECT * {{ SERVICE <{1}> {{ ?a ?b ?c }} }}",
    "PREFIX s: <{address}> {0} SELECT * {{ SERVICE s: {{ ?a ?b ?c }} {1} }}",
)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[object]]]:
    """The address of something that counts who calls."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with suppress(OSError):
                while True:
                    caller, where = server.accept()
                    calls.append(where)
                    caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls


def run(query: str) -> Oxigraph:
    """Run what may run, as the program does, and return the graph that it ran over."""
    store = Oxigraph()
    store.add(Quad(NamedNode("a:a"), NamedNode("a:b"), Literal("c")))
    with suppress(SparqlError):
        text = checked(query).text
        with suppress(SyntaxError, ValueError, OSError, RuntimeError):
            found = store.query(text)
            if not isinstance(found, bool) and hasattr(found, "__iter__"):
                list(found)
    return store


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(HIDDEN),
    st.lists(st.sampled_from(BORDERS) | st.characters(), max_size=3).map("".join),
    st.lists(st.sampled_from(BORDERS) | st.characters(), max_size=3).map("".join),
    st.sampled_from(UPDATES),
)
def test_nothing_that_may_run_calls_or_changes(
    listener: tuple[str, list[object]], hidden: str, first: str, second: str, update: str
) -> None:
    address, calls = listener
    query = hidden.format(first, second, address=address, update=update.format(address=address))
    assert len(run(query)) == 1, query
    assert calls == [], query


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("border", BORDERS)
def test_each_border_at_each_place(listener: tuple[str, list[object]], hidden: str, border: str) -> None:
    address, calls = listener
    for first, second in ((border, ""), ("", border), (border, border)):
        for update in UPDATES:
            query = hidden.format(first, second, address=address, update=update.format(address=address))
            assert len(run(query)) == 1, query
            if "{update}" not in hidden:
                break
    assert calls == []


def test_the_listener_hears_a_query_that_was_not_checked(listener: tuple[str, list[object]]) -> None:
    """Else the tests above would show nothing."""
    address, calls = listener
    with suppress(OSError, RuntimeError, ValueError, SyntaxError):
        list(Oxigraph().query(f"SELECT * {{ SERVICE <{address}> {{ ?a ?b ?c }} }}"))
    heard = len(calls)
    calls.clear()
    assert heard
