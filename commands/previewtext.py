"""What a document would bring, as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from kg.preview import UNPLACED, Unplaced
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital, day
from ontology.concepts import concepts
from qa.intake import Candidate

WIDEST = 100
MOST = 5


def text(candidate: Candidate) -> str:
    """Return a preview as text: metadata, chapters, norms, roles, and what could not be placed."""
    return "\n".join([*_head(candidate), *_found(candidate), *_unplaced(candidate), ""])


def _head(candidate: Candidate) -> Iterator[str]:
    meta = candidate.metadata
    yield meta.title
    facts = [meta.edition, meta.publisher, f"gjelder fra {day(meta.valid_from)}" if meta.valid_from else ""]
    yield " · ".join(fact for fact in facts if fact)
    if like := candidate.likeness:
        yield like.sentence
    yield from candidate.notes
    kept_out = (candidate.refusal(options=True), candidate.objection(options=True))
    for said in filter(None, (*kept_out, *candidate.preview.warnings)):
        yield f"! {said}"


def _found(candidate: Candidate) -> Iterator[str]:
    seen = candidate.preview
    yield f"\nKapitler ({len(seen.chapters)}): punkter og normer"
    yield from (f"  {each.clauses:4} {each.norms:4}  {_short(each.title)}" for each in seen.chapters)
    yield f"\nUtsagn ({sum(seen.modalities.values())})"
    yield from (f"  {count:4}  {MODALITIES[m].symbol} {MODALITIES[m].full}" for m, count in seen.modalities.items())
    yield f"\nHvem som får ansvar ({len(seen.roles)})"
    yield from (f"  {count:4}  {capital(concepts().name(role))}" for role, count in seen.roles)


def _unplaced(candidate: Candidate) -> Iterator[str]:
    for kind, name in UNPLACED.items():
        found = candidate.preview.of(kind)
        if found:
            yield f"\n{name} ({len(found)})"
            counted = kind in (Unplaced.UNKNOWN_ROLE, Unplaced.UNKNOWN_THING)
            for each in found[:MOST]:
                yield f"  {f'{each.count:4}  ' if counted else '– '}{_short(each.text)}"
            if len(found) > MOST:
                yield f"  … og {len(found) - MOST} til"
    if candidate.preview.links:
        yield f"\nLenker ({len(candidate.preview.links)})"
        yield from (f"  {link}" for link in candidate.preview.links)


def _short(words: str) -> str:
    return words if len(words) <= WIDEST else f"{words[: WIDEST - 1].rsplit(' ', 1)[0]} …"
