"""How often and how much: the limits of a real server as it is started by default, and as settings say."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.gate import MOST_AT_A_TIME
from server.rate import MOST_ADDRESSES, Rate
from server.settings import Intake, intake
from tests.server.conftest import start
from tests.support import started

Served = Callable[..., str]


@pytest.fixture
def served(own: Path, tmp_path: Path) -> Iterator[Served]:
    """Start a server with settings, and return its address."""
    running: list[subprocess.Popen[bytes]] = []

    def serving(**env: str) -> str:
        process, found = start(own, tmp_path / f"{len(running)}.log", **env)
        running.append(process)
        return found

    yield serving
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def asked(
    address: str,
    method: str = "GET",
    body: bytes | Iterator[bytes] | None = None,
    path: str = "/api/documents",
    **more: str,
) -> tuple[int, dict[str, str], bytes]:
    """Send a request; a body that is given in parts does not say its length."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    connection.request(method, path, body, headers, encode_chunked=not isinstance(body, bytes | None))
    found = connection.getresponse()
    answer = found.status, {k.lower(): v for k, v in found.getheaders()}, found.read()
    connection.close()
    return answer


def test_an_address_that_asks_too_often_is_told_when_to_come_again_and_others_are_served(served: Served) -> None:
    address = served(ANSVAR_RATE="")
    begun = time.monotonic()
    answers = [asked(address) for _ in range(Intake().rate + 40)]
    refused = [(headers, body) for status, headers, body in answers if status == 429]
    granted = [status for status, _, _ in answers if status == 200]
    assert len(granted) + len(refused) == len(answers)
    # A minute's worth at once, and one for each second that has gone by.
    assert Intake().rate <= len(granted) <= Intake().rate + time.monotonic() - begun + 1
    headers, body = refused[0]
    assert headers["content-type"] == "application/problem+json"
    assert re.fullmatch(r"[1-9]\d*", headers["retry-after"])
    assert json.loads(body)["status"] == 429
    assert asked(address, X_Forwarded_For="192.0.2.7")[0] == 200
    time.sleep(int(headers["retry-after"]) + 0.2)
    assert asked(address)[0] == 200


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(served: Served) -> None:
    address = served(ANSVAR_BODY="1000")
    ask = {"method": "POST", "path": "/api/ask", "Content_Type": "application/json"}

    def body(size: int) -> bytes:
        return json.dumps({"question": "Hvem sender epikrise?" + " " * size}).encode()

    assert asked(address, body=body(100), **ask)[0] == 200
    for large in (body(1000), iter([body(1000)]), iter([b" " * 400] * 5)):
        status, headers, said = asked(address, body=large, **ask)
        assert (status, headers["content-type"]) == (413, "application/problem+json")
        assert "1000 byte" in json.loads(said)["detail"]
    assert asked(address, body=body(100), Content_Length="9" * 30, **ask)[0] in (400, 413)


def test_more_at_a_time_than_are_let_in_are_told_so_in_our_words(served: Served) -> None:
    """They got two words of the server's library, in English and no JSON."""
    place = urlsplit(served(ANSVAR_RATE="0"))
    slow = []
    for _ in range(MOST_AT_A_TIME):
        connection = socket.create_connection((place.hostname, place.port), timeout=60)
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
                           b"Content-Type: application/sparql-query\r\n\r\n")  # fmt: skip
        slow.append(connection)
    address = place.geturl()
    for _ in range(100):
        status, headers, said = asked(address)
        if status == 503:
            break
        time.sleep(0.1)
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert headers["retry-after"] == "5"
    assert "for mye" in json.loads(said)["detail"]
    for connection in slow:
        connection.close()
    for _ in range(100):
        if asked(address)[0] == 200:
            break
        time.sleep(0.1)
    assert asked(address)[0] == 200


def test_settings_that_are_none_are_told(own: Path) -> None:
    for name, value in (("ANSVAR_RATE", "mange"), ("ANSVAR_RATE", "-1"), ("ANSVAR_BODY", "0"), ("ANSVAR_BODY", "²")):
        ran = started("serve", "--port", "0", home=own, **{name: value})
        assert (ran.status, name in ran.err, ran.err.count("\n")) == (2, True, 1)
    assert intake({}) == Intake()


def test_a_flood_of_addresses_takes_no_more_memory() -> None:
    rate = Rate(60)
    for number in range(MOST_ADDRESSES * 2):
        assert rate.wait(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}") == 0
    assert len(rate._buckets) == MOST_ADDRESSES


def test_one_customer_of_ipv6_is_one_address() -> None:
    rate = Rate(3, now=lambda: 0.0)
    assert [rate.wait(f"2001:db8::{n:x}") > 0 for n in range(5)] == [False, False, False, True, True]
    assert rate.wait("2001:db8:0:1::1") == 0
