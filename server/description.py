"""What the API says of itself (OpenAPI): as FastAPI gathers it, put right where this server does otherwise."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.login import OPEN
from server.problems import MEDIA_TYPE, described
from server.schemas import Problem

_METHODS = frozenset({"get", "post"})
_SCHEME = "token"
_UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI, *, closed: bool) -> None:
    """Let an app describe itself so: its errors are problems, and only those are named that a route gives.

    :param closed: whether it wants a token.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
            if closed:
                _close(app.openapi_schema)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way


def _described(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    for path in made["paths"].values():
        for method in _METHODS & path.keys():
            responses = path[method]["responses"]
            # FastAPI's own, of which it is sure wherever there is a parameter; ours are problems.
            if MEDIA_TYPE not in responses.get("422", {}).get("content", {MEDIA_TYPE: None}):
                del responses["422"]
    schemas = made["components"]["schemas"]
    for name in _UNUSED:
        schemas.pop(name, None)
    schemas[Problem.__name__] = Problem.model_json_schema()
    return made


def _close(made: dict[str, Any]) -> None:
    """Say that a token is wanted, and what comes without one."""
    made["components"]["securitySchemes"] = {_SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    made["security"] = [{_SCHEME: []}]
    refused = described(
        HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, service_unavailable="Innloggingstjenesten svarer ikke."
    )
    for name, path in made["paths"].items():
        for method in _METHODS & path.keys():
            if name in OPEN:
                path[method]["security"] = []
            else:
                more = {str(status): said for status, said in refused.items()}
                path[method]["responses"] = more | path[method]["responses"]
