"""The graph as linked data: each IRI opens here, as a page for people and as RDF for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from kg.addresses import Address, link
from kg.errors import BuildError
from kg.iris import clause_iri, document_iri
from kg.model import Metadata, edition_key
from kg.publishing.serialization import serialized
from ontology import ROOT
from server.conceptpage import concept_page
from server.current import Current
from server.negotiation import best, shape_of
from server.problems import Described, ProblemError, described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

VARY = {"Vary": "Accept"}


class Shape(StrEnum):
    """The shapes in which a thing can be had; the first is taken where a client says nothing."""

    TURTLE = "turtle"
    JSONLD = "json-ld"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    TRIG = "trig"
    PAGE = "page"


NAMES: Mapping[Shape, tuple[str, ...]] = {
    Shape.TURTLE: ("text/turtle", "application/x-turtle"),
    Shape.JSONLD: ("application/ld+json", "application/json"),
    Shape.NTRIPLES: ("application/n-triples", "text/plain"),
    Shape.RDFXML: ("application/rdf+xml", "application/xml"),
    Shape.TRIG: ("application/trig",),
    Shape.PAGE: ("text/html", "application/xhtml+xml"),
}
SUFFIXES = {"ttl": Shape.TURTLE, "trig": Shape.TRIG, "jsonld": Shape.JSONLD}
_RDF = [shape for shape in Shape if shape is not Shape.PAGE]
_UNBUILT = described(HTTPStatus.SERVICE_UNAVAILABLE)
_FOUND = described(HTTPStatus.NOT_FOUND)
_LED: Described = {303: {"description": "Adressen det leder til."}}


def _given(shapes: Iterable[Shape]) -> Described:
    content = {NAMES[shape][0]: {"schema": shape_of(NAMES[shape][0])} for shape in shapes}
    return {200: {"description": "Beskrivelsen i den formen som Accept ber om.", "content": content}}


_RESPONSES = _given(_RDF) | described(HTTPStatus.NOT_ACCEPTABLE)
_PAGED = _given(Shape) | described(HTTPStatus.NOT_ACCEPTABLE)
_SEEN: Described = {303: {"description": "Siden som viser det, når Accept ber om HTML."}}
_THING = _RESPONSES | _FOUND | _UNBUILT | _SEEN


def linked_routes(current: Current) -> APIRouter:
    """Return the routes of documents, clauses, norms and concepts, of the vocabulary, the catalogue and the graph."""
    router = APIRouter(tags=["Lenkede data"], route_class=_Readable)
    _things(router, current)
    _vocabulary(router)
    _data_set(router, current)
    return router


class _Readable(APIRoute):
    """A route of GET that takes HEAD as well; the server then leaves the body out."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(_as_get(scope))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().handle(_as_get(scope), receive, send)


