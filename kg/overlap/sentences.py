"""What the committee reads of a pair of norms: one sentence that names roles, matter, conditions and places."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Modality, Norm
from kg.overlap.model import OverlapKind
from kg.overlap.pairs import Pair
from kg.overlap.patterns import CLOSE_WORDS
from kg.sides import any_colleagues
from kg.wording.phrases import NOUNS, listed, place, quoted, roles
from ontology.concepts import Kind, concepts
from ontology.cues import cues

# What a pair says, as one sentence; ``why`` fills in the norms.
OPPOSED = "Om {matter} peker punktene hver sin vei: {apart}."
DEADLINES = "Fristen er ulik for {matter}: {apart}."
OPEN_TIME = "Tiden for {matter} er både åpen og gitt: {apart}."
EXCEPTIONS = "Unntakene er ulike for {matter}: {apart}."
NUMBERS = "Tallene er ulike for {matter} ({numbers}): {apart}."
STRENGTH = "Styrken er ulik for {matter}: {apart}."
BEARERS = "Ingen vilkår skiller klart mellom rollene for {matter}: {apart}."
AT_ODDS = "Det er ikke klart hvordan punktene om {matter} går sammen: {apart}."
HANDOVER = "Ansvaret for {matter} går mellom {parties} etter forholdene: {apart}."
CHANGES = "Hva som gjelder for {matter}, skifter etter forholdene: {apart}."
SHARED = "Flere roller har del i {matter}: {alike}."
PARTS = "Punktene deler {matter} mellom seg: {alike}."
DUPLICATE = "Det samme om {matter} er sagt to ganger: {alike}."

NO_MATTER = "samme sak"
"""What a pair is about where no concept tells."""
_UNNAMED = "en rolle som teksten ikke nevner"


def why(kind: OverlapKind, pair: Pair) -> str:
    """Say in one sentence why two norms belong together."""
    a, b = pair.norms
    parties = _parties(a, b)
    return _sentence(kind, pair, parties).format(
        matter=matter(a, b),
        parties=roles(parties),
        numbers=" mot ".join(listed(each) or "ingen" for each in pair.numbers),
        apart=_stances(a, b, ", mens"),
        alike=_stances(a, b, ", og"),
    )


def _sentence(kind: OverlapKind, pair: Pair, parties: Sequence[str]) -> str:
    """Return the sentence for a pair, by who it is said of."""
    if kind is OverlapKind.TENSION:
        return _tension(pair)
    if kind is OverlapKind.HANDOVER:
        return HANDOVER if len(parties) > 1 else CHANGES
    if kind is OverlapKind.SHARED:
        return SHARED if len({bearer for norm in pair.norms for bearer in norm.bearers}) > 1 else PARTS
    return DUPLICATE


def _tension(pair: Pair) -> str:
    """Return the sentence that names what differs: direction, time, exceptions, force or roles."""
    a, b = pair.norms
    kinds = {a.modality, b.modality}
    if len(kinds) == 2 and Modality.PROHIBITION in kinds:
        return OPPOSED
    if pair.deadlines_differ:
        return DEADLINES
    if pair.same_words and any(pair.numbers):
        return NUMBERS
    if any(one.deadline and cues()["ask_when"].search(other.text) for one, other in ((a, b), (b, a))):
        return OPEN_TIME
    if a.unless or b.unless:
        return EXCEPTIONS
    if len(kinds) == 2:
        return STRENGTH
    alike = not pair.conditions or pair.closeness.wording >= CLOSE_WORDS
    return BEARERS if alike and not pair.one_side else AT_ODDS


def matter(a: Norm, b: Norm) -> str:
    """Name what the pair is about: the artifacts of both, else of either, else the act."""
    known = concepts()
    both = [artifact for artifact in a.artifacts if artifact in b.artifacts]
    named = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ARTIFACT]
    acts = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ACTION]
    found = both or named or [*a.artifacts[:1], *b.artifacts[:1]] or acts
    return listed([known.name(each) for each in dict.fromkeys(found[:2])]) or NO_MATTER


def _stances(a: Norm, b: Norm, link: str) -> str:
    """Say what each norm lays on whom."""
    one, other = place(a, b), place(b, a)
    return f"{one} gir {_stance(a)}{link} {'samme kapittel' if one == other else other} gir {_stance(b)}"


def _stance(norm: Norm) -> str:
    """Say whom a norm binds and how strongly, until when and on what conditions."""
    terms = [
        *(f"vilkår {quoted(condition.text)}" for condition in norm.holds_where),
        *(f"unntak {quoted(condition.text)}" for condition in norm.unless),
        *([f"frist {quoted(norm.deadline)}"] if norm.deadline else []),
    ]
    told = f" ({'; '.join(terms)})" if terms else ""
    return f"{roles(norm.bearers) or _UNNAMED + ','} {NOUNS[norm.modality]}{told}"


def _parties(a: Norm, b: Norm) -> list[str]:
    """Name those a duty moves between: the bearers, and who else of their kind takes part."""
    bearers = dict.fromkeys((*a.bearers, *b.bearers))
    others = [r for r in (*a.counterparties, *b.counterparties) if any_colleagues([r], tuple(bearers))]
    return [*bearers, *dict.fromkeys(r for r in others if r not in bearers)]
