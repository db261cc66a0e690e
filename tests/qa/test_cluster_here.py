"""The cluster of this machine's processors: it talks to nobody but the process that builds."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from qa import cluster

pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")


def test_the_cluster_of_this_machine_is_closed_to_others() -> None:
    """All that listens is on loopback; it asks for a certificate, and serves no page and no figures."""
    before = listening()
    with cluster.workers(cluster.LOCAL) as team:
        assert team.address.startswith("tls://")
        opened = listening() - before
        assert opened
        for host, port in opened:
            assert host == "127.0.0.1"
            for page in ("metrics", "status", "info/main/workers.html", "json/identity.json"):
                assert b" 200 " not in answered(port, f"GET /{page} HTTP/1.0\r\n\r\n".encode())


def answered(port: int, said: bytes) -> bytes:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as to:
        to.sendall(said)
        return to.recv(1000)
    return b""


def listening() -> set[tuple[str, int]]:
    """Return where this process and its children listen."""
    here = psutil.Process()
    found = [each for process in (here, *here.children(recursive=True)) for each in process.net_connections("tcp")]
    return {(each.laddr.ip, each.laddr.port) for each in found if each.status == psutil.CONN_LISTEN}
