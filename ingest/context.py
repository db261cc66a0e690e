"""What stands above a clause: the headings and lead-ins whose roles, modality and conditions it inherits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from ingest import bearers as who
from ingest import conditions as when
from ingest import modality as deontic
from ingest.actions import action
from ingest.bearers import Bearers
from ingest.headings import is_question, names_parties, names_somebody
from ingest.modality import Deontic
from ingest.propositions import Proposition, propositions
from ingest.segments import path_to, statement
from ingest.sentences import Reading, is_person
from kg.model import Bearing, Clause, ClauseKind, Condition, Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

_HEADINGS = (ClauseKind.HEADING, ClauseKind.LEAD_IN)


@dataclass(frozen=True)
class Context:
    """What stands above a clause: bearers, modality and conditions that it inherits.

    ``topics`` are the artifacts of the headings, ``case`` that of a lead-in that states a case
    ("Er innleggelse nødvendig:"), about which all below it is. ``asked`` is the action of a question of who,
    ``binding`` how it binds whoever is named below it ("Hvem *kan* henvise?").
    """

    bearers: Bearers = field(default_factory=Bearers)
    deontic: Deontic | None = None
    conditions: tuple[Condition, ...] = ()
    topics: tuple[str, ...] = ()
    informative: bool = False
    aim: bool = False
    complement: bool = False
    case: tuple[str, ...] = ()
    asked: str | None = None
    binding: Modality = Modality.OBLIGATION
    judged: tuple[Deontic, Bearers] | None = None


def context_of(clause: Clause, by_id: dict[str, Clause], readings: dict[str, Reading], before: list[Norm]) -> Context:
    """Read the headings and lead-ins above a clause, the outermost first."""
    context = Context()
    for above in path_to(clause, by_id):
        reading = readings[above.id]
        if names_parties(above.text) and (named := _parties(above, by_id, readings)):
            context = replace(context, bearers=Bearers(named, Bearing.HEADING, "parties in heading"))
        elif is_question(above.text) and above.kind is not ClauseKind.POINT:
            context = _under_question(context, reading)
        elif above.kind is ClauseKind.CHAPTER or (above.kind is ClauseKind.HEADING and above.label):
            context = _under_chapter(context, above, reading)
        elif above.kind in _HEADINGS:
            context = _under_heading(context, above, reading)
        else:
            context = _under_point(context, above, before)
    return context


def _parties(heading: Clause, by_id: dict[str, Clause], readings: dict[str, Reading]) -> tuple[str, ...]:
    """Return the roles that headings name which only say who is meant; the two named most often under "both"."""
    naming = (c for c in by_id.values() if c.kind in _HEADINGS and names_somebody(c.text))
    roles = Counter(m.concept for c in naming for m in readings[c.id].roles[:1] if not concepts().served(m.concept))
    both = cues()["both_parties"].match(heading.text)
    return tuple(role for role, _ in roles.most_common(2 if both else None))


def _under_chapter(context: Context, above: Clause, reading: Reading) -> Context:
    topics = tuple(dict.fromkeys(m.concept for m in reading.mentions if m.kind is Kind.ARTIFACT))
    opening = cues()["informative_heading"].match(above.text)
    informative = context.informative or (opening is not None and len(above.text.split()) <= 6)
    context = replace(context, topics=topics, informative=informative)
    with_duty = _with_duty(context, above, reading)
    if with_duty is context and above.kind is ClauseKind.HEADING:
        return _with_condition(context, above, reading)
    return with_duty


def _under_heading(context: Context, above: Clause, reading: Reading) -> Context:
    if cues()["informative_heading"].match(above.text) and len(above.text.split()) <= 4:
        return replace(context, informative=True)
    if not cues()["condition_phrase"].match(above.text):
        topics = tuple(dict.fromkeys(m.concept for m in reading.mentions if m.kind is Kind.ARTIFACT))
        context = replace(context, topics=topics or context.topics)
        if above.kind is ClauseKind.LEAD_IN and len(topics) == 1 and when.holds_above(reading, reading.doc):
            context = replace(context, case=topics)
    proposition = propositions(reading, reading.doc[:])[0]
    if above.kind is ClauseKind.LEAD_IN and (governing := _governing(reading, proposition)):
        context = replace(context, deontic=governing)
    with_duty = _with_duty(context, above, reading)
    if with_duty is not context:
        return with_duty
    return _with_condition(context, above, reading)


def _under_question(context: Context, reading: Reading) -> Context:
    """Take over what a question is about, and who is asked for a deed ("Hva gjør fastlegen?"): it lays down nothing."""
    topics = tuple(dict.fromkeys(m.concept for m in reading.mentions if m.kind is Kind.ARTIFACT))
    context = replace(context, topics=topics or context.topics, asked=None, binding=Modality.OBLIGATION, judged=None)
    asked = propositions(reading, reading.doc[:])[0]
    if cues()["ask_who"].match(asked.text):
        stated = deontic.own_modality(reading, asked)
        return replace(context, asked=action(asked.verb) or "", binding=stated.modality if stated else context.binding)
    if (judged := _judged(reading, asked)) is not None:
        return replace(context, asked=action(asked.verb) or "", judged=judged)
    if not any(token.lemma_.lower() in cues()["doing_verb"] for token in asked.span):
        return context
    bearers = who.own_bearers(reading, asked)
    return replace(context, bearers=replace(bearers, bearing=Bearing.HEADING)) if bearers.roles else context


def _judged(reading: Reading, asked: Proposition) -> tuple[Deontic, Bearers] | None:
    """Return what a question of duty or leave would lay on whom, were the answer yes ("Kan sykehuset avslå?")."""
    if deontic.main_modal(reading, asked) != asked.span[0]:
        return None
    stated, bearers = deontic.own_modality(reading, asked), who.own_bearers(reading, asked)
    return (stated, bearers) if stated is not None and bearers.roles else None


def _with_condition(context: Context, above: Clause, reading: Reading) -> Context:
    """Take over a heading's words as a condition where they state one."""
    if not when.holds_above(reading, reading.doc):
        return context
    words = when.condition(reading, reading.doc[: len(reading.doc) - above.text.endswith(":")])
    return replace(context, conditions=(*context.conditions, words))


