"""Logging in to the server: tokens of a real provider, forged ones, and a provider that is gone or changes its key."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from bench.servers import free_port
from kg.errors import AnsvarError
from server import provider as provider_module
from server.login import AUDIENCE, PROVIDER, login
from server.provider import PAUSE, Provider, ProviderError, TokenError
from tests.server.conftest import start
from tests.server.test_description import schemathesis
from tests.support import ROOT, started

HERE = "ansvar-api"
QUESTION = json.dumps({"question": "Hvem skriver sykmelding etter operasjon?"}).encode()


class Issuer:
    """The provider of the tests, as a client of it sees it."""

    def __init__(self, log: Path, port: int | None = None) -> None:
        self.port, self.log = port or free_port(), log
        self.address = f"http://127.0.0.1:{self.port}"
        self.metadata = f"{self.address}/.well-known/openid-configuration"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as out:
            command = [sys.executable, str(ROOT / "tests" / "e2e" / "provider.py"), str(self.port)]
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        for _ in range(600):
            try:
                with urllib.request.urlopen(self.metadata, timeout=2):  # noqa: S310 (our own server)
                    return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        pytest.fail(self.log.read_text(), pytrace=False)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def token(self, audience: str = HERE, **claims: object) -> str:
        """Return a token, by the way that a program with a browser would go."""
        told = {"sub": "1", "name": "Liv Leser", "roles": ["reader"], **claims}
        self._sent("PUT", "/next", json.dumps(told), "application/json")
        led = self._sent("GET", f"/authorize?redirect_uri=http://x/&state=s&client_id={audience}")
        (code,) = parse_qs(urlsplit(led.getheader("Location") or "").query)["code"]
        got = self._sent("POST", "/token", f"code={quote(code)}", "application/x-www-form-urlencoded")
        return str(json.loads(got.read())["id_token"])

    def rotate(self) -> None:
        self._sent("POST", "/rotate")

    def keys(self) -> list[dict[str, str]]:
        return list(json.loads(self._sent("GET", "/jwks").read())["keys"])

    def _sent(self, method: str, path: str, body: str | None = None, kind: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        found = connection.getresponse()
        assert found.status < 400, found.read()
        return found


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    made = Issuer(tmp_path_factory.mktemp("provider") / "log")
    yield made
    made.end()


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Issuer]:
    """A provider whose key may be changed: what asks the shared one would not look for the new key at once."""
    made = Issuer(tmp_path / "provider.log")
    yield made
    made.end()


@pytest.fixture(scope="module")
def closed(own: Path, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with login."""
    log = tmp_path_factory.mktemp("closed") / "log"
    process, address = start(own, log, ANSVAR_LOGIN="on", **{PROVIDER: issuer.metadata, AUDIENCE: HERE})
    yield address
    process.terminate()
    process.wait(timeout=20)
    assert log.read_text().count("\n") <= 3, log.read_text()
    assert "Traceback" not in log.read_text()


Answer = tuple[int, dict[str, str], Any]


