"""The catalogue of a build: the same as the graph, by place and by memory map."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import catalogue
from kg.catalogue import Catalogue
from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import Library, open_library, open_store
from qa.build import build
from qa.curation import correct
from tests.support import AGDER, GOLD, written

SEVERAL = [AGDER, GOLD / "nordvik.txt", GOLD / "viken.txt"]
WATCH = (
    "1. Vakt\n\n• Legen skal ringe vakten ved uro, med mindre vakten er opptatt.\n• Vakten bør svare innen to timer.\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of several guidelines."""
    return build(SEVERAL, home=Home(tmp_path_factory.mktemp("several")))


def assert_same(made: Build) -> None:
    """Hold the catalogue of a build against its graph, norm by norm and clause by clause."""
    quick, graph = open_library(made), Library(open_store(made), made.versions)
    assert made.versions
    for document in made.versions:
        norms = graph.all_norms(document)
        assert norms
        assert quick.all_norms(document) == norms
        keys = [(document, norm.id) for norm in reversed(norms)]
        assert quick.norms(keys) == graph.norms(keys)
        assert list(quick.clauses(document).items()) == list(graph.clauses(document).items())
    assert quick.of_roles(sorted(made.versions)) == graph.of_roles(sorted(made.versions))


def test_it_holds_what_the_graph_holds(made: Build) -> None:
    assert_same(made)


def test_it_holds_the_norms_as_people_have_put_them_right(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    build([written(tmp_path, WATCH, "vakt.txt")], home=home)
    correct("vakt", "sec_1__point_1__norm_1", {}, reviewer="Kari", reason="Sett på", home=home)
    reviewed = home.open()
    assert any(norm.reviewed for document in reviewed.versions for norm in open_library(reviewed).all_norms(document))
    assert_same(reviewed)


def test_what_is_kept_in_memory_is_bounded(made: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KEPT_NORMS", 20)
    monkeypatch.setattr(catalogue, "KEPT_EDITIONS", 1)
    found = Catalogue(made.catalogue)
    for document, version in made.versions.items():
        for norm in found.all_norms(document, version):
            assert found.norm(document, version, norm.id) == norm
        found.clauses(document, version)
    assert found.numbered.cache_info().currsize == 20
    assert found.clauses.cache_info().currsize == 1


def test_what_is_not_there_is_not_found(made: Build) -> None:
    found = Catalogue(made.catalogue)
    document, version = next(iter(made.versions.items()))
    for key in ((document, version, "sec_0__point_0"), (document, "0", "x"), ("annet", version, "x")):
        with pytest.raises(KeyError):
            found.norm(*key)


@pytest.mark.parametrize("name", ["editions.json", "names.bin", "norms.bin", "clauses.bin", "norms.at"])
@pytest.mark.parametrize(
    "harm",
    [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9]), lambda path: path.write_bytes(b"")],
    ids=["gone", "cut", "empty"],
)
def test_a_damaged_file_is_a_clear_error(
    made: Build, tmp_path: Path, name: str, harm: Callable[[Path], object]
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(made.catalogue, folder)
    harm(folder / name)
    document, version = next(iter(made.versions.items()))
    norm = open_library(made).all_norms(document)[-1]
    found = Catalogue(folder)
    with pytest.raises(BuildError, match="ansvar build"):
        found.norm(document, version, norm.id), found.clauses(document, version)
