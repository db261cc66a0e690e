"""Whether the server can answer: for a container's health check, a proxy or a monitor."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter

from kg.sparql.queries import Sparql
from server.problems import described
from server.schemas import Health

PATH = "/healthz"


def health_routes(sparql: Sparql) -> APIRouter:
    """Return the route ``/healthz``: 200 where there is a build to answer from, 503 where there is none.

    A build that stands in for a damaged one counts as healthy: it answers, and a new start would mend
    nothing. Where graph or vectors lie elsewhere and cannot be asked, it is 503 too. It waits for no other request.
    """
    router = APIRouter(tags=["Drift"])

    @router.get(PATH, summary="Sjekk at tjeneren kan svare", responses=described(HTTPStatus.SERVICE_UNAVAILABLE))
    def healthz() -> Health:
        from qa.whereabouts import reach

        build = sparql.served()
        kept = reach()
        status: Literal["ok", "degraded"] = "degraded" if build.warning else "ok"
        return Health(status=status, build=build.manifest.id, graph=kept.graph, vectors=kept.vectors)

    return router
