"""The SPARQL 1.1 protocol, its query operation: by GET, by form, or with the query as the body."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from kg.errors import Fault, SparqlError
from kg.sparql.forms import MEDIA_TYPES, Form
from kg.sparql.queries import Outcome, Sparql
from server.negotiation import accepted, shape_of
from server.problems import ProblemError, described

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "Grafen kan bare leses; oppdateringer tas ikke imot."
ROWS = "Ansvar-Rows"
CUT = "Ansvar-Cut"


def _parameter(name: str, description: str, **schema: object) -> dict[str, object]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_GRAPHS = [
    _parameter(name, what, type="array", items={"type": "string"})
    for name, what in (
        ("default-graph-uri", "Grafer som spørringen leser; vinner over FROM."),
        ("named-graph-uri", "Grafer som GRAPH kan nevne; vinner over FROM NAMED."),
    )
]
_QUERY = {
    **_parameter("query", "Spørringen.", type="string", minLength=1, example="SELECT * { ?s ?p ?o } LIMIT 10"),
    "required": True,
}
MOST_FIELDS = 100
_BY_GET: dict[str, object] = {"parameters": [_QUERY, *_GRAPHS]}
_BY_POST: dict[str, object] = {
    "parameters": _GRAPHS,
    "requestBody": {
        "required": True,
        "content": {
            QUERY: {"schema": {"type": "string"}},
            FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
        },
    },
}
_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {
        "description": "Svaret i den formen som Accept ber om. Ansvar-Rows sier hvor mange rader eller tripler "
        "det er, Ansvar-Cut om det finnes flere enn grensen.",
        "content": {form.media_type: {"schema": shape_of(form.media_type)} for form in Form},
    },
    **described(
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        bad_request="Spørringen er ikke gyldig; «line» og «column» sier hvor.",
        forbidden="Oppdateringer og SERVICE er ikke tillatt.",
        service_unavailable="Opptatt, for lite minne, eller ikke noe bygget.",
        gateway_timeout="Spørringen ble stoppet ved tidsgrensen.",
    ),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A query as it came, with the graphs that the protocol names."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def sparql_routes(sparql: Sparql, workers: int) -> APIRouter:
    """Return the endpoint ``/sparql``.

    :param workers: how many queries run at a time; the others wait without holding a thread.
    """
    router = APIRouter(tags=["SPARQL"])
    limiter: list[CapacityLimiter] = []

    async def answered(request: Request, operation: Operation) -> Response:
        forms = accepted(request.headers.get("accept", ""))
        if not forms:
            known = ", ".join(MEDIA_TYPES.values())
            raise SparqlError(f"Ingen av formene i Accept finnes. Velg en av: {known}.", Fault.FORMAT)
        if not limiter:
            limiter.append(CapacityLimiter(workers))
        outcome = await run_sync(lambda: _run(sparql, operation, forms), limiter=limiter[0])
        headers = {ROWS: str(outcome.rows), CUT: str(outcome.cut).lower(), "Vary": "Accept"}
        return Response(outcome.body, headers=headers, media_type=outcome.form.media_type)

    @router.get("/sparql", summary="Spør grafen", responses=_RESPONSES, openapi_extra=_BY_GET)
    async def by_get(request: Request) -> Response:
        return await answered(request, operation_of(request.query_params.multi_items()))

    @router.post(
        "/sparql",
        summary="Spør grafen med spørringen i kroppen",
        responses=_RESPONSES | described(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        openapi_extra=_BY_POST,
    )
    async def by_post(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        parameters = request.query_params.multi_items()
        if kind == UPDATE:
            raise SparqlError(READ_ONLY)
        if kind not in (FORM, QUERY):
            detail = f"Send spørringen som {QUERY}, eller i feltet «query» som {FORM}."
            raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
        try:
            body = (await request.body()).decode("utf-8")
        except UnicodeDecodeError:
            raise SparqlError("Spørringen er ikke UTF-8.", Fault.SYNTAX) from None
        if kind == FORM:
            try:
                parameters += parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
            except ValueError:
                detail = "Skjemaet har for mange felter. Send bare «query» og grafene."
                raise SparqlError(detail, Fault.SYNTAX) from None
        else:
            parameters.append(("query", body))
        return await answered(request, operation_of(parameters))

    return router


def _run(sparql: Sparql, operation: Operation, forms: list[Form]) -> Outcome:
    return sparql.run(
        operation.query,
        forms=forms,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )


def operation_of(parameters: list[tuple[str, str]]) -> Operation:
    """Return the operation that parameters ask for; what the protocol does not know is passed over.

    :raises SparqlError: where it is an update, or not exactly one query.
    """
    named: dict[str, list[str]] = {}
    for name, value in parameters:
        named.setdefault(name, []).append(value)
    if "update" in named:
        raise SparqlError(READ_ONLY)
    queries = named.get("query", [])
    if len(queries) != 1:
        how = "mangler" if not queries else "er oppgitt flere ganger"
        raise SparqlError(f"«query» {how}. Oppgi én spørring, for eksempel ?query=ASK{{}}.", Fault.SYNTAX)
    return Operation(queries[0], tuple(named.get("default-graph-uri", ())), tuple(named.get("named-graph-uri", ())))