def asked(
    address: str, path: str = "/api/documents", token: str = "", body: bytes | None = None, **more: str
) -> Answer:
    """Send a request with a token, or with another Authorization."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(address + path, body, headers | more)  # noqa: S310 (our own server)
    try:
        with urllib.request.urlopen(request, timeout=60) as found:  # noqa: S310
            return found.status, {k.lower(): v for k, v in found.headers.items()}, found.read()
    except urllib.error.HTTPError as error:
        assert error.headers["content-type"] == "application/problem+json"
        return error.code, {k.lower(): v for k, v in error.headers.items()}, json.loads(error.read())


def test_without_a_token_nothing_but_health_answers(closed: str) -> None:
    assert asked(closed, "/healthz")[0] == 200
    for path in ("/", "/docs", "/openapi.json", "/api/documents", "/sparql?query=ASK%7B%7D", "/doc/agder-2024",
                 "/graph", "/ns", "/static/swagger-ui.css", "/healthz/", "//healthz", "/healthz/../api/documents",
                 "/finnes-ikke"):  # fmt: skip
        status, headers, said = asked(closed, path)
        assert status == 401, path
        assert headers["www-authenticate"] == 'Bearer realm="ansvarsgraf"'
        assert "token" in said["detail"]
    assert asked(closed, "/api/ask", body=QUESTION)[0] == 401
    assert asked(closed, Authorization="Basic YTpi")[0] == 401


@pytest.mark.parametrize("roles", [["reader"], ["committee"], "reader"])
def test_who_has_a_role_asks_and_reads(closed: str, issuer: Issuer, roles: object) -> None:
    token = issuer.token(roles=roles)
    assert asked(closed, token=token)[0] == 200
    status, _, said = asked(closed, "/api/ask", token, QUESTION)
    assert status == 200
    assert json.loads(said)["status"] == "answered"
    assert asked(closed, "/sparql?query=ASK%7B%7D", token)[0] == 200
    assert asked(closed, "/ns", token)[0] == 200
    assert "bearer" in asked(closed, "/openapi.json", token)[2].decode()


def test_who_has_none_is_told_so(closed: str, issuer: Issuer) -> None:
    status, headers, said = asked(closed, token=issuer.token(roles=["pasient"], name="Fremmed Fugl"))
    assert status == 403
    assert 'error="insufficient_scope"' in headers["www-authenticate"]
    assert "rolle" in said["detail"]
    assert "Fugl" not in json.dumps(said)


def test_a_token_ends(closed: str, issuer: Issuer) -> None:
    token = issuer.token(seconds=3)
    assert asked(closed, token=token)[0] == 200
    time.sleep(3.1)
    assert asked(closed, token=token)[0] == 401
    assert asked(closed, token=issuer.token(seconds=-100))[0] == 401


def forged(issuer: Issuer) -> dict[str, str]:
    """Return tokens that only look like the provider's."""
    (key,) = issuer.keys()
    now = int(time.time())
    claims = {"iss": issuer.address, "aud": HERE, "sub": "1", "name": "Kari", "exp": now + 600, "iat": now,
              "roles": ["committee"]}  # fmt: skip
    other = RSAKey.generate_key(2048, {"kid": key["kid"]})
    public = RSAKey.import_key(key).as_pem(private=False)
    head, body, signature = issuer.token().split(".")

    def part(value: object) -> str:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    secret = f"{part({'alg': 'HS256', 'kid': key['kid']})}.{part(claims)}"

    return {
        "another key of the same name": jwt.encode({"alg": "RS256", "kid": key["kid"]}, claims, other),
        "a key that is not known": jwt.encode({"alg": "RS256", "kid": "x"}, claims, other),
        "the public key as a secret": f"{secret}.{part(hmac.digest(public, secret.encode(), 'sha256'))}",
        "no signature": f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}.",
        "no signature, the key named": f"{part({'alg': 'none', 'kid': key['kid']})}.{part(claims)}.",
        "its own key in its header": jwt.encode(
            {"alg": "RS256", "kid": key["kid"], "jwk": other.as_dict(private=False)}, claims, other
        ),
        "other claims under a signature": f"{head}.{part(claims)}.{signature}",
        "cut": f"{head}.{body}",
        "for another audience": issuer.token("ansvarsgraf"),
        "of another issuer": issuer.token(iss="http://127.0.0.1:1"),
        "without an end": issuer.token(exp=None),
        "with an end that is no number": issuer.token(exp="2100"),
        "not yet valid": issuer.token(nbf=now + 3600),
        "endless": "a" * 20_000,
        "a file": "../../etc/passwd",
    }


def test_forged_and_foreign_tokens_are_not_valid(closed: str, issuer: Issuer) -> None:
    for name, token in forged(issuer).items():
        status, headers, said = asked(closed, token=token)
        assert status == 401, name
        assert 'error="invalid_token"' in headers["www-authenticate"]
        assert token[:20] not in json.dumps(said)
    assert asked(closed, token=issuer.token())[0] == 200


def test_two_authorizations_are_none(closed: str, issuer: Issuer) -> None:
    connection = http.client.HTTPConnection(urlsplit(closed).netloc, timeout=60)
    connection.putrequest("GET", "/api/documents")
    for token in (issuer.token(), issuer.token()):
        connection.putheader("Authorization", f"Bearer {token}")
    connection.endheaders()
    assert connection.getresponse().status == 401


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
       dots=st.integers(0, 5))  # fmt: skip
def test_whatever_is_sent_as_a_token_is_read_without_a_fault(issuer: Issuer, text: str, dots: int) -> None:
    known = _provider(issuer)
    token = ".".join([text] * (dots + 1))
    with pytest.raises(TokenError):
        known.claims(token)


