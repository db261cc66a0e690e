"""JSON Lines: questions from standard input, records to standard output."""

from __future__ import annotations

import sys

from kg.errors import QuestionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def questions() -> Iterator[tuple[object, str]]:
    """Read questions from standard input.

    :raises QuestionError: for a line that is not the contract's record, with its number.
    """
    import json

    number = 0
    try:
        for number, line in enumerate(sys.stdin, start=1):  # noqa: B007 - counted for the message below
            if line.strip():
                record = json.loads(line)
                identifier, question = record["id"], record["question"]
                if not isinstance(question, str):
                    raise TypeError
                # Both are written again beside the answer: half a character or a thousand levels could not be.
                json.dumps([identifier, question], ensure_ascii=False).encode()
                yield identifier, question
    except UnicodeDecodeError as error:
        raise QuestionError(f"Etter linje {number} kommer tegn som ikke er UTF-8. Lagre filen som UTF-8.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QuestionError(
            f"Linje {number} er ikke et JSON-objekt med «id» og «question». Rett den og prøv igjen."
        ) from error


def print_line(record: dict[str, object]) -> None:
    """Print a record as one line."""
    import json

    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