def _governing(reading: Reading, proposition: Proposition) -> Deontic | None:
    found = deontic.own_modality(reading, proposition)
    return replace(found, construction=f"lead-in: {found.construction}") if found else None


def _with_duty(context: Context, above: Clause, reading: Reading) -> Context:
    """Take over the role of a heading that lays duties on it ("Fastlegens ansvar:", "Fastlege", "Sykehusets svar")."""
    text = above.text.rstrip(":").strip()
    if cues()["shared_heading"].search(text):
        return replace(context, bearers=Bearers(("lege",), Bearing.HEADING, "shared duty in heading"))
    duty = cues()["duty_heading"].search(text) is not None
    roles = [m for m in reading.roles if not concepts().served(m.concept)] or (reading.roles if duty else [])
    if not roles:
        return _with_unknown(context, above, reading, duty=duty)
    named = sum(m.last - m.first for m in {(m.first, m.last): m for m in roles}.values())
    words = re.findall(r"\w+", text)
    owned = roles[0].start == 0 and "Gen" in reading.head(roles[0]).morph.get("Case", [])
    told = above.kind is ClauseKind.LEAD_IN and names_somebody(above.text)
    only = above.kind is not ClauseKind.CHAPTER and (named >= len(words) - 1 or owned or told)
    if not duty and not only:
        return context
    if above.kind is ClauseKind.CHAPTER and not only and named < len(words) - 3:
        return context
    subject = who.own_bearers(reading, propositions(reading, reading.doc[:])[0]).roles
    free = [m for m in roles if not _in_phrase(m, reading)] or roles
    chosen = subject or concepts().specific(tuple(dict.fromkeys(m.concept for m in free)))
    complement = text.split()[-1].lower() in cues()["complementizer"]
    return replace(context, bearers=Bearers(chosen, Bearing.HEADING, "role in heading"), complement=complement)


def _with_unknown(context: Context, above: Clause, reading: Reading, *, duty: bool) -> Context:
    """Take over people that no concept knows, from a heading that names only them or lays duties on them.

    "Radiologen", "Oppgaver for helsevakten"; who owns duties may be anybody: "Rederiets ansvar".
    """
    words = [token for token in reading.doc if token.is_alpha or "-" in token.text]
    if above.kind is ClauseKind.CHAPTER or not (duty or len(words) == 1):
        return context
    people = [token for token in words if is_person(token) or (duty and "Gen" in token.morph.get("Case", []))]
    found = next(reading.provisionals(people), None)
    if found is None:
        return context
    return replace(context, bearers=Bearers((found,), Bearing.HEADING, "role in heading"))


def _in_phrase(mention: Mention, reading: Reading) -> bool:
    """True for a role that a preposition ties to another ("sykepleier på sykehjemmet")."""
    before = reading.passage.text[: mention.start].split()
    return bool(before) and before[-1].lower() in cues()["place_preposition"]


def _under_point(context: Context, above: Clause, before: list[Norm]) -> Context:
    """Inherit from a point with points below it: its opening conditions and what its last words say."""
    tail = above.text[len(statement(above.text)) :] if above.text.endswith(":") else ""
    parents = [norm for norm in before if norm.clause == above.id]
    opening = tuple(
        c for norm in parents[:1] for c in norm.holds_where if _fronted(c, norm) and c not in context.conditions
    )
    context = replace(context, conditions=(*context.conditions, *opening))
    if above.kind is ClauseKind.PARAGRAPH and parents:
        named = Bearers(parents[-1].bearers, Bearing.IMPLIED, "bearer of the sentence before")
        context = replace(context, bearers=named, topics=parents[-1].artifacts or context.topics)
    if not tail:
        return context
    if found := cues()["aim"].search(tail):
        return replace(context, aim=True, deontic=Deontic(Modality.INFO, found[0].lower(), "lead-in: aim"))
    if found := cues()["phrase_obligation"].search(tail):
        return replace(context, deontic=Deontic(Modality.OBLIGATION, found[0].lower(), "lead-in: prerequisite"))
    return context


def _fronted(words: Condition, norm: Norm) -> bool:
    return words.start - norm.start < (norm.end - norm.start) / 2
