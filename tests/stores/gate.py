"""A gate before a real SPARQL server, which counts requests, wants a password, and tells when to kill a client."""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


def graphs_at(address: str) -> list[str]:
    """Return all named graphs of a server, whosever they are."""
    query = b"SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    with urllib.request.urlopen(urllib.request.Request(address, query, headers)) as found:  # noqa: S310 (our own server)
        return sorted(found.read().decode().split()[1:])


@dataclass
class Gate:
    """A server in front of a SPARQL server; ``seen`` are the requests that came, ``before`` is called with each."""

    behind: str
    user: str = ""
    password: str = ""
    before: Callable[[str, int], None] = lambda kind, number: None
    seen: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    address: str = ""

    def count(self, kind: str) -> int:
        """Return how many queries or updates came."""
        return self.seen.count(kind)

    def _allows(self, header: str | None) -> bool:
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return not self.user or header == f"Basic {pair}"

    def answer(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Return what the server behind says: status, type, body."""
        kind = path.strip("/")
        self.seen.append(kind)
        self.bodies.append(body)
        if not self._allows(headers.get("Authorization")):
            return 401, "text/plain", b"no"
        self.before(kind, self.count(kind))
        passed = {name: headers[name] for name in ("Content-Type", "Accept")}
        url = self.behind.removesuffix("/query") + path
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, passed)) as found:  # noqa: S310
                return found.status, found.headers.get("Content-Type", ""), found.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()


class _Quiet(ThreadingHTTPServer):
    """A server that says nothing of clients that were killed."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def gate(behind: str, **options: Any) -> Iterator[Gate]:
    """Run a gate in front of a SPARQL server."""
    made = Gate(behind, **options)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, said = made.answer(self.path, body, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status != 204:
                self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/query"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
