"""Resolves on the graph who carries what was asked about, and what else belongs to the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.actions import acts_of
from kg.iris import norm_iri
from kg.library import Library
from kg.model import Condition, Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon
from ontology.words import spellings, stem
from qa.deeds import by_the_doer, restates
from qa.measures import held, is_past
from qa.profiles import does, nearness
from qa.ranking import JUDGING, Candidate, clashes, exempts
from qa.understanding import Ask, Question, Unit, is_small

MOST_PARTS = 3
MOST_HANDOVERS = 2
TAKEOVER = "overta"
_BINDING = (Modality.OBLIGATION, Modality.RECOMMENDATION)
NEAR_SCORE = 1.2
SIBLING_SCORE = 3.5


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an answer is made of.

    ``lead`` answers the question, ``roles`` are those on whom it lies in the question's
    situation, ``also`` are further parts of the answer (the rest of the rule), ``handovers``
    move the duty to another role under a condition of their own. ``named`` are those of the
    lead, ``receivers`` those that it comes to, where the question asks for them. ``second``
    resolves a second question in the same words; ``repeated`` is that question where its answer
    is no other than the first. ``asked`` is the question resolved: of two, one.
    """

    lead: Norm
    roles: tuple[tuple[str, Modality], ...]
    named: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    second: Resolution | None = None
    also: tuple[Norm, ...] = ()
    handovers: tuple[Norm, ...] = ()
    repeated: Question | None = None
    asked: Question | None = None

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms that the answer is made of, the one that leads first."""
        further = () if self.second is None else (self.second.lead,)
        return (self.lead, *further, *self.also, *self.handovers)


def resolve(
    question: Question,
    order: Sequence[Candidate],
    library: Library,
    second: tuple[Question, Sequence[Candidate]] | None = None,
) -> Resolution:
    """Resolve the ranked norms of a question (at least one) to who carries what.

    :param second: a second question in the same words with its ranked norms, of the document of the best norm:
        an answer never mixes what two guidelines say.
    """
    lead = _lead(question, order)
    ties = library.ties([norm_iri(lead)])
    other = None if second is None else _second(*second, lead)
    also = [] if other is not None else _same_rule(lead, ties, order)
    handovers = _handovers(question, lead, ties)
    if (taken := _taken_over(question, lead, order, handovers)) is not None:
        lead, handovers = taken, []
    named = _bearers(question, lead)
    roles = dict.fromkeys(named, lead.modality)
    if other is not None:
        roles |= {role: modality for role, modality in other.roles if role not in roles}
    for norm in handovers:
        if norm.clause == lead.clause:
            roles |= {role: norm.modality for role in norm.bearers if role not in roles}
    receivers = _receivers(question, lead)
    return Resolution(
        lead, tuple(roles.items()), named, receivers, other, tuple(also), tuple(handovers),
        repeated=second[0] if second is not None and other is None else None, asked=question,
    )  # fmt: skip


def _second(question: Question, order: Sequence[Candidate], first: Norm) -> Resolution | None:
    """Resolve a second question to its norm and on whom that lies; None where it says no more than the first."""
    others = [c for c in order if c.norm.clause != first.clause or c.norm.bearers != first.bearers]
    if not others:
        return None
    norm = _lead(question, others)
    named = _bearers(question, norm)
    roles = tuple((role, norm.modality) for role in named)
    return Resolution(norm, roles, named, _receivers(question, norm), asked=question)


def _lead(question: Question, order: Sequence[Candidate]) -> Norm:
    """Return the best norm, or a near one of its clause that is about whom or what the question is about."""
    best = order[0]
    if best.instead:
        return best.norm
    others = (c for c in order[1:] if c.norm.document == best.norm.document and c.clashes == best.clashes)
    retold = restates(best.norm, question.deeds)
    beside = [c for c in others if retold or c.score > best.score - SIBLING_SCORE]
    close = [c.norm for c in beside]
    near = [norm for norm in close if norm.clause == best.norm.clause]
    if question.exempts:
        things = set(question.concepts(Kind.ARTIFACT))
        about = (norm for norm in (best.norm, *close) if exempts(norm) and not things.isdisjoint(norm.artifacts))
        return next(about, best.norm)
    if question.ask is Ask.WHO:
        told = _by_doer(question, best.norm, close) or _special_case(question, best, beside)
        told = told or _obligation(question, best.norm, close) or _by_the_time(question, best.norm, order)
        told = told or _stated_case(question, best.norm, order) or _next_rule(question, best.norm, order)
        told = told or _in_place_of(question, best.norm, order)
        told = told or _who_carries(question, best.norm, order)
        return told or _doing(question, best.norm, near) or _speaking(question, best.norm, order)
    if question.ask is Ask.MAY and (told := _by_the_time(question, best.norm, order)):
        return told
    if question.ask is Ask.MAY and question.actors:
        return _judging(question, best.norm, near)
    if question.ask is Ask.WHEN and not best.norm.timed:
        return _on_the_same(question, best.norm, (norm for norm in close if norm.timed)) or best.norm
    return best.norm


def _special_case(question: Question, best: Candidate, beside: Sequence[Candidate]) -> Norm | None:
    """Return a near norm for the situation asked about, where the best one names none.

    It does the same to the same thing, or stands in the same clause. "Hvem ordner sykmeldingen for den som er operert?"
    is answered by the rule for operations, not by that for all.
    """
    if best.feature("situation"):
        return None
    general = _named_units(question, best.norm.text) | _case_of(question, best.norm)
    told = [c.norm for c in beside if c.feature("situation") or _case_of(question, c.norm) - general]
    beside_it = (norm for norm in told if norm.clause == best.norm.clause and norm.bearers)
    return _on_the_same(question, best.norm, told) or next(beside_it, None)


def _on_the_same(question: Question, best: Norm, norms: Iterable[Norm]) -> Norm | None:
    """Return the first of some norms that does the same as the best one to a thing that the question names."""
    asked = nearness(question.concepts(Kind.ARTIFACT))
    return next((norm for norm in norms if _same_matter(best, norm, asked)), None)


def _does_in_words(norm: Norm, question: Question) -> bool:
    """Return whether a norm's verb is the one that "who" asks about, though the ontology knows none of it."""
    deed = question.deed
    return deed is not None and not deed.mentions and norm.action is not None and stem(norm.action) == deed.stems[0]


