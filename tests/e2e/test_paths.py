"""Nothing that a reader of the page says is a path, and none puts a file there where uploads are off."""

from __future__ import annotations

import http.client
import tomllib
from urllib.parse import urlsplit

import pytest

from ingest.readers import LARGEST_FILE
from tests.e2e.conftest import ROOT

CLIMBS = ("../", "..%2f", "%2e%2e/", "..%5c", "..%252f", "....//", "//", "/", "file:///", "\\..\\")


def sent(address: str, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.putheader("Content-Length", str(len(body or b"")))
    connection.endheaders(body)
    found = connection.getresponse()
    answer = found.status, found.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    "place",
    ["/{}", "/static/{}", "/media/{}", "/component/{}", "/app/static/{}", "/_stcore/{}", "/dokument/{}", "/spor/{}"],
)
def test_no_address_of_the_page_leads_to_a_file(server: str, place: str) -> None:
    for climb in CLIMBS:
        for name in ("etc/passwd", "pyproject.toml", ".streamlit/config.toml", "audit.jsonl", "reviews.nq"):
            for up in (1, 6):
                status, body = sent(server, "GET", place.format(climb * up + name))
                assert b"root:" not in body
                assert b"[tool.ruff]" not in body
                assert b"gatherUsageStats" not in body
                assert status != 500


def test_nobody_without_a_session_leaves_a_file_in_the_server(server: str) -> None:
    edge = b"x"
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../ond.txt"\r\n\r\nond\r\n--x--\r\n'
    for session in ("x", "../..", "00000000-0000-0000-0000-000000000000"):
        for method in ("PUT", "POST"):
            path = f"/_stcore/upload_file/{session}/1"
            status, _ = sent(server, method, path, body, Content_Type=f"multipart/form-data; boundary={edge.decode()}")
            assert status >= 400


def test_what_a_session_may_leave_is_no_larger_than_what_is_read() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] * 1_000_000 == LARGEST_FILE
