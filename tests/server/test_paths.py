"""Nothing that a user says is a path: no address, id, edition or query of the server's leads to a file."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

Call = Callable[..., Any]
WORD = "hemmelig-fil"
CLIMBS = ("../", "..%2f", "%2e%2e/", "..%5c", "..%252f", "....//", "%c0%ae%c0%ae/", "/", "//", "file:///")


@pytest.fixture(scope="module")
def secret(own: Path) -> Path:
    """A file beside the build, where a path that climbs would find it, under several endings."""
    for ending in ("", ".txt", ".ttl", ".toml", ".json", ".html"):
        (own / f"secret{ending}").write_text(WORD)
    return own / "secret"


def raw(address: str, path: str) -> tuple[int, bytes]:
    """Ask for a path just as it is written: clients make some plain before they ask."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    found = connection.getresponse()
    answer = found.status, found.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    "place",
    ["/{}", "/static/{}", "/graph.{}", "/concept/{}", "/doc/{}", "/doc/agder-2024/{}", "/doc/agder-2024/2024/{}",
     "/dataset/{}", "/api/{}", "/api/norms?document={}", "/.well-known/{}"],
)  # fmt: skip
def test_no_address_leads_to_a_file(address: str, secret: Path, place: str) -> None:
    for climb in CLIMBS:
        for up in (1, 3, 8):
            for name in ("secret", "secret.txt", f"{secret}", "etc/passwd"):
                status, body = raw(address, place.format(climb * up + name))
                assert WORD.encode() not in body
                assert b"root:" not in body
                assert status < 500


@pytest.mark.parametrize("name", ["file:///etc/passwd", "../../secret", "secret.ttl", "/etc/passwd"])
def test_no_query_reads_a_file(call: Call, secret: Path, name: str) -> None:
    for query in ("SELECT * FROM <{}> {{ ?s ?p ?o }}".format, "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}".format):
        assert call("/sparql?query=" + quote(query(name))).problem["status"] in (400, 403)
    found = call(f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(name)}")
    assert found.problem["status"] == 400
    assert WORD not in found.body.decode()
    update = f"update=LOAD <{name}>".encode()
    assert call("/sparql", update, Content_Type="application/x-www-form-urlencoded").problem["status"] == 403
    assert call(f"/sparql?query={quote(str(secret))}").problem["status"] == 400


@pytest.mark.parametrize(
    "name", ["../secret", "agder-2024@../../secret", "/etc/passwd", "agder-2024/../../secret", "."]
)
def test_a_document_that_is_asked_for_is_one_of_the_build(call: Call, secret: Path, name: str) -> None:
    body = json.dumps({"question": "Hvem sender epikrise?", "documents": [name]}).encode()
    found = call("/api/ask", body, Content_Type="application/json")
    assert found.problem["status"] == 404
    assert WORD not in found.body.decode()