def _acted_out(question: Question, norm: Norm) -> set[Unit]:
    """Return the units of a question that name what a norm does, though its words leave that to those before them."""
    known = set(acts_of(norm.action))
    return {unit for unit in question.units if not known.isdisjoint(m.concept for m in unit.mentions)}


def _acts_on_the_deed(norm: Norm, question: Question) -> bool:
    """Return whether what a norm acts upon is what "who" asks about: "tar kontrollen" answers who checks."""
    deed = question.deed
    return deed is not None and bool(norm.bearers) and any(m.concept in norm.artifacts for m in deed.mentions)


def _next_rule(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm | None:
    """Return a later duty of the best norm's clause that alone names what the question tells of the case, or its deed.

    "Fastlegen har hovedansvaret for lista til hjemmeboende. Sykehjemslegen har det for beboere på sykehjem.": what
    the first one names is given for the second, which says what is different.
    """
    if question.receives:
        return None
    later = [c.norm for c in order if c.norm.clause == best.clause and c.norm.start > best.start and not c.clashes]
    duties = [norm for norm in later if norm.modality in _BINDING and _acted_by_others(norm)]
    if does(best, acts := nearness(question.acts)):
        duties = [norm for norm in duties if does(norm, acts) or not acts_of(norm.action)]
    known = _named_units(question, best.text) | _acted_out(question, best)
    gains = [(len(_named_units(question, _since(best, norm)) - known), norm) for norm in duties]
    most, norm = max(gains, key=lambda gain: gain[0], default=(0, best))
    return norm if most else None


def _stated_case(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm | None:
    """Return the duty of the best norm's clause for just the case that the question tells, in the same words.

    "Har pasienten ikke kontaktlege, svarer seksjonsoverlegen." answers who does it for a patient without one.
    """
    duties = [c.norm for c in order if c.norm.clause == best.clause and not c.clashes and _acted_by_others(c.norm)]
    met = [norm for norm in duties if any(_tells(question, condition) for condition in norm.turns_on)]
    return None if best in met else next(iter(met), None)


def _tells(question: Question, condition: Condition) -> bool:
    """Return whether a question tells all that a condition says, and denies something where it does."""
    words = {stem(word) for word in spellings(condition.text) if not is_small(word)}
    denies = [any(word in cues()["negation"] for word in spellings(text)) for text in (condition.text, question.text)]
    return len(words) > 1 and words.issubset(question.content) and denies[0] == denies[1]


def _in_place_of(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm | None:
    """Return the duty of a clause to do what its best norm only allows or forbids to somebody, where "who" asks for it.

    "Fastlegen kan si nei til å ta prøver. Da tar hjemmesykepleien prøvene.": the second says who takes them.
    """
    if best.modality not in JUDGING or question.receives:
        return None
    things = set(question.concepts(Kind.ARTIFACT))
    told = (c.norm for c in order if c.norm.clause == best.clause and not c.clashes and c.norm.modality in _BINDING)
    duties = (norm for norm in told if _acted_by_others(norm) and set(norm.bearers).isdisjoint(best.bearers))
    acts = nearness(question.acts)
    if does(best, acts):
        return next((norm for norm in duties if does(norm, acts)), None)
    return next((norm for norm in duties if not things.isdisjoint(norm.artifacts)), None)


def _by_the_time(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm | None:
    """Return the duty of the best norm's clause for the time that the question tells, where that is another norm's.

    "Sykehuslegen sykmelder i høyst seks uker. Deretter overtar fastlegen.": ten weeks after an operation the second
    holds, two weeks after it the first.
    """
    if held(question.measures, best):
        return None
    rules = sorted((c.norm for c in order if c.norm.clause == best.clause), key=lambda norm: norm.start)
    for at, second in enumerate(rules):
        if not _acted_by_others(second):
            continue
        until = cues()["until_then"].search(second.text) is not None
        if not (until or _comes_after(second)):
            continue
        timed = ((first, is_past(question.measures, first)) for first in reversed(rules[:at]))
        first, past = next((each for each in timed if each[1] is not None), (best, None))
        if past is not None and best in (first, second):
            return second if past is not until else first
    return None


def _taken_over(question: Question, lead: Norm, order: Sequence[Candidate], handovers: Sequence[Norm]) -> Norm | None:
    """Return the norm by which another takes over what "who" asks about, where the lead's time is over."""
    if question.ask is not Ask.WHO or not is_past(question.measures, lead) or held(question.measures, lead):
        return None
    things = set(question.concepts(Kind.ARTIFACT))
    close = (c.norm for c in order if c.norm.document == lead.document and c.score > order[0].score - NEAR_SCORE)
    near = (n for n in close if held(question.measures, n) == 1 and not things.isdisjoint(n.artifacts))
    return next((norm for norm in (*near, *handovers) if TAKEOVER in norm.concepts and _moves(lead, norm)), None)


def _comes_after(norm: Norm) -> bool:
    """Return whether a norm says what holds after the one before it."""
    return TAKEOVER in norm.concepts or cues()["later"].search(norm.text) is not None


def _acted_by_others(norm: Norm) -> bool:
    """Return whether a norm lies on somebody else than on those whom norms serve."""
    return bool(norm.bearers) and not all(concepts().served(role) for role in norm.bearers)


def _case_of(question: Question, norm: Norm) -> set[Unit]:
    """Return the units around a question that the conditions of a norm name, a place in them ("på sykehuset") too."""
    text = " ".join(condition.text for condition in norm.turns_on)
    return _named(text, (unit for unit in question.units if not unit.asked))


def _since(first: Norm, later: Norm) -> str:
    """Return the words of a norm, with those of its conditions that stand between it and one before it."""
    return " ".join([later.text, *(c.text for c in later.turns_on if first.start <= c.start < later.start)])


def _named_units(question: Question, text: str) -> set[Unit]:
    """Return the units of a question that tell of its case, and its deed, where a text of a norm names them."""
    told = (unit for unit in question.units if not unit.asked or unit == question.deed)
    return _named(text, (unit for unit in told if not unit.names_only_roles))


def _named(text: str, told: Iterable[Unit]) -> set[Unit]:
    words = lexicon("nb").words(text)
    stems = {word.stem for word in words}
    named = {mention.concept for mention in lexicon("nb").mentions(words)} - {TAKEOVER}
    return {u for u in told if stems.issuperset(u.stems) or not named.isdisjoint(m.concept for m in u.mentions)}


def _obligation(question: Question, best: Norm, close: Sequence[Norm]) -> Norm | None:
    """Return a near norm that binds to what the best one only recommends, where the question asks for a duty."""
    if not question.binding or best.modality is not Modality.RECOMMENDATION:
        return None
    return _on_the_same(question, best, (n for n in close if n.modality is Modality.OBLIGATION and n.bearers))


def _doing(question: Question, best: Norm, near: Sequence[Norm]) -> Norm | None:
    """Return a near norm where "who" asks for another than the best one names.

    "Hvem sier fra til pasienten?" is not answered by what the patient does.
    """
    acts, receiving = nearness(question.acts), set(question.parties.receiving)
    if question.receives:
        coming = [norm for norm in (best, *near) if norm.counterparties]
        return next((norm for norm in coming if does(norm, acts)), coming[0] if coming else None)
    if not does(best, acts) and not _does_in_words(best, question) and not _acts_on_the_deed(best, question):
        doers = [norm for norm in near if norm.bearers and norm.modality is not Modality.PROHIBITION]
        near_act = next((norm for norm in doers if does(norm, acts) or _does_in_words(norm, question)), None)
        if near_act is not None:
            return near_act
    if not best.bearers or not receiving.issuperset(best.bearers):
        return None
    return next((norm for norm in near if not norm.bearers or not receiving.issuperset(norm.bearers)), None)


def _speaking(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm:
    """Return the best norm, or the one of its clause that speaks of the deed, where the best names nothing asked about.

    "Hvem steller såret når pasienten er hjemme?" is answered by who does that, not by what holds at home besides.
    """
    asked = [unit for unit in question.units if unit.asked and not unit.names_only_roles]
    if (
        question.deed is None
        or question.receives
        or _named(best.text, asked)
        or _acted_out(question, best) & set(asked)
    ):
        return best
    others = (c.norm for c in order if c.norm.clause == best.clause and not c.clashes and _acted_by_others(c.norm))
    return next((norm for norm in others if _named(norm.text, [question.deed])), best)


def _who_carries(question: Question, best: Norm, order: Sequence[Candidate]) -> Norm | None:
    """Return the duty of the best norm's clause that says who carries what the best one leaves open.

    "Pasienten får time på dagposten. Slik time bestilles av fastlegen."
    """
    if best.bearers or best.modality not in _BINDING or question.receives:
        return None
    asked = [unit for unit in question.units if unit.asked and not unit.names_only_roles]
    beside = (c.norm for c in order if c.norm.clause == best.clause and not c.clashes)
    duties = (norm for norm in beside if norm.modality in _BINDING and _acted_by_others(norm))
    return next((norm for norm in duties if _named(norm.text, asked)), None)


def _by_doer(question: Question, best: Norm, close: Sequence[Norm]) -> Norm | None:
    """Return the norm that binds whoever did what the question says was done, and speaks of the act asked about.

    "Hvem følger opp prøven som fastlegen har bestilt?": whoever orders it.
    """
    if not set(question.acts).isdisjoint(best.concepts):
        return None
    acts = nearness(question.acts)
    told = (norm for norm in (best, *close) if any(by_the_doer(norm, act) for _, act in question.deeds))
    return next((norm for norm in told if not acts.keys().isdisjoint(norm.concepts)), None)


def _judging(question: Question, best: Norm, near: Sequence[Norm]) -> Norm:
    """Return the best norm, or a near one that binds the role whose act is judged, where the best binds none."""
    asked = nearness(question.actors)
    own = (norm for norm in near if norm.modality in JUDGING and not set(question.actors).isdisjoint(norm.bearers))
    if best.bearers:
        return best if not set(question.actors).isdisjoint(best.bearers) else next(own, best)
    return next((norm for norm in near if not asked.keys().isdisjoint(norm.bearers)), best)


def lies_on_another(question: Question, norm: Norm) -> bool:
    """Return whether a norm lays what a question of duty ("må", "skal") asks about on another than it asks about.

    "Må fastlegen henvise?" is answered by who refers.
    """
    acts = {m.concept for unit in question.units if unit.asked for m in unit.mentions if m.kind is Kind.ACTION}
    binds = norm.bearers and norm.modality in (Modality.OBLIGATION, Modality.RECOMMENDATION)
    return question.duty and bool(binds) and does(norm, nearness(acts))


def _bearers(question: Question, lead: Norm) -> tuple[str, ...]:
    """Return on whom a norm lies; of information asked for by "who", the one role that it names."""
    named = concepts().specific(lead.counterparties)
    if lead.modality is Modality.INFO and question.ask is Ask.WHO and len(named) == 1:
        return named
    return lead.bearers


def _receivers(question: Question, lead: Norm) -> tuple[str, ...]:
    """Return to whom a norm's act comes where a question asks for them, but for those whom the question names."""
    known = {*lead.bearers, *question.concepts(Kind.ROLE)}
    return tuple(role for role in lead.counterparties if role not in known) if question.receives else ()


def _same_rule(lead: Norm, ties: dict[str, list[Norm]], order: Sequence[Candidate]) -> list[Norm]:
    """Return norms that belong to the lead: prerequisites below it, and near ones of its own clause."""
    close = {c.norm.id for c in order[1:6] if c.score > order[0].score - NEAR_SCORE}
    below = [n for n in ties.get("below", []) if n.modality is not Modality.INFO]
    beside = [n for n in ties.get("clause", []) if n.id in close and n.modality is not Modality.INFO]
    return (below + beside)[:MOST_PARTS]


def _handovers(question: Question, lead: Norm, ties: dict[str, list[Norm]]) -> list[Norm]:
    """Return the norms that move what was asked about to other roles: later in its clause, or in its chapter."""
    prohibited = lead.modality is Modality.PROHIBITION
    if question.ask not in (Ask.WHO, Ask.MAY, Ask.WHAT) or question.receives or prohibited:
        return []
    relays = [norm for norm in ties.get("clause", ()) if norm.start > lead.start and TAKEOVER in norm.concepts]
    asked = nearness(question.concepts(Kind.ARTIFACT))
    moved = [norm for norm in ties.get("same matter", ()) if norm.turns_on and _same_matter(lead, norm, asked)]
    found = {norm.id: norm for norm in (*relays, *moved) if _moves(lead, norm) and not clashes(question, norm)}
    return list(found.values())[:MOST_HANDOVERS]


def _same_matter(lead: Norm, other: Norm, asked: Mapping[str, float]) -> bool:
    """True where both do the same to one thing, or the other takes it over, and the question is about that thing."""
    taken = not {TAKEOVER, *concepts().related(TAKEOVER)}.isdisjoint(other.concepts)
    same_thing = bool(lead.artifacts) and lead.artifacts[:1] == other.artifacts[:1] and lead.artifacts[0] in asked
    return same_thing and (taken or lead.action == other.action)


def _moves(lead: Norm, other: Norm) -> bool:
    """True where another norm binds other roles, neither broader nor narrower ones."""
    if not lead.bearers or not other.bearers or other.modality is Modality.INFO:
        return False
    kin = {above for role in (*lead.bearers, *other.bearers) for above in concepts().ancestors(role)}
    return kin.isdisjoint((*lead.bearers, *other.bearers)) and set(lead.bearers).isdisjoint(other.bearers)
