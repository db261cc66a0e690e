"""Builds in stores elsewhere: seen whole or not at all, removed when no longer kept, and never another home's."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from kg.errors import BuildError, StoreError
from kg.home import KEPT_BUILDS, Home
from kg.keeping import keeper
from kg.library import open_library, open_store
from kg.review.reviews import Field
from qa import milvus as vectors
from qa.build import build
from qa.collection import remove
from qa.curation import correct
from qa.opening import open_engine
from tests.stores.conftest import Elsewhere, moved
from tests.stores.gate import Gate, gate, graphs_at
from tests.support import ROOT, SECONDS, ansvar, written

TEXTS = [
    "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n",
    "1. Vakt\n\n• Sykepleieren skal ringe vakten ved uro.\n",
    "1. Vakt\n\n• Fastlegen skal ringe vakten ved uro.\n",
    "1. Vakt\n\n• Jordmoren skal ringe vakten ved uro.\n",
]
OTHER = "1. Transport\n\n• Kommunen bestiller drosje.\n"
RIGHT = "rett:ørret"
QUESTION = "Hvem skal ringe vakten ved uro?"


@pytest.fixture
def own(tmp_path: Path, oxigraph: str, milvus: str, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """A home of the test's own, with nothing built, whose builds go to the servers."""
    made = Elsewhere(tmp_path / "home", oxigraph, milvus)
    made.use(monkeypatch)
    return made


def told(folder: Path, number: int) -> Path:
    """Write one of the texts, always as the same edition of the same document."""
    return written(folder, TEXTS[number], "vakt.txt")


def said(home: Home) -> list[str]:
    """Return the norms of the build in use, as a new reader finds them."""
    made = home.open()
    library = open_library(made)
    return [norm.text for each in made.versions for norm in library.all_norms(each)]


def mine(own: Elsewhere) -> list[str]:
    """Return the graphs of a home at the endpoint, its register left out."""
    name = (own.folder / "store.id").read_text().strip()
    return [graph for graph in graphs_at(own.store) if f"/held/{name}/" in graph]


def changed(own: Elsewhere, update: str) -> None:
    """Change the store behind the program's back."""
    address, headers = own.store.replace("/query", "/update"), {"Content-Type": "application/sparql-update"}
    request = urllib.request.Request(address, update.encode(), headers)  # noqa: S310 (our own server)
    urllib.request.urlopen(request).close()  # noqa: S310


def collections(own: Elsewhere) -> list[str]:
    """Return the collections of a home."""
    name = (own.folder / "store.id").read_text().strip()
    client = vectors._client(vectors.Server(own.vectors))
    return sorted(each for each in client.list_collections() if name in each)


