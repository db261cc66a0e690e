"""What goes wrong, as problem details (RFC 9457) in Norwegian, without a word of what was sent."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kg.errors import AnsvarError, BuildError, Fault, SparqlError

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
    async def plain(_: Request, error: HTTPException) -> JSONResponse:
        ours = isinstance(error, ProblemError)
        detail = error.detail if ours else DETAILS.get(HTTPStatus(error.status_code), "Se /docs.")
        found = problem(error.status_code, detail)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # The message of a fault can hold what was sent: only the field is named.
        fields = sorted({".".join(str(part) for part in fault["loc"][1:]) or "innholdet" for fault in error.errors()})
        detail = f"Dette kan ikke være slik det er: {', '.join(fields)}. Se /docs."
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, kind="field", fields=fields)
