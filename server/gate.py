"""What every request passes: the host it is meant for, the size of its body, and a floor under all errors."""

from __future__ import annotations

import logging
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import DETAILS, ProblemError, problem

LARGEST_BODY = 200_000
"""Bytes."""
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
logger = logging.getLogger(__name__)


class Gate:
    """Middleware around the whole app.

    :param hosts: the names that the server answers to, all where empty. A page elsewhere that lets its own name
        point to this machine (DNS rebinding) gets nothing.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

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
        try:
            await self._app(scope, _limited(receive), sent)
        except Exception as error:
            # Its words may be those of a question: only its kind is logged.
            logger.error("%s %s: %s", scope["method"], scope["path"], type(error).__name__)
            if not begun:
                detail = DETAILS[HTTPStatus.INTERNAL_SERVER_ERROR]
                await problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)(scope, receive, sent)


def _host(header: bytes) -> str:
    """Return the name in a Host header, without the port."""
    try:
        return urlsplit("//" + header.decode("latin-1")).hostname or ""
    except ValueError:
        return ""


def _limited(receive: Receive) -> Receive:
    """Receive no more than the largest body."""
    left = LARGEST_BODY

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            detail = f"Forespørselen er for stor; grensen er {LARGEST_BODY} byte."
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        return message

    return receiving
