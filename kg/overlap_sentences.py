"""What the committee reads of a pair of norms: one sentence that names roles, matter, conditions and places."""

from __future__ import annotations

from kg.model import Norm
from kg.phrases import NOUNS, listed, place, quoted, roles
from kg.sides import any_colleagues
from ontology.concepts import Kind, concepts

# What a pair says, as one sentence; ``worded`` fills in the norms.
OPPOSED = "Om {matter} peker punktene hver sin vei: {apart}."
DEADLINES = "Frist eller styrke er ulik for {matter}: {apart}."
OPEN_TIME = "Tiden for {matter} er både åpen og gitt: {apart}."
EXCEPTIONS = "Unntakene for {matter} er ulike: {apart}."
STRENGTH = "Styrken er ulik for {matter}: {apart}."
BEARERS = "Ingen vilkår skiller klart mellom rollene for {matter}: {apart}."
HANDOVER = "Ansvaret for {matter} går mellom {parties} etter forholdene: {apart}."
SHARED = "Flere roller har del i {matter}: {alike}."
DUPLICATE = "Det samme om {matter} er sagt to ganger: {alike}."

_UNNAMED = "en rolle som teksten ikke nevner"


def worded(sentence: str, a: Norm, b: Norm) -> str:
    """Fill a pair's norms into a sentence."""
    return sentence.format(
        matter=_matter(a, b),
        parties=_parties(a, b),
        apart=_stances(a, b, ", mens"),
        alike=_stances(a, b, ", og"),
    )


def _matter(a: Norm, b: Norm) -> str:
    """Name what the pair is about: the artifacts of both, else of either, else the act."""
    known = concepts()
    both = [artifact for artifact in a.artifacts if artifact in b.artifacts]
    named = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ARTIFACT]
    acts = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ACTION]
    found = both or named or [*a.artifacts[:1], *b.artifacts[:1]] or acts
    return listed([known.name(each) for each in dict.fromkeys(found[:2])]) or "samme sak"


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


def _parties(a: Norm, b: Norm) -> str:
    """Name those a duty moves between: the bearers, and who else of their kind takes part."""
    bearers = dict.fromkeys((*a.bearers, *b.bearers))
    others = [r for r in (*a.counterparties, *b.counterparties) if any_colleagues([r], tuple(bearers))]
    return roles([*bearers, *dict.fromkeys(r for r in others if r not in bearers)]) or "roller som teksten ikke nevner"
