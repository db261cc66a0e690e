"""Builds and asks with a sentence-transformers model, in a process of its own whose network is shut.

Run as a script: ``offline.py MODEL DOCUMENT``, with ``ANSVAR_HOME`` set; prints one JSON object.
"""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import NoReturn

QUESTION = '{"id": "1", "question": "Hvem skriver sykmelding etter operasjon?"}\n'


def refused(*_: object, **__: object) -> NoReturn:
    """Stand in for every way out."""
    raise RuntimeError("the network is shut")


def command(*words: str, stdin: str = "") -> str:
    """Run a command of the program and return what it prints."""
    import cli

    sys.argv, sys.stdin = ["ansvar", *words], io.TextIOWrapper(io.BytesIO(stdin.encode()))
    shown = io.StringIO()
    try:
        with redirect_stdout(shown):
            cli.main()
    except SystemExit as end:
        if end.code:
            raise
    return shown.getvalue()


def main(model: str, document: str) -> None:
    """Build, ask, compare prefixes, and try a model that is not there."""
    os.environ["ANSVAR_ENCODER"] = model
    command("build", document)
    report: dict[str, object] = {
        "answer": json.loads(command("ask", "--jsonl", stdin=QUESTION)),
        "info": command("info"),
        "torch": "torch" in sys.modules,
    }
    from kg.errors import BuildError
    from qa.encoder import encoder

    named = Path(os.environ["ANSVAR_HOME"]).parent / "small-e5"
    named.symlink_to(model)
    plain, e5 = encoder(model), encoder(str(named))
    report["prefixes"] = {
        "queries": float((e5.queries(["a"]) @ plain.queries(["query: a"]).T)[0, 0]),
        "passages": float((e5.passages(["a"]) @ plain.passages(["passage: a"]).T)[0, 0]),
        "none": float((plain.queries(["a"]) @ plain.passages(["a"]).T)[0, 0]),
        "unlike": float((e5.queries(["a"]) @ e5.passages(["a"]).T)[0, 0]),
    }
    try:
        encoder(str(named.with_name("no-such-model")))
    except BuildError as error:
        report["error"] = str(error)
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    socket.socket.connect = socket.socket.connect_ex = refused  # type: ignore[assignment,method-assign]
    socket.create_connection = socket.getaddrinfo = refused  # type: ignore[assignment]
    main(*sys.argv[1:])
