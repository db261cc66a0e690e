"""Servers on loopback that stand for other machines: Oxigraph, and Milvus Lite as a server of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60.0
"""The longest that a server takes to listen."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def program(name: str) -> str:
    """Return a command of the environment that the tests run in."""
    return str(Path(sys.executable).with_name(name))


@contextmanager
def started(port: int, log: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it listens, and end it afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    ends = time.monotonic() + SECONDS
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"{words[0]} does not listen:\n{log.read_text()}")
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run Oxigraph's server; gives the address of its queries."""
    port = free_port()
    words = (program("oxigraph"), "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}")
    with started(port, folder / "oxigraph.log", *words):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def milvus(folder: Path) -> Iterator[str]:
    """Run Milvus Lite as a server of its own; gives its address."""
    port = free_port()
    words = (program("milvus-lite"), "server", "--data-dir", str(folder / "milvus.db"))
    with started(port, folder / "milvus.log", *words, "--host", "127.0.0.1", "--port", str(port)):
        yield f"http://127.0.0.1:{port}"
