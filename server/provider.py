"""An OpenID provider seen from the server: its tokens are read with its keys, and nothing else is asked of it.

OpenID Connect Discovery 1.0 tells where the keys are (RFC 7517); a token is a JWT (RFC 7519) signed with one of them.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.request
from collections.abc import Callable, Collection, Mapping
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.errors import AnsvarError
from server.running import is_loopback

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Of two keys each: what the server knows can sign nothing."""
_KINDS = frozenset({"RSA", "EC", "OKP"})
LONGEST_TOKEN = 16_000
LARGEST_REPLY = 1_000_000
"""Bytes."""
SECONDS = 5.0
FRESH = 3600.0
"""Seconds after which the keys are fetched anew."""
PAUSE = 30.0
"""Seconds between two fetches, so that tokens with unknown keys make no flood of them."""
LEEWAY = 60
"""Seconds by which the provider's clock may be ahead."""
logger = logging.getLogger(__name__)


class TokenError(Exception):
    """A token is none of the provider's for this server, or not yet or no longer valid."""


class ProviderError(AnsvarError):
    """The provider cannot be asked, and its keys are not known."""


class Provider:
    """A provider by the address of its metadata; share one among threads.

    :param audiences: whom a token must be meant for, one of them at least.
    :raises AnsvarError: where the address is neither https nor on this machine.
    """

    def __init__(self, metadata: str, audiences: Collection[str], *, now: Callable[[], float] = time.monotonic) -> None:
        self._metadata = _safe(metadata)
        self._audiences = sorted(audiences)
        self._now = now
        self._lock = threading.Lock()
        self._known: tuple[str, KeySet] | None = None
        self._fetched = self._tried = -float("inf")

    def claims(self, token: str) -> Mapping[str, object]:
        """Return what a token claims, after looking at its signature, issuer, audience and time.

        :raises TokenError: where it is not valid.
        :raises ProviderError: where the provider's keys cannot be had.
        """
        if len(token) > LONGEST_TOKEN:
            raise TokenError
        issuer, keys = self._keys(self._now() - self._fetched > FRESH)
        try:
            return _read(token, issuer, keys, self._audiences)
        except _UnknownKeyError:
            # The provider may have changed its keys.
            issuer, keys = self._keys(True)
            return _read(token, issuer, keys, self._audiences)

    def _keys(self, anew: bool) -> tuple[str, KeySet]:
        """Return the issuer and its keys, fetched where there are none; anew where asked for and a while has passed."""
        known = self._known
        if known is not None and (not anew or self._now() - self._tried < PAUSE):
            return known
        # Whoever knows keys does not wait for somebody else's fetch.
        if self._lock.acquire(blocking=known is None):
            try:
                if self._known is known and self._now() - self._tried >= PAUSE:
                    self._fetch()
            finally:
                self._lock.release()
        if self._known is None:
            raise ProviderError("Innloggingstjenesten svarer ikke. Prøv igjen om litt.")
        return self._known

    def _fetch(self) -> None:
        """Fetch issuer and keys; where that fails, those known stay."""
        self._tried = self._now()
        try:
            self._known = _fetched(self._metadata)
            self._fetched = self._now()
        except (OSError, HTTPException, ValueError, AnsvarError) as error:
            logger.error("login: %s", type(error).__name__)


class _UnknownKeyError(TokenError):
    """A token names a key that is not among those known."""


def _read(token: str, issuer: str, keys: KeySet, audiences: Collection[str]) -> Mapping[str, object]:
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError

    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "values": list(audiences)},
        exp={"essential": True},
    )
    try:
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        registry.validate(read.claims)
    except InvalidKeyIdError:
        raise _UnknownKeyError from None
    except Exception as error:
        # Whatever a stranger's token does to the library that reads it: it is none that is valid.
        logger.info("login: %s", type(error).__name__)
        raise TokenError from None
    return read.claims


def _fetched(metadata: str) -> tuple[str, KeySet]:
    """Fetch the issuer and its keys.

    :raises OSError: where that fails.
    :raises ValueError: where what comes is something else.
    """
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, KeySet

    told = _json(metadata)
    issuer, place = told.get("issuer"), told.get("jwks_uri")
    if not isinstance(issuer, str) or not isinstance(place, str):
        raise ValueError("no issuer or no keys")
    listed = _json(_safe(place)).get("keys")
    found = []
    for each in listed if isinstance(listed, list) else ():
        # One that is for something else, or not understood, leaves the others (RFC 7517, section 5).
        if isinstance(each, dict) and each.get("kty") in _KINDS and each.get("use", "sig") == "sig":
            try:
                found.append(JWKRegistry.import_key(each))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not found:
        raise ValueError("no key")
    return issuer, KeySet(found)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is asked for is what was said, not what its answer leads to."""

    def redirect_request(self, *_: object) -> None:
        return None


def _json(address: str) -> dict[str, object]:
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(address, timeout=SECONDS) as found:
        body = found.read(LARGEST_REPLY + 1)
    if len(body) > LARGEST_REPLY:
        raise ValueError("too long")
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _safe(address: str) -> str:
    """Return an address that nobody on the way can read or change.

    >>> _safe("https://login.example.no/.well-known/openid-configuration").startswith("https")
    True

    :raises AnsvarError: where it is none.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if host and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        return address
    raise AnsvarError(f"Innloggingstjenestens adresse er «{address}». Skriv en som begynner med https://.")
