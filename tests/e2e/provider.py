"""A small OpenID provider on loopback, after OpenID Connect Core 1.0: it lets the next one in without asking.

Started as a program: ``provider.py PORT``. What the next token is to claim, and for how long, is put to ``/next``;
a post to ``/rotate`` changes its key.
"""

from __future__ import annotations

import sys
import time
from secrets import token_urlsafe
from typing import Any

import uvicorn
from fastapi import Body, FastAPI, Form
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"


def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": token_urlsafe(8), "use": "sig", "alg": ALGORITHM})


def make_provider(root: str) -> FastAPI:
    """Return the provider that is found under an address."""
    app = FastAPI()
    keys = [_key()]
    claims: dict[str, Any] = {}
    codes: dict[str, dict[str, Any]] = {}

    @app.get("/.well-known/openid-configuration")
    def metadata() -> dict[str, Any]:
        return {
            "issuer": root,
            "authorization_endpoint": f"{root}/authorize",
            "token_endpoint": f"{root}/token",
            "jwks_uri": f"{root}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
        }

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in keys]}

    @app.post("/rotate")
    def rotate() -> None:
        keys[:] = [_key()]

    @app.put("/next")
    def expect(said: dict[str, Any] = Body(...)) -> None:  # noqa: B008 (FastAPI's way)
        claims.clear()
        claims.update(said)

    @app.get("/authorize")
    def authorize(redirect_uri: str, state: str, client_id: str, nonce: str = "") -> RedirectResponse:
        code = token_urlsafe()
        codes[code] = {"aud": client_id, "nonce": nonce}
        return RedirectResponse(f"{redirect_uri}?code={code}&state={state}", 303)

    @app.post("/token")
    def token(code: str = Form(...)) -> JSONResponse:
        now = int(time.time())
        seconds = claims.get("seconds", 600)
        told = {name: value for name, value in claims.items() if name != "seconds"}
        content = {"iss": root, "iat": now, "exp": now + seconds, **codes.pop(code), **told}
        header = {"alg": ALGORITHM, "kid": keys[0].kid}
        signed = jwt.encode(header, content, keys[0], algorithms=[ALGORITHM])
        return JSONResponse({"access_token": token_urlsafe(), "token_type": "Bearer", "id_token": signed})

    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(make_provider(f"http://127.0.0.1:{port}"), port=port, log_level="error")
