"""Whether the server can answer: for a container's health check, a proxy or a monitor."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from kg.sparql.queries import Sparql
from server.problems import described
from server.schemas import Health

PATH = "/healthz"


def health_routes(sparql: Sparql) -> APIRouter:
    """Return the route ``/healthz``: 200 where there is a build to answer from, 503 where there is none.

    A build that stands in for a damaged one counts as healthy: it answers, and a new start would mend
    nothing. It waits for no other request.
    """
    router = APIRouter(tags=["Drift"])

    @router.get(PATH, summary="Sjekk at tjeneren kan svare", responses=described(HTTPStatus.SERVICE_UNAVAILABLE))
    def healthz() -> Health:
        build = sparql.served()
        return Health(status="degraded" if build.warning else "ok", build=build.manifest.id)

    return router