def test_old_builds_are_removed_and_what_did_not_change_is_not_sent_again(
    own: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(own.folder)
    other = written(tmp_path, OTHER, "transport.txt")
    with gate(own.store) as counted:
        monkeypatch.setenv("ANSVAR_STORE", counted.address)
        sent = []
        for number in range(len(TEXTS)):
            before = sum(map(len, counted.bodies))
            build([told(tmp_path, number), other], home=home)
            sent.append(sum(map(len, counted.bodies)) - before)
            assert said(home)[0].startswith(TEXTS[number].split("• ")[1][:10])
            kept = min(number + 1, KEPT_BUILDS)
            # The other document and the concepts are there once, whatever number of builds have them.
            assert sum("/doc/vakt/" in graph for graph in mine(own)) == kept
            assert len(mine(own)) == kept + 3
            assert len(collections(own)) == 2 * kept
    assert sent[0] > 10 * sent[1]
    before = len(counted.seen)
    monkeypatch.setenv("ANSVAR_STORE", counted.behind)
    assert build([told(tmp_path, 3), other], home=home).manifest.id == home.open().manifest.id
    assert len(counted.seen) == before


def test_a_reader_of_a_build_that_is_gone_is_told_and_answers_nothing(own: Elsewhere, tmp_path: Path) -> None:
    home = Home(own.folder)
    build([told(tmp_path, 0)], home=home)
    copied = tmp_path / "copied"
    shutil.copytree(own.folder, copied, symlinks=True)
    reader = open_engine(Home(copied))
    assert reader.ask(QUESTION).norms
    store = open_store(Home(copied).open())
    for number in (1, 2):
        build([told(tmp_path, number)], home=home)
    for query in ("norms_by_id", "resolve", "norms_of_document"):
        with pytest.raises(StoreError, match="har ikke grafen til dette bygget"):
            store.select(query)
    with pytest.raises(StoreError):
        reader.ask("Hvor fort bør vakten svare?")
    with pytest.raises(StoreError, match="har ikke grafen"):
        open_engine(Home(copied))


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_build_that_is_killed_while_it_writes_leaves_the_one_before(at: int, own: Elsewhere, tmp_path: Path) -> None:
    """At 1 nothing of it is named there, at 2 it is named, at 3 all of it is there but not said to be whole."""
    home = Home(own.folder)
    build([told(tmp_path, 0)], home=home)
    before, graphs = said(home), mine(own)
    document = told(tmp_path, 1)
    words = [sys.executable, "-c", "import cli; cli.main()", "build", str(document)]
    with gate(own.store) as killing:
        env = os.environ | {"ANSVAR_STORE": killing.address}
        builder = subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def kill(kind: str, number: int) -> None:
            if (kind, number) == ("update", at):
                builder.send_signal(signal.SIGKILL)
                builder.wait()

        killing.before = kill
        assert builder.wait(timeout=SECONDS) == -signal.SIGKILL
    assert said(home) == before
    assert open_engine(home).ask(QUESTION).roles[0].id == "lege"
    # Whatever the server still did with the update that was on its way, nothing has the new build's name.
    left = [graph for graph in mine(own) if graph not in graphs]
    assert len(left) <= 1
    build([document], home=home)
    assert said(home) != before
    assert sum("/doc/vakt/" in graph for graph in mine(own)) == 2
    assert keeper().check(home.open()) is None


def test_a_document_that_is_removed_is_removed_there_too(own: Elsewhere, tmp_path: Path) -> None:
    home = Home(own.folder)
    build([told(tmp_path, 0), written(tmp_path, OTHER, "transport.txt")], home=home)
    remove(["vakt"], home=home)
    assert not [graph for graph in mine(own) if "/doc/vakt/" in graph]
    assert said(home) == ["Kommunen bestiller drosje."]
    remove(["transport"], home=home)
    assert not [graph for graph in mine(own) if "/doc/" in graph]
    assert collections(own) == []


def test_a_removal_that_cannot_be_done_there_says_so_and_can_be_done_again(
    own: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(own.folder)
    build([told(tmp_path, 0)], home=home)
    monkeypatch.setenv("ANSVAR_STORE", "http://127.0.0.1:9/query")
    with pytest.raises(BuildError, match=r"ligger ennå i lageret på http://127\.0\.0\.1:9/query"):
        remove(["vakt"], home=home)
    own.use(monkeypatch)
    assert [graph for graph in mine(own) if "/doc/" in graph]
    build([written(tmp_path, OTHER, "transport.txt")], home=home)
    assert [graph.rpartition("/doc/")[2] for graph in mine(own) if "/doc/" in graph] == ["transport/1"]


def test_corrections_come_there_too(own: Elsewhere, tmp_path: Path) -> None:
    home = Home(own.folder)
    build([told(tmp_path, 0)], home=home)
    correct("vakt", "sec_1__point_1__norm_1", {Field.BEARERS: ["fastlege"]}, reviewer="Kari", reason="Slik", home=home)
    norm = open_library(home.open()).all_norms("vakt")[0]
    assert norm.bearers == ("fastlege",)
    assert norm.reviewed is not None
    assert norm.reviewed.reviewer == "Kari"
    assert open_engine(home).ask(QUESTION).roles[0].id == "fastlege"


def test_two_homes_with_the_same_documents_do_not_disturb_each_other(own: Elsewhere, tmp_path: Path) -> None:
    first, second = Home(own.folder), Home(tmp_path / "second")
    for home in (first, second):
        build([told(tmp_path, 0)], home=home)
    graphs = mine(own)
    for number in (1, 2, 3):
        build([told(tmp_path, number)], home=second)
    remove(["vakt"], home=second)
    assert mine(own) == graphs
    assert said(first)[0].startswith("Legen")


def test_settings_can_be_changed_and_changed_back(
    own: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(own.folder)
    elsewhere = build([told(tmp_path, 0)], home=home)
    assert not elsewhere.store.exists()
    assert not list(elsewhere.index.glob("*.faiss"))
    answer = open_engine(home).ask(QUESTION)
    for name in ("ANSVAR_STORE", "ANSVAR_VECTORS"):
        monkeypatch.delenv(name)
    with pytest.raises(BuildError, match="ansvar build"):
        open_engine(home).ask(QUESTION)
    here = build([told(tmp_path, 0)], home=home)
    assert here.store.is_dir()
    assert here.manifest.id == elsewhere.manifest.id
    assert open_engine(home).ask(QUESTION).text == answer.text
    own.use(monkeypatch)
    assert build([told(tmp_path, 0)], home=home).manifest.id == here.manifest.id
    assert open_engine(home).ask(QUESTION).text == answer.text


def test_what_the_page_of_documentation_says_removes_what_a_home_left(own: Elsewhere, tmp_path: Path) -> None:
    build([told(tmp_path, 0)], home=Home(own.folder))
    (update,) = re.findall(r"```sparql\n(DELETE.*?)```", (ROOT / "docs" / "scaling-out.md").read_text(), re.DOTALL)
    others = [graph for graph in graphs_at(own.store) if graph not in mine(own)]
    changed(own, update.replace("HOME", (own.folder / "store.id").read_text().strip()))
    assert mine(own) == []
    assert set(graphs_at(own.store)) < set(others)


def test_a_store_that_lost_triples_is_found_out(own: Elsewhere, tmp_path: Path) -> None:
    home = Home(own.folder)
    made = build([told(tmp_path, 0)], home=home)
    (graph,) = (each for each in mine(own) if "/doc/vakt/" in each)
    update = (
        f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1 }}"
    )
    changed(own, update)
    with pytest.raises(StoreError, match=r"har \d+ tripler, ikke \d+"):
        keeper().check(made)


# -- servers that do not answer


@pytest.fixture(scope="module")
def small(oxigraph: str, milvus: str, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """A small build in the servers: read it, never write to it."""
    folder = tmp_path_factory.mktemp("small")
    build([told(folder, 0)], home=Home(folder / "home"))
    return moved(folder / "home", folder / "moved", oxigraph, milvus)


DOWN = [
    ("ANSVAR_STORE", "http://127.0.0.1:9/sparql", "Lageret på http://127.0.0.1:9/sparql kan ikke nås"),
    ("ANSVAR_VECTORS", "http://127.0.0.1:9", "Vektorlageret på http://127.0.0.1:9 kan ikke nås"),
]


@pytest.mark.parametrize(("setting", "address", "message"), DOWN)
@pytest.mark.parametrize("words", [("build",), ("ask", QUESTION), ("validate",)], ids=lambda words: words[0])
def test_a_server_that_is_down_is_one_line_and_status_2(
    setting: str,
    address: str,
    message: str,
    words: tuple[str, ...],
    small: Elsewhere,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small.use(monkeypatch)
    monkeypatch.setenv(setting, address)
    monkeypatch.setenv(f"{setting}_USER", "kari")
    monkeypatch.setenv(f"{setting}_PASSWORD", "hemmelig")
    extra = (str(told(tmp_path, 1)),) if words == ("build",) else ()
    current = Home(small.folder).open().manifest.id
    ran = ansvar(capsys, monkeypatch, *words, *extra)
    assert ran.status == 2
    assert message in ran.err
    assert setting in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "hemmelig" not in ran.err + ran.out
    assert Home(small.folder).open().manifest.id == current


def test_info_says_where_and_what_does_not_answer(
    small: Elsewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small.use(monkeypatch)
    ran = ansvar(capsys, monkeypatch, "info")
    assert f"Graf:       {small.store}\nVektorer:   {small.vectors}\n" in ran.out
    assert ran.err == ""
    checked = ansvar(capsys, monkeypatch, "validate")
    assert f"Grafen ligger i {small.store}, vektorene i {small.vectors}." in checked.out
    monkeypatch.setenv("ANSVAR_STORE", "http://127.0.0.1:9/sparql")
    ran = ansvar(capsys, monkeypatch, "info")
    assert (ran.status, ran.err.count("kan ikke nås")) == (0, 1)


def test_a_wrong_password_is_said_and_never_shown(
    small: Elsewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small.use(monkeypatch)
    with gate(small.store, user="kåre", password=RIGHT) as locked:
        monkeypatch.setenv("ANSVAR_STORE", locked.address)
        for user, password in (("", ""), ("kåre", "feil"), ("kari", RIGHT)):
            monkeypatch.setenv("ANSVAR_STORE_USER", user)
            monkeypatch.setenv("ANSVAR_STORE_PASSWORD", password)
            ran = ansvar(capsys, monkeypatch, "ask", QUESTION)
            assert ran.status == 2
            assert "godtok ikke brukernavn og passord (401)" in ran.err
            assert not password or password not in ran.err
        monkeypatch.setenv("ANSVAR_STORE_USER", "kåre")
        monkeypatch.setenv("ANSVAR_STORE_PASSWORD", RIGHT)
        assert ansvar(capsys, monkeypatch, "ask", QUESTION).status == 0
    logged = (small.folder / "audit.jsonl").read_text(encoding="utf-8")
    assert RIGHT not in logged


def test_what_is_no_endpoint_is_said_so(
    small: Elsewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small.use(monkeypatch)
    answers = [(404, b""), (302, b""), (500, b""), (200, b"<html>"), (200, b"{}")]
    for status, body in answers:
        with gate(small.store) as odd:
            monkeypatch.setattr(Gate, "answer", lambda *_, said=(status, "text/html", body): said)
            monkeypatch.setenv("ANSVAR_STORE", odd.address)
            ran = ansvar(capsys, monkeypatch, "ask", QUESTION)
        assert ran.status == 2
        assert odd.address in ran.err
        assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANSVAR_STORE", "graf.example/sparql"),
        ("ANSVAR_STORE", "ftp://graf.example"),
        ("ANSVAR_STORE", "http://"),
        ("ANSVAR_STORE", "http://kari:hemmelig@graf.example/sparql"),
        ("ANSVAR_STORE", "http://[::1/sparql"),
        ("ANSVAR_STORE_UPDATE", "/update"),
        ("ANSVAR_VECTORS", "http://kari:hemmelig@vektor.example"),
        ("ANSVAR_VECTORS", "/tmp/vektorer"),  # noqa: S108 (nothing is written)
    ],
)
def test_a_setting_that_is_no_address_is_refused(
    name: str,
    value: str,
    small: Elsewhere,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small.use(monkeypatch)
    monkeypatch.setenv(name, value)
    ran = ansvar(capsys, monkeypatch, "ask", QUESTION)
    assert ran.status == 2
    assert name in ran.err
    assert "hemmelig" not in ran.err
