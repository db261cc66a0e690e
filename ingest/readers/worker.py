"""The process that parses documents: one at a time, within limits, so that it can be ended from outside.

It reads one JSON object a line from standard input and the bytes of the document, and writes one JSON object and
the bytes of its text. What a parser does with a hostile document (end the process, fill the memory, run for ever)
happens here and nowhere else. It can write to no file.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO, cast

from ingest.readers import READERS
from ingest.readers.limits import Limits, check_text
from kg.confinement import confine, confine_memory, end_after
from kg.errors import DocumentError

AFTER_LIMIT = 2.0
"""Seconds after which the process ends itself, should the one that would have ended it be gone."""


def main() -> None:
    """Serve until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine("RLIMIT_FSIZE", 0)
    confine("RLIMIT_CORE", 0)
    serve(sys.stdin.buffer, out)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Read documents one by one."""
    for line in requests:
        request = json.loads(line)
        raw = requests.read(cast("int", request["length"]))
        limits = Limits(**request["limits"])
        end_after(limits.seconds + AFTER_LIMIT)
        confine("RLIMIT_AS", None)
        confine_memory(limits.megabytes)
        head, body = reply(raw, str(request["name"]), str(request["suffix"]), limits)
        end_after(0)
        replies.write(json.dumps(head | {"length": len(body)}).encode() + b"\n" + body)
        replies.flush()


def reply(raw: bytes, name: str, suffix: str, limits: Limits) -> tuple[dict[str, object], bytes]:
    """Return what is said of a document, and its text."""
    try:
        text, blocks = READERS[suffix](raw, name, limits)
        check_text(text, name, limits)
        told = [(b.kind.value, b.start, b.end, b.level, b.number, b.page) for b in blocks]
        return {"blocks": told}, text.encode("utf-8")
    except DocumentError as error:
        return {"error": str(error)}, b""
    except MemoryError:
        return {"error": f"{name} krever mer minne enn grensen tillater. Del dokumentet opp."}, b""
    except Exception as error:
        # A parser that fails in a way nobody thought of ends neither the process nor the build.
        return {"error": f"{name} kan ikke leses; det er trolig skadet. Lagre det på nytt.", "cause": repr(error)}, b""


if __name__ == "__main__":
    main()
