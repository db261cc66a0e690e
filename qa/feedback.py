"""What users say of answers, kept on this machine for those who own the guideline.

One JSON object a line in ``$ANSVAR_HOME/feedback.jsonl``; lines are only ever added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kg.access import Act, require
from kg.appending import append, records, turn
from kg.errors import AnsvarError
from kg.home import home_folder
from qa.answers import Answer, Status
from qa.guard import withheld

FILE = "feedback.jsonl"
LOCK = "feedback.lock"
PATIENCE = 10.0
"""Seconds to wait for another writer, whose turn takes some milliseconds."""


class Verdict(StrEnum):
    """What a user says of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on an answer; ``time`` is UTC, ISO 8601, to the minute.

    ``meaning`` is a follow-up as it was read, with what it took over; empty for a question that stood alone.
    """

    time: str
    build: str
    question: str
    status: str
    roles: tuple[str, ...]
    norms: tuple[str, ...]
    verdict: Verdict
    comment: str = ""
    meaning: str = ""


class FeedbackError(AnsvarError):
    """Feedback cannot be kept as it stands; nothing of it was stored."""


def keep(
    answer: Answer, verdict: Verdict, comment: str = "", *, build: str = "", folder: Path | None = None
) -> Feedback:
    """Append a verdict to the file and return it.

    The question is kept as the guard let it through: a refused answer holds none.

    :raises FeedbackError: where the comment holds personal data, or the file cannot be written.
    """
    comment = " ".join(comment.split())
    found = withheld(comment)
    if found is not None:
        raise FeedbackError(f"Kommentaren ble ikke lagret ({found.value}). Ta ut personopplysninger, og send på nytt.")
    said = Feedback(
        time=datetime.now(UTC).isoformat(timespec="minutes"),
        build=build,
        question=answer.question,
        status=answer.status.value,
        roles=tuple(role.id for role in answer.roles),
        norms=answer.norms,
        verdict=verdict,
        comment=comment,
        meaning=answer.meaning.text if answer.meaning and answer.taken else "",
    )
    folder = folder or home_folder()
    try:
        with turn(folder / LOCK, patience=PATIENCE):
            append(folder / FILE, json.dumps(asdict(said), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    except TimeoutError as error:
        raise FeedbackError("En annen lagrer en tilbakemelding akkurat nå. Prøv igjen om litt.") from error
    except OSError as error:
        raise FeedbackError(f"Tilbakemeldingen kunne ikke lagres i {folder} ({error.strerror}).") from error
    return said


def kept(folder: Path | None = None) -> Iterator[Feedback]:
    """Give all feedback in order; a line cut off by a crash is passed over (see ``broken``).

    :raises FeedbackError: where the file is there but cannot be read.
    :raises AccessError: where who is there may not see it.
    """
    require(Act.SEE_FEEDBACK)
    return (each for each in _all(folder) if each is not None)


def broken(folder: Path | None = None) -> int:
    """Return how many lines of the file cannot be read.

    :raises FeedbackError: where the file is there but cannot be read.
    """
    return sum(each is None for each in _all(folder))


def _all(folder: Path | None) -> list[Feedback | None]:
    path = (folder or home_folder()) / FILE
    try:
        return [_read(line) for line in records(path)]
    except OSError as error:
        raise FeedbackError(f"Kan ikke lese {path} ({error.strerror}). Rett tilgangen, og prøv igjen.") from error


def _read(line: bytes) -> Feedback | None:
    try:
        raw = json.loads(line.decode())
        lists = {name: tuple(raw[name]) for name in ("roles", "norms")}
        said = Feedback(**{**raw, **lists, "verdict": Verdict(raw["verdict"])})
        Status(said.status)
    except (ValueError, KeyError, TypeError):
        return None
    texts = (said.time, said.build, said.question, said.comment, said.meaning, *said.roles, *said.norms)
    return said if all(isinstance(text, str) for text in texts) else None


def chosen(said: Iterable[Feedback], *, verdict: Verdict | None = None, status: Status | None = None) -> list[Feedback]:
    """Return feedback with a verdict, on answers of a status, all where none is given; the newest first."""
    found = [each for each in said if verdict in (None, each.verdict) and status in (None, each.status)]
    return found[::-1]
