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
from kg.appending import append
from kg.errors import AnsvarError
from kg.home import home_folder
from qa.answers import Answer, Status
from qa.guard import refusal

FILE = "feedback.jsonl"


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
    refused = refusal(comment) if comment else None
    if refused is not None:
        raise FeedbackError(
            f"Kommentaren ble ikke lagret ({refused.finding.value}). Ta ut personopplysninger, og send på nytt."
        )
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
        folder.mkdir(parents=True, exist_ok=True)
        append(folder / FILE, json.dumps(asdict(said), ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise FeedbackError(f"Tilbakemeldingen kunne ikke lagres i {folder} ({error.strerror}).") from error
    return said


def kept(folder: Path | None = None) -> Iterator[Feedback]:
    """Give all feedback in order; a line cut off by a crash is passed over.

    :raises AccessError: where who is there may not see it.
    """
    require(Act.SEE_FEEDBACK)
    path = (folder or home_folder()) / FILE
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            raw = json.loads(line)
            lists = {name: tuple(raw[name]) for name in ("roles", "norms")}
            yield Feedback(**{**raw, **lists, "verdict": Verdict(raw["verdict"])})
        except (ValueError, KeyError, TypeError):
            continue


def chosen(said: Iterable[Feedback], *, verdict: Verdict | None = None, status: Status | None = None) -> list[Feedback]:
    """Return feedback with a verdict, on answers of a status, all where none is given; the newest first."""
    found = [each for each in said if verdict in (None, each.verdict) and status in (None, each.status)]
    return found[::-1]
