"""The server as `ansvar serve` starts it, on loopback, over the real build."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT, home_over

LIMIT = 10
"""Seconds that a query gets."""


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> Any:
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["status"] == self.status
        assert set(self.json) >= {"type", "title", "detail"}
        return self.json


def start(home: Path, log: Path, *words: str, **env: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server on a free port, by default one that counts no requests; return its process and address."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", "import cli; cli.main()", "serve", "--port", "0", "--timeout", str(LIMIT), *words],
            cwd=ROOT,
            env={"ANSVAR_RATE": "0", **os.environ, "ANSVAR_HOME": str(home), **env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    for _ in range(600):
        if found := re.search(r"http://\S+:\d+", log.read_text()):
            return process, found[0]
        if process.poll() is not None:
            break
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()
    pytest.fail(f"The server did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the server's own over the shared build."""
    return home_over(home, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def log(own: Path) -> Path:
    """All that the server writes."""
    return own / "server.log"


@pytest.fixture(scope="session")
def address(own: Path, log: Path) -> Iterator[str]:
    """The address of the server."""
    process, found = start(own, log)
    yield found
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def call(address: str) -> Callable[..., Response]:
    """Send a request to the server."""

    def sent(path: str, data: bytes | None = None, method: str | None = None, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(address + path, data, named, method=method)  # noqa: S310 (our own server)
        try:
            with urllib.request.urlopen(request, timeout=60) as found:  # noqa: S310
                return Response(found.status, {k.lower(): v for k, v in found.headers.items()}, found.read())
        except urllib.error.HTTPError as error:
            return Response(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    return sent
