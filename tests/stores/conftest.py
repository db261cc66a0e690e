"""The stores of other machines, on loopback, and the guideline built into them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import servers
from kg.home import Home

SETTINGS = ("ANSVAR_STORE", "ANSVAR_VECTORS")


@dataclass(frozen=True)
class Elsewhere:
    """A home whose graph and vectors lie in servers."""

    folder: Path
    store: str
    vectors: str

    def use(self, patch: pytest.MonkeyPatch) -> Home:
        """Set the settings of this home, and return it."""
        patch.setenv("ANSVAR_HOME", str(self.folder))
        for name, value in zip(SETTINGS, (self.store, self.vectors), strict=True):
            patch.setenv(name, value)
        return Home(self.folder)


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server that all tests here share, as homes may."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Milvus Lite server that all tests here share."""
    with servers.milvus(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture(scope="session")
def elsewhere(home: Path, oxigraph: str, milvus: str, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """The guideline of `home`, built into both servers."""
    return moved(home, tmp_path_factory.mktemp("elsewhere") / "home", oxigraph, milvus)


@pytest.fixture(scope="session")
def revised_elsewhere(revised: Path, oxigraph: str, milvus: str, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """The editions of `revised`, built into both servers."""
    return moved(revised, tmp_path_factory.mktemp("revised-elsewhere") / "home", oxigraph, milvus)


def moved(folder: Path, to: Path, store: str, vectors: str) -> Elsewhere:
    """Copy a home and build it into servers; what was read is not read again."""
    from kg.library import as_read
    from qa.build import assemble

    shutil.copytree(folder, to, symlinks=True)
    made = Elsewhere(to, store, vectors)
    with pytest.MonkeyPatch.context() as patch:
        home = made.use(patch)
        current = home.open()
        readings = [as_read(current, meta.edition) for meta in current.manifest.documents]
        assemble(readings, home=home, code=current.manifest.code)
    return made


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the machine's own settings in."""
    for name in SETTINGS:
        for each in (name, f"{name}_UPDATE", f"{name}_USER", f"{name}_PASSWORD"):
            monkeypatch.delenv(each, raising=False)
