"""The server against its own description: schemathesis sends what it allows and what it does not, and looks at all."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support import ROOT

EXAMPLES = 6
SECONDS = 300


def schemathesis(address: str, folder: Path, *more: str) -> str:
    """Run schemathesis on a server, with all its checks, and return what it says."""
    options = ("--checks", "all", "--max-examples", str(EXAMPLES), "--continue-on-failure", "--seed", "7", *more)
    config = ("--no-color", "--config-file", str(ROOT / "tests" / "server" / "schemathesis.toml"))
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *config, "run", f"{address}/openapi.json", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout


def test_whatever_is_sent_the_answer_is_as_described(address: str, tmp_path: Path, log: Path) -> None:
    said = schemathesis(address, tmp_path)
    (operations,) = re.findall(r"Tested: +(\d+)", said)
    assert int(operations) == 17
    assert "Traceback" not in log.read_text()


def test_an_address_with_two_methods_names_both(call: Callable[..., Any]) -> None:
    """Each is a route of its own; the framework told of the first only."""
    found = call("/sparql", method="DELETE")
    assert found.problem["status"] == 405
    assert found.headers["allow"] == "GET, POST"


def test_errors_are_described_as_the_problems_that_they_are(call: Callable[..., Any]) -> None:
    described = call("/openapi.json").json
    assert "HTTPValidationError" not in described["components"]["schemas"]
    for path in described["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    schema = response["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}
