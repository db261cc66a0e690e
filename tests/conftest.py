"""What every test stands on: a folder of its own, no network, and the real guideline built once."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
# The build's own limit, far above what it takes: a build that hangs fails with its output.
BUILD_SECONDS = 600
MAIN = sys.modules["__main__"]

# Several programs share the cores in the browser tests, and the encoder's threads wait for each other by spinning.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# For the programs that tests start as well: no model hub, no downloads by Selenium, no statistics.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    SE_OFFLINE="true",
    SE_AVOID_STATS="true",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
)


class NetworkBlockedError(RuntimeError):
    """A test tried to reach another machine."""


def is_local(family: int, address: Any) -> bool:
    """Whether a socket address stays on this machine: AF_UNIX or loopback."""
    if family == getattr(socket, "AF_UNIX", None):
        return True
    if family not in (socket.AF_INET, socket.AF_INET6):
        return False
    host = str(address[0]).partition("%")[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def only_local_sockets() -> Iterator[None]:
    """Refuse every connection that leaves this machine, from the first fixture to the last."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(sock: socket.socket, address: Any) -> None:
        if not is_local(sock.family, address):
            raise NetworkBlockedError(f"Tests use no network, but something connects to {address!r}.")

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        checked(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        checked(sock, address)
        return connect_ex(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


@dataclass(frozen=True)
class Itself:
    """An encoder as it is, without what remembers for it."""

    model: Any
    encode: Callable[[Any, Sequence[str]], Any]

    @property
    def name(self) -> str:
        return str(self.model.name)

    @property
    def dimension(self) -> int:
        return int(self.model.dimension)

    def passages(self, texts: Sequence[str]) -> Any:
        return self.encode(self.model, texts)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def encoded_once(shared: Path) -> Iterator[None]:
    """Encode a passage once a run, however many tests build its guideline: vectors are kept as a home keeps them."""
    from qa.encoder import TunedEncoder
    from qa.remembered import remembering

    encode = TunedEncoder.passages

    def passages(model: TunedEncoder, texts: Sequence[str]) -> Any:
        with remembering(Itself(model, encode), shared) as known:  # type: ignore[arg-type]
            return known.passages(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TunedEncoder, "passages", passages)
        yield


def build_home(folder: Path, shared: Path) -> None:
    """Build the project's guideline with the command `ansvar build` into a new folder; vectors are those of the run."""
    from qa.encoder import encoder
    from qa.index import passages
    from tests.support import AGDER, lend_vectors, real

    read = real(AGDER)
    encoder().passages([text for texts in passages(read.clauses, read.norms) for text in texts])
    folder.mkdir()
    lend_vectors(shared, folder)
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", "build"],
        cwd=ROOT,
        env={**os.environ, "ANSVAR_HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(folder)
        pytest.fail(f"`ansvar build` ended with {done.returncode}:\n{done.stdout}\n{done.stderr}", pytrace=False)


@pytest.fixture(scope="session")
def home(shared: Path) -> Path:
    """The folder with the real guideline, built once a run by whichever process needs it first: never write to it."""
    folder = shared / "home"
    with FileLock(shared / "home.lock", timeout=2 * BUILD_SECONDS):
        if not (folder / "current").exists():
            shutil.rmtree(folder, ignore_errors=True)
            build_home(folder, shared)
    return folder


@pytest.fixture(scope="session")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with two editions of a small guideline, and another small one, built once: never write to it."""
    from kg.home import Home
    from qa.build import build
    from tests.support import edition, revision

    folder = tmp_path_factory.mktemp("revised")
    other = edition(folder, "1", "", "1. Epikrise\n\n• Avdelingen skal sende epikrisen innen 3 dager.\n", "vest")
    build([*revision(folder), other], home=Home(folder / "home"))
    return folder / "home"


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the main module back: a page run by Streamlit takes its place, and processes started later would run it."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture(autouse=True)
def ansvar_home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Point ANSVAR_HOME to `home` in a test that asks for it, else to an empty folder of the test's own."""
    folder: Path = request.getfixturevalue("home") if "home" in request.fixturenames else tmp_path / "ansvar-home"
    monkeypatch.setenv("ANSVAR_HOME", str(folder))
    return folder
