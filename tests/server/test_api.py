"""The JSON API, its errors and its description, over a real server."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kg.home import Home
from kg.library import open_library
from kg.overlap.overlaps import overlaps
from kg.records import norm_record
from qa.neighbours import neighbours
from tests.server.conftest import start

Call = Callable[..., Any]
QUESTION = "Hvem skriver sykmelding etter operasjon?"


@pytest.fixture
def ask(call: Call) -> Call:
    """Ask a question, or send another record."""

    def asked(question: str, **more: object) -> Any:
        body = json.dumps({"question": question, **more}).encode()
        return call("/api/ask", body, Content_Type="application/json")

    return asked


def test_a_question_is_answered_as_on_the_command_line(ask: Call) -> None:
    found = ask(QUESTION, documents=["agder-2024"]).json
    assert found["status"] == "answered"
    assert [role["id"] for role in found["roles"]] == ["sykehuslege", "avtalespesialist"]
    assert found["citations"][0]["clause"] == "sec_11__point_3"
    assert ask("Hva koster en parkeringsplass?").json["status"] == "abstained"


def test_personal_data_are_refused_and_nothing_that_is_asked_is_logged(
    ask: Call, call: Call, log: Path, own: Path
) -> None:
    found = ask("Hvem følger opp pasienten på 91 23 45 67?")
    assert found.json["status"] == "refused"
    assert "91 23" not in found.body.decode()
    ask("Hvem skriver hemmeligord?")
    call("/api/ask?question=hemmeligord", b'{"question": 7, "more": "hemmeligord"}', Content_Type="application/json")
    call("/sparql?query=hemmeligord")
    call("/sparql", b"ASK { ?hemmeligord ", Content_Type="application/sparql-query")
    assert "hemmeligord" not in log.read_text()
    assert log.read_text().count("\n") == 1
    audit = (own / "audit.jsonl").read_text()
    assert '"ansvar serve"' in audit
    assert "hemmeligord" not in audit


def test_norms_are_filtered_and_paged(call: Call, home: Path) -> None:
    library = open_library(Home(home).open())
    wanted = [norm for norm in library.all_norms("agder-2024") if "fastlege" in norm.bearers]
    pages = [call(f"/api/norms?role=fastlege&limit=20&offset={offset}").json for offset in range(0, len(wanted), 20)]
    assert len(pages) > 1
    assert {page["total"] for page in pages} == {len(wanted)}
    found = [item for page in pages for item in page["items"]]
    assert found == [json.loads(json.dumps(norm_record(norm))) for norm in wanted]
    narrow = call("/api/norms?role=fastlege&modality=prohibition&section=11&document=agder-2024").json
    assert narrow["total"] == sum(norm.modality == "prohibition" and norm.section == "11" for norm in wanted)
    by_artifact = call("/api/norms?artifact=epikrise").json
    assert 0 < by_artifact["total"] < len(library.all_norms("agder-2024"))
    assert all("epikrise" in item["artifacts"] for item in by_artifact["items"])
    assert call("/api/norms?offset=100000").json["items"] == []


def test_overlaps_are_filtered_and_paged(call: Call, home: Path) -> None:
    build = Home(home).open()
    norms = open_library(build).all_norms("agder-2024")
    pairs = overlaps(norms, neighbours=neighbours(build, norms))
    first = call("/api/overlaps?limit=3").json
    assert first["total"] == len(pairs)
    assert [(i["kind"], i["a"]["id"], i["b"]["id"], i["why"]) for i in first["items"]] == [
        (pair.kind, pair.a.id, pair.b.id, pair.why) for pair in pairs[:3]
    ]
    kind = call("/api/overlaps?kind=handover&role=fastlege").json
    assert (
        0
        < kind["total"]
        == sum(pair.kind == "handover" and "fastlege" in (*pair.a.bearers, *pair.b.bearers) for pair in pairs)
    )


def test_a_document_comes_with_all_that_is_known_of_it(call: Call, home: Path) -> None:
    (document,) = call("/api/documents").json
    assert (document["id"], document["version"], document["language"]) == ("agder-2024", "2024", "nb")
    (meta,) = Home(home).open().documents
    assert document == asdict(meta)


@pytest.mark.parametrize(
    ("path", "status", "part"),
    [
        ("/api/norms?limit=0", 422, "limit"),
        ("/api/norms?limit=501", 422, "limit"),
        ("/api/norms?offset=-1", 422, "offset"),
        ("/api/norms?modality=alltid", 422, "modality"),
        ("/api/norms?document=finnes-ikke", 404, "agder-2024"),
        ("/api/overlaps?document=finnes-ikke", 404, "agder-2024"),
        ("/api/ask", 405, "/docs"),
        ("/finnes-ikke", 404, "/docs"),
    ],
)
def test_what_is_wrong_is_a_problem_in_norwegian(call: Call, path: str, status: int, part: str) -> None:
    found = call(path).problem
    assert found["status"] == status
    assert part in found["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"question": 7}', b'{"question": "a", "b": 1}'])
def test_a_record_that_is_none_is_a_problem(call: Call, body: bytes) -> None:
    assert call("/api/ask", body, Content_Type="application/json").problem["status"] == 422


def test_a_body_that_is_no_text_is_a_problem(call: Call) -> None:
    found = call("/api/ask", b'{"question": "\xff"}', Content_Type="application/json").problem
    assert found["status"] == 400
    assert "UTF-8" in found["detail"]


def test_unknown_documents_and_large_bodies_are_refused(ask: Call) -> None:
    assert ask(QUESTION, documents=["finnes-ikke"]).problem["status"] == 404
    assert ask("a" * 300_000).problem["status"] == 413
    assert ask("a" * 4001).problem["status"] == 422


def test_the_description_is_whole_and_its_page_loads_nothing_from_elsewhere(call: Call) -> None:
    described = call("/openapi.json").json
    linked = {
        "/doc/{document}", "/doc/{document}/{version}", "/doc/{document}/{version}/{name}", "/concept/{name}",
        "/concepts", "/ns", "/catalogue", "/.well-known/void", "/graph", "/graph.{suffix}",
    }  # fmt: skip
    api = {"/sparql", "/api/ask", "/api/norms", "/api/overlaps", "/api/documents", "/healthz"}
    assert set(described["paths"]) == api | linked
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["summary"]
    page = call("/docs")
    assert '<html lang="nb">' in page.body.decode()
    assert "default-src 'self'" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert len(loaded) >= 3
    for each in loaded:
        assert each.startswith("/static/")
        assert call(each).status == 200


def test_a_new_build_is_picked_up(call: Call, own: Path) -> None:
    link, built = own / "current", (own / "current").resolve()
    assert call("/api/documents").status == 200
    link.unlink()
    try:
        for path in ("/api/documents", "/api/norms", "/sparql?query=ASK%7B%7D", "/healthz"):
            found = call(path).problem
            assert found["status"] == 503
            assert "ansvar build" in found["detail"]
    finally:
        link.symlink_to(built)
    assert call("/api/documents").status == 200


def test_health_tells_of_the_build_and_of_one_that_stands_in(call: Call, home: Path, tmp_path: Path) -> None:
    build = Home(home).open()
    assert call("/healthz").json == {"status": "ok", "build": build.manifest.id, "graph": "", "vectors": ""}
    for name in ("one", "other"):
        shutil.copytree(build.folder, tmp_path / "builds" / name)
    Home(tmp_path).point_to(tmp_path / "builds" / "one")
    (tmp_path / "builds" / "one" / "index" / "index.json").write_text("")
    process, address = start(tmp_path, tmp_path / "log")
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=60) as found:  # noqa: S310 (our own server)
            assert json.load(found)["status"] == "degraded"
        assert "Advarsel: Bygget i " in (tmp_path / "log").read_text()
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_another_address_is_warned_of(own: Path, tmp_path: Path) -> None:
    process, _ = start(own, tmp_path / "log", "--host", "0.0.0.0")  # noqa: S104 (what is warned of)
    process.terminate()
    process.wait(timeout=20)
    assert "Advarsel: 0.0.0.0 kan nås fra andre maskiner" in (tmp_path / "log").read_text()