def _as_get(scope: Scope) -> Scope:
    return {**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope


def _things(router: APIRouter, current: Current) -> None:
    """Add the routes of documents, their editions, clauses and norms."""

    @router.get(
        "/doc/{document}",
        summary="Et dokument: leder til utgaven som er i kraft",
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
        responses=_LED | _FOUND | _UNBUILT,
    )
    def document(document: str) -> Response:
        meta = _edition(current, document)
        return RedirectResponse(f"/doc/{meta.id}/{meta.version}", HTTPStatus.SEE_OTHER)

    @router.get("/doc/{document}/{version}", summary="En utgave av et dokument", responses=_THING)
    def edition(request: Request, document: str, version: str) -> Response:
        meta = _edition(current, edition_key(document, version))
        shape = _shape(request, [*_RDF, Shape.PAGE])
        if shape is Shape.PAGE:
            return _seen(Address(meta.id, version=meta.version))
        return _rdf(current.store().named(document_iri(meta.id, meta.version)), shape)

    @router.get("/doc/{document}/{version}/{name:path}", summary="Et punkt eller en norm", responses=_THING)
    def clause(request: Request, document: str, version: str, name: str) -> Response:
        from kg.publishing.descriptions import description

        meta = _edition(current, edition_key(document, version))
        shape = _shape(request, [*_RDF, Shape.PAGE])
        if shape is Shape.PAGE:
            return _seen(Address(meta.id, name, meta.version))
        try:
            found = description(current.store(), clause_iri(meta.id, meta.version, name))
        except ValueError:
            found = []
        return _rdf(_there(found), shape)


def _vocabulary(router: APIRouter) -> None:
    """Add the routes of concepts, classes and properties."""

    @router.get("/concept/{name}", summary="Et begrep", responses=_RESPONSES | _FOUND | _SEEN)
    def concept(request: Request, name: str) -> Response:
        from kg.publishing.descriptions import concept as about

        shape = _shape(request, [*_RDF, Shape.PAGE])
        try:
            found = _there(about(name))
        except ValueError:
            found = _there([])
        if shape is Shape.PAGE:
            return RedirectResponse(f"/concepts#{name}", HTTPStatus.SEE_OTHER, headers=VARY)
        return _rdf(found, shape)

    @router.get("/concepts", summary="Alle begrepene", responses=_PAGED)
    def concepts(request: Request) -> Response:
        from kg.publishing.descriptions import scheme

        shape = _shape(request, [*_RDF, Shape.PAGE])
        return HTMLResponse(concept_page(), headers=VARY) if shape is Shape.PAGE else _rdf(scheme(), shape)

    @router.get("/ns", summary="Vokabularet: klasser og egenskaper", responses=_PAGED)
    def vocabulary(request: Request) -> Response:
        from kg.publishing.descriptions import vocabulary as terms

        shape = _shape(request, [*_RDF, Shape.PAGE])
        if shape is Shape.PAGE:
            return HTMLResponse((ROOT / "ansvar.html").read_text(encoding="utf-8"), headers=VARY)
        return _rdf(terms(), shape)

    @router.get("/ns.ttl", include_in_schema=False)
    def vocabulary_as_turtle() -> Response:
        return Response((ROOT / "ansvar.ttl").read_bytes(), media_type=NAMES[Shape.TURTLE][0])


def _data_set(router: APIRouter, current: Current) -> None:
    """Add the routes of the whole graph and of what describes it."""
    for path in ("/catalogue", "/.well-known/void"):
        router.add_api_route(
            path,
            _catalogue(current),
            summary="Beskrivelsen av datasettet (DCAT og VoID)",
            responses=_RESPONSES | _UNBUILT,
            operation_id=path.strip("/."),
        )

    @router.get("/dataset", include_in_schema=False)
    @router.get("/dataset/{rest:path}", include_in_schema=False)
    def dataset(rest: str = "") -> Response:
        return RedirectResponse("/catalogue", HTTPStatus.SEE_OTHER)

    @router.get("/graph", summary="Hele grafen", responses=_RESPONSES | _UNBUILT)
    def graph(request: Request) -> Response:
        return _whole(current, _shape(request, [Shape.TRIG, *(shape for shape in _RDF if shape is not Shape.TRIG)]))

    @router.get(
        "/graph.{suffix}",
        summary="Hele grafen som en fil: ttl, trig eller jsonld",
        responses=_given(SUFFIXES.values()) | _FOUND | _UNBUILT,
    )
    def dump(suffix: str) -> Response:
        if suffix not in SUFFIXES:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"Grafen finnes som {', '.join(SUFFIXES)}.")
        return _whole(current, SUFFIXES[suffix])


def _catalogue(current: Current) -> Callable[[Request], Response]:
    def catalogue(request: Request) -> Response:
        shape = _shape(request, _RDF)
        return Response(current.catalogue(shape.value), media_type=NAMES[shape][0], headers=VARY)

    return catalogue


def _whole(current: Current, shape: Shape) -> Response:
    return Response(current.store().dump(shape.value), media_type=NAMES[shape][0], headers=VARY)


def _edition(current: Current, name: str) -> Metadata:
    """Return an edition by its key, or the one in force by the document's id.

    :raises ProblemError: for one that is not there.
    """
    build = current.build()
    try:
        return build.edition(name)
    except BuildError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from None


def _shape(request: Request, offered: Iterable[Shape]) -> Shape:
    """Return the shape that a client asks for.

    :raises ProblemError: where it takes none of those offered.
    """
    known = {shape: NAMES[shape] for shape in offered}
    found = best(request.headers.get("accept", ""), known)
    if not found:
        names = ", ".join(names[0] for names in known.values())
        raise ProblemError(HTTPStatus.NOT_ACCEPTABLE, f"Ingen av formene i Accept finnes. Velg en av: {names}.")
    return found[0]


def _there(found: list[Triple]) -> list[Triple]:
    if not found:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Grafen sier ikke noe om dette. Se /catalogue for det som finnes.")
    return found


def _rdf(statements: Iterable[Quad | Triple], shape: Shape) -> Response:
    return Response(serialized(statements, shape.value), media_type=NAMES[shape][0], headers=VARY)


def _seen(address: Address) -> Response:
    """Lead on to the page that shows what an address names."""
    return RedirectResponse(link(address), HTTPStatus.SEE_OTHER, headers=VARY)
