"""What a role is responsible for, itself or as one of a broader role, and what it can expect of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kg.errors import AnsvarError
from kg.library import Library
from kg.model import Bearing, Modality, Norm
from kg.roles.stages import stage_of
from kg.wording.headlines import headline, place
from ontology.concepts import Kind, concepts
from ontology.lexicon import lexicon
from ontology.onboarding import Stage, onboarding
from ontology.words import words

MOST = 10
"""How many duties a new doctor is to keep in mind."""
TIMED, FORBIDDEN = 5, 2
"""How many of them may be there for their deadline, and for being forbidden."""
RESPONSIBILITY = "ansvar"
"""The concept that a norm names which says outright who is responsible."""
STRICT = (Modality.OBLIGATION, Modality.PROHIBITION)
SHOWN_ORDER = (Modality.OBLIGATION, Modality.PROHIBITION, Modality.RECOMMENDATION, Modality.PERMISSION)


class Way(IntEnum):
    """How a norm comes to bind somebody, the nearest first."""

    OWN = 0
    BROADER = 1
    ACTING = 2
    WORKPLACE = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """A norm that binds a role, in its stage; ``role`` is the one by which it does, ``place`` where it stands."""

    norm: Norm
    stage: Stage
    role: str
    way: Way
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells a norm from all others."""
        return self.norm.document, self.norm.id


@dataclass(frozen=True, slots=True)
class Expectation:
    """A norm of others towards a role; ``others`` are its bearers, none where the text names none."""

    norm: Norm
    stage: Stage
    others: tuple[str, ...]
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells a norm from all others."""
        return self.norm.document, self.norm.id


@dataclass(frozen=True, slots=True)
class Offer:
    """A role that can be chosen, with how many norms bind it."""

    role: str
    duties: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a role meets in some documents: its duties and what it can expect, in the documents' order."""

    role: str
    duties: tuple[Duty, ...]
    expectations: tuple[Expectation, ...]

    def counts(self) -> dict[Modality, int]:
        """Return how many duties there are of each modality, the stricter first."""
        found = Counter(duty.norm.modality for duty in self.duties)
        return {modality: found[modality] for modality in SHOWN_ORDER}


def standing(library: Library, documents: Sequence[str], role: str) -> Standing:
    """Return what a role or position meets."""
    ways = ways_of(role)
    norms = {(norm.document, norm.id): norm for _, _, norm in library.of_roles(documents, list(ways))}
    duties: list[Duty] = []
    expectations: list[Expectation] = []
    for norm in norms.values():
        clauses = library.clauses(norm.document)
        stage, where = stage_of(norm, clauses), place(norm, clauses)
        if (bearer := bearer_of(norm, role, ways)) is not None:
            duties.append(Duty(norm, stage, bearer, ways[bearer], where))
        else:
            expectations.append(Expectation(norm, stage, norm.bearers, where))
    return Standing(role, tuple(sorted(duties, key=by_place)), tuple(sorted(expectations, key=by_place)))


def bearer_of(norm: Norm, role: str, ways: Mapping[str, Way]) -> str | None:
    """Return the nearest role by which a norm binds somebody; None where others bear it.

    What a clinician owes the GP is no duty of the GP, though a GP is a clinician too.
    """
    nearest = next((name for name in ways if name in norm.bearers), None)
    if nearest is None or ways[nearest] is Way.OWN:
        return nearest
    known = onboarding()
    near = {role, *known.broader(role)} - {nearest}
    owed = any(name in near and nearest in known.broader(name) for name in norm.counterparties)
    return None if owed else nearest


def by_place(each: Duty | Expectation) -> tuple[str, int, str]:
    """Return what sorts duties and expectations as they stand in the documents."""
    return each.norm.document, each.norm.start, each.norm.id


def ways_of(role: str) -> dict[str, Way]:
    """Return the roles whose norms bind a role, the nearest first, each with the way in which they do.

    >>> [(name, way.name) for name, way in ways_of("fastlege").items()][:4]
    [('fastlege', 'OWN'), ('lege', 'BROADER'), ('behandler', 'BROADER'), ('henviser', 'ACTING')]
    """
    known = onboarding()
    ways = {role: Way.OWN}
    for way, names in (
        (Way.BROADER, [name for name in known.broader(role) if name not in known.places]),
        (Way.ACTING, known.taken(role)),
        (Way.WORKPLACE, known.workplaces(role)),
    ):
        for name in names:
            ways.setdefault(name, way)
    return ways


def offered(library: Library, documents: Sequence[str]) -> list[Offer]:
    """Return the roles that people can have and that norms bind, those with the most norms of their own first.

    Patients and those close to them are served, not bound; what the ontology does not know is no role yet.
    """
    borne = {(n.document, n.id): n for _, side, n in library.of_roles(documents) if side == "bearer"}.values()
    own = Counter(name for norm in borne for name in norm.bearers)
    roles = [c.id for c in concepts() if c.kind is Kind.ROLE and not concepts().served(c.id)]
    offers = []
    for role in (*roles, *onboarding().positions):
        if any(own[name] for name in (role, *onboarding().broader(role))):
            ways = ways_of(role)
            if duties := sum(bearer_of(norm, role, ways) is not None for norm in borne):
                offers.append(Offer(role, duties))
    positions = onboarding().positions

    def rank(offer: Offer) -> tuple[int, bool, str]:
        above = positions[offer.role].broader[0] if offer.role in positions else offer.role
        return -own[above], offer.role in positions, onboarding().name(offer.role)

    return sorted(offers, key=rank)


