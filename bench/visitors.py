"""Those who use the program in the load test: one on the page, by its own websocket, and one at the API."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

PATIENCE = 60.0
"""Seconds to wait for anything."""
ROWS = quote("SELECT ?role (COUNT(*) AS ?n) { ?norm <https://w3id.org/ansvarsgraf/ns#bearer> ?role } GROUP BY ?role")
_DIRECT = re.compile(r'class="av-direct"[^>]*>([^<]+)<')


class LoadError(Exception):
    """Something that a user should not have seen."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is the same in an answer whatever else is built: its status, its roles, and the clause that it cites."""

    status: str
    roles: tuple[str, ...]
    clause: str


class ApiVisitor:
    """A program that asks the API, from an address of its own; each request is a connection, as behind a proxy."""

    def __init__(self, address: str, number: int) -> None:
        self._place = urlsplit(address).netloc
        self._from = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def sent(self, path: str, record: Mapping[str, object] | None = None) -> tuple[Any, float]:
        """Send a request; return what came, read as JSON where it is, and the seconds that it took.

        :raises LoadError: for anything but 200.
        """
        body = None if record is None else json.dumps(record)
        headers = {"X-Forwarded-For": self._from} | ({"Content-Type": "application/json"} if body else {})
        started = time.perf_counter()
        connection = http.client.HTTPConnection(self._place, timeout=PATIENCE)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            found = connection.getresponse()
            said = found.read()
        except OSError as error:
            raise LoadError(f"{path}: {type(error).__name__}") from error
        finally:
            connection.close()
        took = time.perf_counter() - started
        if found.status != 200:
            raise LoadError(f"{path}: {found.status} {said[:200].decode('utf-8', 'replace')}")
        return json.loads(said), took

    def asked(self, question: str, document: str) -> tuple[Said, float]:
        """Ask a question of a document."""
        record, took = self.sent("/api/ask", {"question": question, "documents": [document]})
        roles = tuple(role["id"] for role in record["roles"])
        cited = record["citations"][0]["clause"] if record["citations"] else ""
        return Said(record["status"], roles, cited), took

    def looked(self, chance: random.Random, document: str) -> float:
        """Look something up, as a program does that shows norms or the graph."""
        path = chance.choice((
            "/api/norms?role=fastlege&limit=20", "/api/norms?artifact=epikrise", "/api/overlaps?limit=10",
            "/api/documents", f"/sparql?query={ROWS}", f"/api/norms?document={document}&limit=500", "/healthz",
        ))  # fmt: skip
        return self.sent(path)[1]


class PageVisitor:
    """A browser's part of a session on the page, without the browser: Streamlit's protocol over its websocket."""

    def __init__(self, address: str) -> None:
        self._address = address.replace("http://", "ws://") + "/_stcore/stream"
        self._socket: Any = None
        self._pages: dict[str, str] = {}
        self._page = ""
        self._box = ""

    def __enter__(self) -> Self:
        from websockets.sync.client import connect

        # What the program tells of Streamlit's messages is as large as a page is.
        self._socket = connect(
            self._address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE, compression=None
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def opened(self, page: str = "") -> float:
        """Open a page by the name in its address, the chat where there is none; return the seconds that it took."""
        if self._pages and page not in self._pages:
            raise LoadError(f"no page {page}")
        self._page = self._pages.get(page, "")
        started = time.perf_counter()
        self._run()
        return time.perf_counter() - started

    def asked(self, question: str) -> tuple[str, float]:
        """Ask in the chat; return the heading of the answer, and the seconds that it took."""
        started = time.perf_counter()
        drawn = self._run(question)
        took = time.perf_counter() - started
        headings = [found for text in drawn for found in _DIRECT.findall(text)]
        if not headings:
            raise LoadError(f"page: no answer to «{question}»")
        return headings[-1], took

    def _run(self, question: str | None = None) -> Sequence[str]:
        """Let the page run once, and return the HTML that it draws.

        :raises LoadError: where it shows an error or a fault.
        """
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = "", self._page
        if question is not None:
            asked = state.widget_states.widgets.add()
            asked.id = self._box
            asked.chat_input_value.data = question
        self._socket.send(message.SerializeToString())
        drawn: list[str] = []
        while (found := self._received()).WhichOneof("type") != "script_finished" or found.script_finished == 2:
            kind = found.WhichOneof("type")
            if kind == "navigation":
                self._pages = {each.url_pathname: each.page_script_hash for each in found.navigation.app_pages}
                self._page = found.navigation.page_script_hash
            elif kind == "delta" and found.delta.WhichOneof("type") == "new_element":
                self._drawn(found.delta.new_element, drawn)
        if found.script_finished:
            raise LoadError(f"page: the run ended with {found.script_finished}")
        return drawn

    def _drawn(self, element: Any, drawn: list[str]) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise LoadError(f"page: {element.exception.type}")
        if kind == "alert" and element.alert.format == 1:
            raise LoadError(f"page: {element.alert.body[:200]}")
        if kind == "chat_input":
            self._box = element.chat_input.id
        elif kind == "html":
            drawn.append(element.html.body)

    def _received(self) -> Any:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        found = ForwardMsg()
        try:
            found.ParseFromString(self._socket.recv(timeout=PATIENCE))
        except (TimeoutError, OSError) as error:
            raise LoadError(f"page: {type(error).__name__}") from error
        return found
