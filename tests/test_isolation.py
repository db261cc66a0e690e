"""The fixtures that keep tests apart from the machine and from the network."""

import os
import socket
from pathlib import Path

import pytest


def test_home_is_a_temporary_folder(ansvar_home: Path, tmp_path: Path) -> None:
    assert Path(os.environ["ANSVAR_HOME"]) == ansvar_home
    assert ansvar_home.is_relative_to(tmp_path)


@pytest.mark.parametrize("connect", ["connect", "connect_ex"])
@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80), ("127.0.0.1.example.org", 80)])
def test_other_machines_are_out_of_reach(connect: str, address: tuple[str, int]) -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match="Tests use no network"):
        getattr(client, connect)(address)


def test_loopback_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
