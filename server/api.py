"""The JSON API: ask, and list norms, overlaps and documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query

from kg.errors import BuildError
from kg.model import Modality
from kg.model import Norm as KgNorm
from kg.overlap.overlaps import OverlapKind
from kg.records import norm_record
from server.current import Current
from server.problems import ProblemError, described
from server.schemas import Answer, Document, Norm, Overlap, Page, Question

T = TypeVar("T")
S = TypeVar("S")
LARGEST_PAGE = 500
_UNBUILT = described(HTTPStatus.SERVICE_UNAVAILABLE)
_CHOSEN = _UNBUILT | described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

Offset = Annotated[int, Query(ge=0, description="Hvor mange som hoppes over.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Hvor mange som gis.")]
OfDocument = Annotated[str | None, Query(description="Bare dette dokumentet.")]
OfRole = Annotated[str | None, Query(description="Bare normer som ligger på denne rollen.", examples=["fastlege"])]
OfArtifact = Annotated[str | None, Query(description="Bare normer om denne saken.", examples=["epikrise"])]
OfSection = Annotated[str | None, Query(description="Bare dette kapitlet.", examples=["11"])]


def api_routes(current: Current) -> APIRouter:
    """Return the routes under ``/api``."""
    router = APIRouter(prefix="/api", tags=["API"])

    @router.post("/ask", summary="Still et spørsmål", responses=_CHOSEN)
    def ask(asked: Question) -> Answer:
        answer = current.ask(asked.question, _known(current, asked.documents))
        return Answer.model_validate(answer.as_record(""))

    @router.get("/norms", summary="List normene", responses=_CHOSEN)
    def norms(
        document: OfDocument = None,
        role: OfRole = None,
        artifact: OfArtifact = None,
        section: OfSection = None,
        modality: Annotated[Modality | None, Query(description="Bare denne modaliteten.")] = None,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Page[Norm]:
        lets = _filter(current, document, role, artifact, section)
        found = [norm for norm in current.norms() if lets(norm) and modality in (None, norm.modality)]
        return _page(found, offset, limit, _norm)

    @router.get("/overlaps", summary="List par av normer som bør ses sammen, det viktigste først", responses=_CHOSEN)
    def overlaps(
        document: OfDocument = None,
        role: OfRole = None,
        artifact: OfArtifact = None,
        section: OfSection = None,
        kind: Annotated[OverlapKind | None, Query(description="Bare denne typen.")] = None,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Page[Overlap]:
        lets = _filter(current, document, role, artifact, section)
        found = [pair for pair in current.overlaps() if (lets(pair.a) or lets(pair.b)) and kind in (None, pair.kind)]
        return _page(
            found,
            offset,
            limit,
            lambda pair: Overlap(
                kind=pair.kind.value, score=pair.score, why=pair.why, a=_norm(pair.a), b=_norm(pair.b)
            ),
        )

    @router.get("/documents", summary="List dokumentene", responses=_UNBUILT)
    def documents() -> list[Document]:
        return [Document.model_validate(asdict(meta)) for meta in current.build().documents]

    return router


def _filter(
    current: Current, document: str | None, role: str | None, artifact: str | None, section: str | None
) -> Callable[[KgNorm], bool]:
    """Return what lets a norm through."""
    if document is not None:
        _known(current, [document])
    return lambda norm: (
        document in (None, norm.document)
        and (role is None or role in norm.bearers)
        and (artifact is None or artifact in norm.artifacts)
        and section in (None, norm.section)
    )


def _known(current: Current, documents: list[str]) -> list[str]:
    """Return document ids, all of the build where none are asked for.

    :raises ProblemError: for one that is not in the build.
    """
    build = current.build()
    try:
        return build.known(documents)
    except BuildError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from None


def _norm(norm: KgNorm) -> Norm:
    return Norm.model_validate(norm_record(norm))


def _page(found: Sequence[S], offset: int, limit: int, made: Callable[[S], T]) -> Page[T]:
    items = [made(each) for each in found[offset : offset + limit]]
    return Page(total=len(found), offset=offset, limit=limit, items=items)
