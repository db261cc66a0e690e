"""What every request passes: its host, how often and with how many it comes, its size; a floor under all errors."""

from __future__ import annotations

import logging
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import DETAILS, ProblemError, problem
from server.rate import Rate
from server.settings import Intake

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; frame-ancestors 'none'",
    ),
)
MOST_AT_A_TIME = 100
logger = logging.getLogger(__name__)


class Gate:
    """Middleware around the whole app.

    :param hosts: the names that the server answers to, all where empty. A page elsewhere that lets its own name
        point to this machine (DNS rebinding) gets nothing.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), intake: Intake | None = None) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._intake = intake or Intake()
        self._rate = Rate(self._intake.rate)
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        headers = dict(scope["headers"])
        if self._hosts and _host(headers.get(b"host", b"")) not in self._hosts:
            detail = "Tjeneren svarer ikke på dette navnet. Bruk 127.0.0.1, eller start med --host."
            await problem(HTTPStatus.BAD_REQUEST, detail)(scope, receive, sent)
            return
        if wait := self._rate.wait(scope["client"][0] if scope.get("client") else ""):
            detail = f"Du spør oftere enn {self._intake.rate} ganger i minuttet. Prøv igjen om {wait} s."
            refused = problem(HTTPStatus.TOO_MANY_REQUESTS, detail)
            refused.headers["Retry-After"] = str(wait)
            await refused(scope, receive, sent)
            return
        if self._inside >= MOST_AT_A_TIME:
            detail = "Tjeneren har for mye å gjøre. Prøv igjen om litt."
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)(scope, receive, sent)
            return
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and (len(declared) > 15 or int(declared) > self._intake.body):
            await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(self._intake.body))(scope, receive, sent)
            return
        self._inside += 1
        try:
            await self._app(scope, _limited(receive, self._intake.body), sent)
        except Exception as error:
            # Its words may be those of a question: only its kind is logged.
            logger.error("%s %s: %s", scope["method"], scope["path"], type(error).__name__)
            if not begun:
                detail = DETAILS[HTTPStatus.INTERNAL_SERVER_ERROR]
                await problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)(scope, receive, sent)
        finally:
            self._inside -= 1


def _host(header: bytes) -> str:
    """Return the name in a Host header, without the port."""
    try:
        return urlsplit("//" + header.decode("latin-1")).hostname or ""
    except ValueError:
        return ""


def _too_large(most: int) -> str:
    return f"Forespørselen er for stor; grensen er {most} byte."


def _limited(receive: Receive, most: int) -> Receive:
    """Receive no more than the largest body, whatever its length was said to be."""
    left = most

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(most))
        return message

    return receiving
