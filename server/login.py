"""Who may ask: with ``ANSVAR_LOGIN=on``, whoever brings a token of the OpenID provider (RFC 6750)."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Receive, Scope, Send

from kg import access
from kg.access import Act, State, Visitor
from kg.errors import AnsvarError
from server import health
from server.problems import problem
from server.provider import Provider, ProviderError, TokenError

PROVIDER, AUDIENCE = "ANSVAR_LOGIN_PROVIDER", "ANSVAR_LOGIN_AUDIENCE"
OPEN = frozenset({health.PATH})
"""What needs no token: it says nothing of what the documents hold."""
REALM = 'Bearer realm="ansvarsgraf"'


@dataclass(frozen=True, slots=True)
class Login:
    """Whose tokens count, and how their claims are read."""

    provider: Provider
    how: access.Settings


def login(environment: Mapping[str, str] | None = None) -> Login | None:
    """Return how the server lets people in; None where it asks nobody.

    >>> login({}) is None
    True

    :raises AnsvarError: where a setting is missing or none; nothing is to be served then.
    """
    known = os.environ if environment is None else environment
    how = access.settings(known)
    if not how.on:
        return None
    address = known.get(PROVIDER, "").strip()
    audiences = {each.strip() for each in known.get(AUDIENCE, "").split(",")} - {""}
    if not address or not audiences:
        raise AnsvarError(
            f"{access.LOGIN} er on, men {PROVIDER if not address else AUDIENCE} mangler. Skriv adressen til "
            "innloggingstjenestens metadata og hvem tokenene skal være utstedt for, eller start uten innlogging."
        )
    try:
        import joserfc  # noqa: F401 - an extra, asked for before anything is served
    except ImportError:
        raise AnsvarError("Innlogging trenger en pakke til: pip install 'ansvarsgraf[login]'.") from None
    return Login(Provider(address, audiences), how)


class Door:
    """Middleware inside the gate: lets a request in on a valid token of somebody who may read."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self._app = app
        self._login = login
        access.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as the one who sent it, or answer it."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        token = _token(sent[0]) if len(sent) == 1 else ""
        if not token:
            await _refused("Her trengs et token: Authorization: Bearer …", REALM)(scope, receive, send)
            return
        try:
            # In a thread: the provider may have to be asked.
            claims = await run_sync(self._login.provider.claims, token)
        except TokenError:
            await _invalid("Tokenet er ikke gyldig her. Hent et nytt.")(scope, receive, send)
            return
        except ProviderError as error:
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))(scope, receive, send)
            return
        who = access.visitor(claims, now=time.time(), how=self._login.how)
        if Act.READ not in who.acts:
            await _stranger(who)(scope, receive, send)
            return
        access.act_as(who)
        await self._app(scope, receive, send)


def _stranger(who: Visitor) -> ASGIApp:
    if who.state is State.EXPIRED:
        return _invalid("Tokenet er utløpt. Hent et nytt.")
    how = f'{REALM}, error="insufficient_scope"'
    return _refused("Den som eier tokenet, har ingen rolle her.", how, HTTPStatus.FORBIDDEN)


def _invalid(detail: str) -> ASGIApp:
    return _refused(detail, f'{REALM}, error="invalid_token"')


def _refused(detail: str, how: str, status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> ASGIApp:
    found = problem(status, detail)
    found.headers["WWW-Authenticate"] = how
    return found


def _token(header: bytes) -> str:
    """Return the token of an Authorization header, nothing where it is of another kind.

    >>> _token(b"Bearer abc.def.ghi"), _token(b"Basic abc")
    ('abc.def.ghi', '')
    """
    scheme, _, token = header.decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