_known: dict[str, Provider] = {}


def _provider(issuer: Issuer) -> Provider:
    return _known.setdefault(issuer.metadata, Provider(issuer.metadata, {HERE}))


def test_a_key_that_is_changed_is_fetched_once_a_while(changing: Issuer) -> None:
    clock = [0.0]
    known = Provider(changing.metadata, {HERE}, now=lambda: clock[0])
    assert known.claims(changing.token())["name"] == "Liv Leser"
    changing.rotate()
    token = changing.token()
    with pytest.raises(TokenError):
        known.claims(token)
    clock[0] += PAUSE
    assert known.claims(token)["name"] == "Liv Leser"


def test_a_provider_that_is_gone(tmp_path: Path) -> None:
    clock = [0.0]
    issuer = Issuer(tmp_path / "log")
    known, late = (Provider(issuer.metadata, {HERE}, now=lambda: clock[0]) for _ in range(2))
    token = issuer.token()
    assert known.claims(token)
    issuer.end()
    clock[0] += provider_module.FRESH + 1
    assert known.claims(token), "the keys that are known stay"
    with pytest.raises(ProviderError, match="svarer ikke"):
        late.claims(token)
    issuer.start()
    with pytest.raises(ProviderError):
        late.claims(token)
    clock[0] += PAUSE
    with pytest.raises(TokenError):
        late.claims(token)
    assert late.claims(issuer.token())
    issuer.end()


def test_a_server_whose_provider_is_gone_says_so_and_guesses_are_counted(own: Path, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        env = {"ANSVAR_LOGIN": "on", "ANSVAR_RATE": "5", PROVIDER: address, AUDIENCE: HERE}
        process, found = start(own, tmp_path / "log", **env)
        try:
            status, headers, said = asked(found, token="a.b.c")  # noqa: S106 (no secret)
            assert (status, headers["retry-after"]) == (503, "5")
            assert "Innloggingstjenesten svarer ikke" in said["detail"]
            assert asked(found, "/healthz")[0] == 200
            assert [asked(found, token=f"a.b.{n}")[0] for n in range(7)].count(429) >= 1
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.mark.parametrize(
    "address",
    ["http://login.example.no/x", "file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", "", "https://", "http://[x"],
)
def test_a_provider_is_reached_in_a_way_that_nobody_changes(address: str) -> None:
    with pytest.raises(AnsvarError, match="https://"):
        Provider(address, {HERE})


def test_settings_that_are_missing_let_nothing_be_served(own: Path) -> None:
    whole = {"ANSVAR_LOGIN": "on", PROVIDER: "https://login.example.no/x", AUDIENCE: HERE}
    assert login(whole) is not None
    assert login({**whole, "ANSVAR_LOGIN": "off"}) is None
    for name, value in ((PROVIDER, ""), (AUDIENCE, " , "), (PROVIDER, "x"), ("ANSVAR_LOGIN", "ja")):
        with pytest.raises(AnsvarError):
            login({**whole, name: value})
    ran = started("serve", "--port", "0", home=own, ANSVAR_LOGIN="on")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(f"Feil: ANSVAR_LOGIN er on, men {PROVIDER} mangler")


def test_the_description_says_that_a_token_is_wanted_and_it_is(closed: str, issuer: Issuer, tmp_path: Path) -> None:
    """Schemathesis asks with the token, without it and with others; nothing may answer then."""
    token = issuer.token()
    schemathesis(closed, tmp_path, "-H", f"Authorization: Bearer {token}", "--include-path-regex", "^/(api|healthz)",
                 "--phases", "coverage")  # fmt: skip
    described = json.loads(asked(closed, "/openapi.json", token)[2])
    assert described["security"] == [{"token": []}]
    assert described["paths"]["/healthz"]["get"]["security"] == []


def test_each_request_is_of_whoever_sent_it(closed: str, issuer: Issuer) -> None:
    """On one connection: the second has no token, and is nobody."""
    connection = http.client.HTTPConnection(urlsplit(closed).netloc, timeout=60)
    told: list[int] = []
    for token in (issuer.token(), "", issuer.token(roles=["x"]), issuer.token()):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", "/api/documents", headers=headers)
        found = connection.getresponse()
        found.read()
        told.append(found.status)
    assert told == [200, 401, 403, 200]
