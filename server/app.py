"""The app that is served: endpoint, API and its description, behind one gate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi_offline import FastAPIOffline

from kg.home import Home
from kg.sparql.queries import Limits, Sparql
from server.api import api_routes
from server.current import Current
from server.description import describe
from server.gate import Gate
from server.health import health_routes
from server.linked import linked_routes
from server.login import Door, Login
from server.problems import add_problems, described
from server.protocol import sparql_routes
from server.settings import Intake

WORKERS = 2
REFUSED = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What every route may answer: the gate."""
STATIC = "/static"
DESCRIPTION = (
    "Hvem har ansvar for hva, slik retningslinjene sier det. Alt kan bare leses.\n\n"
    "`/sparql` er et SPARQL 1.1-endepunkt over grafen; standardgrafen er utgavene som er i kraft. "
    "`/api` svarer med JSON. `/doc`, `/concept` og `/ns` er adressene i grafen, som sider og som RDF; "
    "`/catalogue` beskriver datasettet. Feil er [problem details](https://www.rfc-editor.org/rfc/rfc9457).\n\n"
    "**Send aldri personopplysninger.** Spørsmål med slike blir avvist, og ingen spørsmål blir lagret eller logget."
)


def make_app(
    home: Home | None = None,
    *,
    limits: Limits | None = None,
    hosts: Collection[str] = (),
    intake: Intake | None = None,
    login: Login | None = None,
) -> FastAPI:
    """Return the app over the builds of a home.

    :param hosts: the names that it answers to, all where empty.
    :param intake: how often an address may ask, and how much at a time.
    :param login: whose tokens let in; without it all are.
    """
    sparql = Sparql(home, limits=limits, workers=WORKERS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sparql.warm()
        yield
        sparql.close()

    app: FastAPI = FastAPIOffline(
        title="Ansvarsgraf",
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        static_url=STATIC,
        lifespan=lifespan,
        responses=described(*REFUSED),
    )
    current = Current(home)
    app.include_router(api_routes(current))
    app.include_router(linked_routes(current))
    app.include_router(sparql_routes(sparql, WORKERS))
    app.include_router(health_routes(sparql))

    @app.get("/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse("/docs")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(_docs())

    add_problems(app)
    describe(app, closed=login is not None)
    if login is not None:
        app.add_middleware(Door, login=login)
    # Outermost, so that guessing at tokens counts as asking.
    app.add_middleware(Gate, hosts=hosts, intake=intake)
    return app


def _docs() -> str:
    """Return the page that describes the API; all it loads is served from here, and it says its language."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="API – Ansvarsgraf",
        swagger_js_url=f"{STATIC}/swagger-ui-bundle.js",
        swagger_css_url=f"{STATIC}/swagger-ui.css",
        swagger_favicon_url=f"{STATIC}/favicon.png",
        swagger_ui_parameters={"defaultModelsExpandDepth": 0},
    )
    return bytes(page.body).decode().replace("<html>", '<html lang="nb">', 1)