def found_role(offers: Iterable[Offer], wanted: str) -> str:
    """Return the role that a word names: an id, a name, or another word for it.

    :raises AnsvarError: where none of the roles offered is named.
    """
    ids = [offer.role for offer in offers]
    asked = wanted.strip().casefold()
    for position in onboarding().positions.values():
        if asked in (position.id, *(label.casefold() for label in position.labels)) and position.id in ids:
            return position.id
    named = lexicon("nb", hidden=True)
    mentioned = [mention.concept for mention in named.mentions(words(wanted), Kind.ROLE)]
    match = next((name for name in (asked, *mentioned) if name in ids), None)
    if match is None:
        some = ", ".join(onboarding().name(name) for name in ids[:6])
        raise AnsvarError(f"Fant ingen rolle «{wanted}» med ansvar i retningslinjen. Prøv for eksempel: {some}.")
    return match


def by_stage(duties: Iterable[Duty]) -> dict[Stage, list[Duty]]:
    """Return duties by stage along the way; in each, what must and must not be done comes first."""
    grouped: dict[Stage, list[Duty]] = {}
    for duty in sorted(duties, key=lambda duty: (duty.stage.order, SHOWN_ORDER.index(duty.norm.modality))):
        grouped.setdefault(duty.stage, []).append(duty)
    return grouped


def by_others(expectations: Iterable[Expectation]) -> dict[tuple[str, ...], list[Expectation]]:
    """Return expectations by who bears them: who bears most comes first, nobody last."""
    grouped: dict[tuple[str, ...], list[Expectation]] = {}
    for each in expectations:
        grouped.setdefault(each.others, []).append(each)
    order = sorted(grouped, key=lambda others: (not others, -len(grouped[others]), others))
    return {others: grouped[others] for others in order}


def narrowed(
    duties: Iterable[Duty], *, modalities: Collection[Modality] = (), stage: str = "", search: str = ""
) -> list[Duty]:
    """Return the duties of some modalities, of a stage, that hold all words of a search; empty lets all through."""
    wanted = search.casefold().split()
    return [
        duty
        for duty in duties
        if (not modalities or duty.norm.modality in modalities)
        and (not stage or duty.stage.id == stage)
        and all(word in _searched(duty) for word in wanted)
    ]


def _searched(duty: Duty) -> str:
    said = headline(duty.norm)
    return f"{duty.norm.text} {said.verb} {said.matter} {duty.stage.name} {duty.place}".casefold()


def remembered(duties: Sequence[Duty], *, most: int = MOST) -> list[Duty]:
    """Return what to keep in mind first: deadlines, then what must not be done, then the first duty of each stage.

    Of a clause one duty only; those of the workplace are for it to see to.
    """
    own = [duty for duty in duties if duty.way is not Way.WORKPLACE]
    binding = [duty for duty in own if duty.norm.modality in STRICT]
    chosen: dict[tuple[str, str], Duty] = {}
    _take(chosen, [d for d in own if d.norm.timed and d.norm.modality is not Modality.PERMISSION], TIMED)
    _take(chosen, [d for d in binding if d.norm.modality is Modality.PROHIBITION], FORBIDDEN)
    stages = by_stage(binding)
    while len(chosen) < most:
        before = len(chosen)
        seen = Counter(duty.stage for duty in chosen.values())
        fewest = min((seen[stage] for stage in stages), default=0)
        for stage, inside in stages.items():
            if seen[stage] == fewest:
                _take(chosen, inside, 1)
        if len(chosen) == before:
            spare = len(chosen)
            _take(chosen, binding, most)
            if len(chosen) == spare:
                break
    return list(chosen.values())[:most]


def _take(chosen: dict[tuple[str, str], Duty], among: Sequence[Duty], count: int) -> None:
    """Add up to ``count`` duties, the weightiest first, of clauses that are not there yet."""
    for duty in sorted(among, key=_weight):
        if count and (duty.norm.document, duty.norm.clause) not in chosen:
            chosen[duty.norm.document, duty.norm.clause] = duty
            count -= 1


def _weight(duty: Duty) -> tuple[int, ...]:
    """A responsibility said outright, what somebody relies on, without condition, weighs most; smaller is heavier."""
    norm = duty.norm
    said = norm.bearing in (Bearing.EXPLICIT, Bearing.AGENT, Bearing.HEADING, Bearing.REVIEWED)
    return (
        norm.modality not in STRICT,
        RESPONSIBILITY not in norm.concepts,
        not said,
        not norm.counterparties,
        len(norm.conditions),
        norm.start,
    )
