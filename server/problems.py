"""What goes wrong, as problem details (RFC 9457) in Norwegian, without a word of what was sent."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kg.errors import AnsvarError, BuildError, Fault, SparqlError
from server.schemas import Problem

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/ansvarsgraf/problem/"
STATUSES = {
    Fault.SYNTAX: HTTPStatus.BAD_REQUEST,
    Fault.REFUSED: HTTPStatus.FORBIDDEN,
    Fault.GRAPH: HTTPStatus.BAD_REQUEST,
    Fault.FORMAT: HTTPStatus.NOT_ACCEPTABLE,
    Fault.TIME: HTTPStatus.GATEWAY_TIMEOUT,
    Fault.MEMORY: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.SIZE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Fault.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: "Forespørselen er ikke gyldig",
    HTTPStatus.UNAUTHORIZED: "Ikke logget inn",
    HTTPStatus.FORBIDDEN: "Ikke tillatt",
    HTTPStatus.NOT_FOUND: "Finnes ikke",
    HTTPStatus.METHOD_NOT_ALLOWED: "Metoden passer ikke",
    HTTPStatus.NOT_ACCEPTABLE: "Formen finnes ikke",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "For stort",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Innholdstypen passer ikke",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Et felt er ikke gyldig",
    HTTPStatus.TOO_MANY_REQUESTS: "For mange forespørsler",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Noe gikk galt",
    HTTPStatus.SERVICE_UNAVAILABLE: "Ikke tilgjengelig nå",
    HTTPStatus.GATEWAY_TIMEOUT: "Tok for lang tid",
}
DETAILS = {
    HTTPStatus.BAD_REQUEST: "Innholdet kan ikke leses. Send det som UTF-8, slik /docs viser.",
    HTTPStatus.NOT_FOUND: "Det er ingenting på denne adressen. Se /docs.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Adressen tar ikke imot denne metoden. Se /docs.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Feilen ligger i programmet, ikke i forespørselen. Prøv igjen.",
}
SAID = {
    HTTPStatus.BAD_REQUEST: "Forespørselen kan ikke leses, eller vertsnavnet er ikke tjenerens.",
    HTTPStatus.UNAUTHORIZED: "Uten et gyldig token i Authorization.",
    HTTPStatus.FORBIDDEN: "Ikke tillatt for den som spør.",
    HTTPStatus.NOT_FOUND: "Det finnes ikke her.",
    HTTPStatus.NOT_ACCEPTABLE: "Ingen av formene i Accept finnes.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Forespørselen er for stor.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Innholdet er av en annen type enn dem som tas imot.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Et felt er ikke gyldig; «fields» sier hvilke.",
    HTTPStatus.TOO_MANY_REQUESTS: "Adressen spør for ofte; Retry-After sier når den kan prøve igjen.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Opptatt, eller ikke noe bygget; Retry-After sier når det kan prøves igjen.",
}
"""What a status means, where a route has no words of its own for it."""

Described = dict[int | str, dict[str, object]]


class ProblemError(HTTPException):
    """A problem with words of our own; those of the framework are in English."""


def problem(status: int, detail: str, *, kind: str = "", **more: object) -> JSONResponse:
    """Return a problem as a response; ``kind`` names its type, ``more`` are further members."""
    known = HTTPStatus(status)
    content = {
        "type": TYPES + kind if kind else "about:blank",
        "title": TITLES.get(known, known.phrase),
        "status": int(status),
        "detail": detail,
        **{name: value for name, value in more.items() if value is not None},
    }
    headers = {"Retry-After": "5"} if known is HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(content, status, media_type=MEDIA_TYPE, headers=headers)


def described(*statuses: HTTPStatus, **words: str) -> Described:
    """Return problems as the description of an API names them.

    :param words: what a status means on this route, by its name in lower case, in place of ``SAID``.

    >>> described(HTTPStatus.NOT_FOUND)[404]["description"]
    'Det finnes ikke her.'
    """
    said = {status: SAID[status] for status in statuses} | {HTTPStatus[n.upper()]: text for n, text in words.items()}
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status.value: {"description": text, "content": content} for status, text in said.items()}


def problem_of(error: AnsvarError) -> JSONResponse:
    """Return an error of the program as a problem."""
    if isinstance(error, SparqlError):
        return problem(STATUSES[error.fault], str(error), kind=error.fault.value, line=error.line, column=error.column)
    if isinstance(error, BuildError):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), kind="build")
    return problem(HTTPStatus.BAD_REQUEST, str(error))


def add_problems(app: FastAPI) -> None:
    """Let an app answer every error with a problem."""

    @app.exception_handler(AnsvarError)
    async def ours(_: Request, error: AnsvarError) -> JSONResponse:
        return problem_of(error)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        ours = isinstance(error, ProblemError)
        detail = error.detail if ours else DETAILS.get(HTTPStatus(error.status_code), "Se /docs.")
        found = problem(error.status_code, detail)
        found.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            found.headers["Allow"] = ", ".join(_methods(request))
        return found

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # The message of a fault can hold what was sent: only the field is named.
        fields = sorted({".".join(str(part) for part in fault["loc"][1:]) or "innholdet" for fault in error.errors()})
        detail = f"Dette kan ikke være slik det er: {', '.join(fields)}. Se /docs."
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, kind="field", fields=fields)


def _methods(request: Request) -> list[str]:
    """Return the methods that an address takes: each is a route of its own, and the framework names those of one."""
    return [
        method
        for method in ("GET", "HEAD", "POST")
        if any(each.matches({**request.scope, "method": method})[0] is Match.FULL for each in request.app.routes)
    ]
