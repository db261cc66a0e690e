"""Builds on a real Dask cluster of two processes: the same as here, whatever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import BuildError, DocumentError
from kg.home import Build, Home
from kg.library import open_library
from kg.review import file as reviewfile
from kg.review.reviews import Change, Field, Review, Target, Verdict
from qa import cluster
from qa.build import build
from qa.staging import FOLDER
from tests.support import ROOT, SECONDS, started, written

pytest.importorskip("distributed")

DOCUMENTS = 6
WORDS = "1. Vakt {0}\n\n" + "".join(
    f"• Legen skal ringe vakt {{0}} på linje {at} når pasienten har vært urolig i mer enn {at} timer.\n"
    for at in range(1, 9)
)
Step = tuple[str, int, int]


@pytest.fixture(scope="module")
def team() -> Iterator[Any]:
    """A cluster of two processes on loopback, as an operator starts one."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set(cluster.closed()),
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as made,
    ):
        yield made


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    return [written(tmp_path, WORDS.format(number), f"vakt{number}.txt") for number in range(DOCUMENTS)]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build without a cluster writes of the documents."""
    folder = tmp_path_factory.mktemp("here")
    paths = [written(folder, WORDS.format(number), f"vakt{number}.txt") for number in range(DOCUMENTS)]
    return content(build(paths, home=Home(folder / "home")))


def content(made: Build) -> dict[str, bytes]:
    """Return the texts, graphs, vectors and entries of a build.

    Not the store, whose names and times are its own, nor what numbers or lists words as a process hashes them.
    """
    files = (
        path for part in ("documents/*", "graph/*", "read/*", "*.ttl", "index/*") for path in made.folder.glob(part)
    )
    return {str(path.relative_to(made.folder)): path.read_bytes() for path in files if path.is_file()}


def ready(home: Path) -> dict[str, int]:
    """Return the documents that are ready, each with what tells its folder from one made later."""
    return {path.name: path.stat().st_ino for path in (home / FOLDER).glob("[!.]*")}


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def as_process(home: Path, team: Any, documents: list[Path]) -> subprocess.Popen[bytes]:
    words = ["build", "--cluster", team.scheduler_address, *map(str, documents)]
    return subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", *words],
        cwd=ROOT,
        env={**os.environ, "ANSVAR_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def idle(team: Any, home: Path) -> bool:
    """Whether no worker is at a document any more: one that has begun comes to its end, whoever asked for it."""
    return not any(state.processing for state in team.scheduler.workers.values()) and not [*(home / FOLDER).glob(".*")]


def test_a_build_on_a_cluster_is_the_one_made_here(
    team: Any, documents: list[Path], tmp_path: Path, here: dict[str, bytes]
) -> None:
    seen: list[Step] = []
    home = Home(tmp_path / "home")
    made = build(documents, home=home, cluster=team.scheduler_address, progress=lambda *step: seen.append(step))
    assert content(made) == here
    assert not (home.folder / FOLDER).exists()
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1][1] == seen[-1][2]
    seen.clear()
    again = build(documents, home=home, cluster=team.scheduler_address, progress=lambda *step: seen.append(step))
    assert again.manifest == made.manifest
    assert not [what for what, _, _ in seen if what.startswith("Klargjort")]


def test_a_worker_that_is_killed_costs_nothing_but_time(
    team: Any, documents: list[Path], tmp_path: Path, here: dict[str, bytes]
) -> None:
    home, processes = tmp_path / "home", pids(team)
    client = as_process(home, team, documents)
    until(lambda: ready(home))
    working = [address for address, state in team.scheduler.workers.items() if state.processing]
    os.kill(processes[working[0]], signal.SIGKILL)
    _, said = client.communicate(timeout=SECONDS)
    assert client.returncode == 0, said.decode()
    made = Home(home).open()
    assert content(made) == here
    assert sorted(meta.id for meta in made.manifest.documents) == [f"vakt{number}" for number in range(DOCUMENTS)]


def test_a_build_that_was_killed_goes_on_where_it_was(
    team: Any, documents: list[Path], tmp_path: Path, here: dict[str, bytes]
) -> None:
    home = Home(tmp_path / "home")
    client = as_process(home.folder, team, documents)
    until(lambda: len(ready(home.folder)) >= 2)
    client.kill()
    client.communicate()
    until(lambda: idle(team, home.folder))
    (damaged, *_) = before = ready(home.folder)
    assert 2 <= len(before) < DOCUMENTS
    with pytest.raises(BuildError):
        home.open()
    (path,) = (home.folder / FOLDER / damaged / "graph").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    del before[damaged]
    anew: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        assert before.items() <= ready(home.folder).items() or not (home.folder / FOLDER).exists()
        if what.startswith("Klargjort"):
            anew.append(what)

    made = build(documents, home=home, cluster=team.scheduler_address, progress=progress)
    assert len(anew) == DOCUMENTS - len(before)
    assert content(made) == here


def test_a_document_that_cannot_be_read_fails_the_build_by_its_name(
    team: Any, documents: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    before = build(documents[:1], home=home)
    empty = written(tmp_path, "1. Bare en overskrift\n\n2. Og en til\n", "tom.txt")
    with pytest.raises(DocumentError, match=r"tom\.txt"):
        build([*documents, empty], home=home, cluster=team.scheduler_address)
    assert home.open().manifest == before.manifest


def test_a_document_that_kills_its_workers_is_named(
    team: Any, documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team.scheduler, "allowed_failures", 0)
    with cluster.workers(team.scheduler_address) as workers, pytest.raises(BuildError, match=r"vakt0\.txt"):
        list(workers.run(os._exit, [9], ["vakt0.txt"]))


def test_workers_with_another_program_are_refused(
    team: Any, documents: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.build.code_hash", lambda: "another program")
    with pytest.raises(BuildError, match="annen utgave av programmet"):
        build(documents, home=Home(tmp_path / "home"), cluster=team.scheduler_address)


def test_reviews_are_laid_over_what_workers_read(team: Any, documents: list[Path], tmp_path: Path) -> None:
    made = {}
    for name, where in (("here", ""), ("there", team.scheduler_address)):
        home = Home(tmp_path / name)
        build(documents[:1], home=home)
        (norm, *_) = open_library(home.open()).all_norms("vakt0")
        change = Change(Field.MODALITY, ("recommendation",))
        target = Target("vakt0", norm.clause, norm.id, norm.text)
        review = Review(Verdict.CORRECTED, target, "Kari", "Bare et råd.", "2026-01-01T00:00:00Z", (change,))
        reviewfile.keep([review], home.folder)
        made[name] = content(build(documents[:2], home=home, cluster=where))
    assert made["here"] == made["there"]
    assert "reviews.ttl" in made["here"]


# -- clusters that are none


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1", "ingen slik adresse", "http://127.0.0.1"]
)
def test_a_scheduler_that_does_not_answer_is_one_line(
    address: str, documents: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(BuildError, match="Når ikke planleggeren"):
        build(documents, home=Home(tmp_path / "home"), cluster=address)


def test_a_scheduler_without_workers_is_told_from_one_that_is_busy(
    documents: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(BuildError, match="ingen arbeidere"),
    ):
        build(documents, home=Home(tmp_path / "home"), cluster=empty.scheduler_address)


def test_without_dask_the_command_says_what_to_install(documents: list[Path], tmp_path: Path) -> None:
    script = "import sys; sys.modules['distributed'] = None; import cli; cli.main()"
    ran = started("build", "--cluster", "local", str(documents[0]), home=tmp_path / "home", script=script)
    assert ran.status == 2
    assert ran.err.startswith("Feil: Dask er ikke installert")
    assert "ansvarsgraf[cluster]" in ran.err


def test_the_setting_builds_on_the_processors_of_this_machine(
    documents: list[Path], tmp_path: Path, here: dict[str, bytes]
) -> None:
    """The setting alone chooses it, and the command says no more than it does without it."""
    ran = started("build", *map(str, documents[:2]), home=tmp_path / "home", ANSVAR_CLUSTER="local")
    assert ran.status == 0, ran.err
    assert ran.err.startswith("Bygget")
    made = content(Home(tmp_path / "home").open())
    assert {name: made[name] for name in made if name.startswith("graph")}.items() <= here.items()


def pids(team: Any) -> dict[str, int]:
    from distributed import Client

    with Client(team, set_as_default=False) as client:
        return dict(client.run(os.getpid))
