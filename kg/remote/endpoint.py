"""A SPARQL 1.1 endpoint over HTTP: rows, streams of results, updates; connections are kept between requests.

urllib3 rather than rdflib's own store: it keeps connections, which a question with three queries feels, and
its answers need not become terms of rdflib first.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.errors import StoreError
from kg.remote.address import PASSWORD, STORE, USER, Address, shown

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
CONNECTIONS = 8
CONNECT, READ, WRITE = 5.0, 60.0, 600.0
"""Seconds to wait for a connection, for what a query gives, and for the end of an update."""
_OK = range(200, 300)
_REFUSED = (401, 403)
_NOT_THERE = (404, 405, 415)
_BAD_QUERY = 400


class BadQueryError(ValueError):
    """The endpoint takes the text for no query; the message is its own."""


class Endpoint:
    """One endpoint; share it among threads."""

    def __init__(self, address: Address) -> None:
        self._address = address

    @property
    def where(self) -> str:
        """Its address, for people."""
        return shown(self._address.query)

    def rows(
        self,
        text: str,
        *,
        default: Iterable[str],
        named: Iterable[str] = (),
        connect: float = CONNECT,
        patience: float = READ,
    ) -> list[dict[str, str]]:
        """Run a SELECT or ASK over some graphs and return its rows; unbound variables are left out of a row.

        :param default: the graphs whose union is queried; ``named`` those that GRAPH can name.
        :param connect: seconds to wait for a connection; ``patience`` for the answer.
        :raises StoreError: where the endpoint cannot be reached, or gives no rows.
        """
        try:
            said = self.stream(
                text, JSON, default=default, named=named, preload=True, connect=connect, patience=patience
            )
            found = json.loads(said.data)
            if "boolean" in found:
                return [{"answer": str(found["boolean"]).lower()}]
            return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]
        except BadQueryError as error:
            raise StoreError(f"Lageret på {self.where} godtok ikke en spørring. Kan det SPARQL 1.1?") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"{self.where} svarte ikke som et SPARQL-endepunkt. Sjekk {STORE}.") from error

    def stream(
        self,
        text: str,
        accept: str,
        *,
        default: Iterable[str],
        named: Iterable[str] = (),
        preload: bool = False,
        connect: float = CONNECT,
        patience: float = READ,
    ) -> BaseHTTPResponse:
        """Run a query and return the response, to be read bit by bit unless ``preload`` says otherwise.

        :raises StoreError: where the endpoint cannot be reached.
        :raises BadQueryError: where it takes the text for no query.
        """
        fields = [("query", text)]
        fields += [("default-graph-uri", name) for name in default]
        fields += [("named-graph-uri", name) for name in named]
        # In the body: some servers take no long addresses.
        kind = "application/x-www-form-urlencoded"
        return self._sent(self._address.query, urlencode(fields), kind, accept, patience, connect, preload=preload)

    def update(self, text: str) -> None:
        """Run an update.

        :raises StoreError: where it was not done.
        """
        try:
            self._sent(self._address.update, text, "application/sparql-update", "*/*", WRITE, CONNECT, preload=True)
        except BadQueryError as error:
            raise StoreError(
                f"Lageret på {shown(self._address.update)} godtok ikke en endring. Kan det SPARQL 1.1 Update?"
            ) from error

    def _sent(
        self, url: str, body: str, kind: str, accept: str, patience: float, connect: float, *, preload: bool
    ) -> BaseHTTPResponse:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError, ProtocolError

        for again in (True, False):
            try:
                response = self._pool.request(
                    "POST",
                    url,
                    body=body.encode(),
                    headers={"Content-Type": f"{kind}; charset=utf-8", "Accept": accept, **self._login},
                    timeout=Timeout(connect=connect, read=patience),
                    retries=False,
                    redirect=False,
                    preload_content=preload,
                )
                break
            except ProtocolError as error:
                # A kept connection may have been closed just now; all that is sent can be sent twice.
                if not again:
                    raise _unreached(url, error) from error
            except (HTTPError, OSError) as error:
                raise _unreached(url, error) from error
        if response.status not in _OK:
            raise _said(url, response)
        return response

    @cached_property
    def _pool(self) -> PoolManager:
        from urllib3 import PoolManager

        return PoolManager(maxsize=CONNECTIONS)

    @property
    def _login(self) -> dict[str, str]:
        if not self._address.user:
            return {}
        pair = f"{self._address.user}:{self._address.password}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _unreached(url: str, error: Exception) -> StoreError:
    """Say that nobody answers; the words of the error may hold anything, its class says enough."""
    from urllib3.exceptions import NewConnectionError, SSLError, TimeoutError

    # What is refused at once, or has a name that nobody knows, is a timeout's subclass too.
    late = isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError)
    why = "svarte ikke i tide" if late else "kan ikke nås"
    if isinstance(error, SSLError):
        why = "har et sertifikat som ikke godtas"
    return StoreError(f"Lageret på {shown(url)} {why}. Sjekk at det kjører, og at {STORE} er riktig.")


def _said(url: str, response: BaseHTTPResponse) -> StoreError | BadQueryError:
    """Return what a response that is no success means."""
    where, status = shown(url), response.status
    if status == _BAD_QUERY:
        return BadQueryError(response.data[:2000].decode("utf-8", "replace"))
    response.drain_conn()
    if status in _REFUSED:
        return StoreError(
            f"Lageret på {where} godtok ikke brukernavn og passord ({status}). Sjekk {USER} og {PASSWORD}."
        )
    if status in _NOT_THERE or 300 <= status < 400:
        return StoreError(f"{where} svarte {status}, ikke som et SPARQL-endepunkt. Sjekk {STORE}.")
    return StoreError(f"Lageret på {where} svarte {status}. Se loggen til lageret, og prøv igjen.")
