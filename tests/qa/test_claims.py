"""Every claim of every answer stands in a norm that the answer cites: roles, modality, conditions, limits, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import Formatter

import pytest

from kg.model import Modality, Norm
from kg.wording.modalities import avoids
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.answers import Answer, Status
from qa.engine import Engine
from qa.gold import read_gold
from qa.parts import parts as questions_in
from qa.understanding import Ask
from qa.wording import act_of, carrier, phrase, phrases
from tests.support import AGDER, GOLD, real

QUESTIONS = [
    question for name in ("questions.dev.jsonl", "agder.heldout.questions.jsonl") for question in read_gold(GOLD / name)
]
LEAD_LINES = ("deadline", "contact", "condition", "exception", "excepted")


def pattern(template: str) -> re.Pattern[str]:
    """Return a phrase as a pattern with its parts as groups."""
    pieces = Formatter().parse(template)
    return re.compile("".join(re.escape(text) + (f"(?P<{part}>.+)" if part else "") for text, part, _, _ in pieces))


def parts(name: str, language: str, said: str) -> dict[str, str] | None:
    """Return what fills a phrase in some words; None where they are not that phrase."""
    match = pattern(phrases()[language][name]).fullmatch(said)
    return match.groupdict() if match else None


def norms_of(engine: Engine, answer: Answer) -> list[Norm]:
    """Return the norms that an answer is made of, the one that leads first."""
    document = answer.citations[0].document
    return engine.library.norms([(document, name) for name in answer.norms])


def of_clause(engine: Engine, lead: Norm) -> list[Norm]:
    """Return all norms of a norm's clause."""
    return [norm for norm in engine.library.all_norms(lead.document) if norm.clause == lead.clause]


def is_verbatim(quote: str) -> bool:
    return quote in " ".join(real(AGDER).document.text.split())


def carries(norm: Norm, role: str, modality: Modality) -> bool:
    bearers = norm.counterparties if norm.modality is Modality.INFO else norm.bearers
    return role in bearers and norm.modality is modality


def names(norm: Norm, language: str) -> str:
    return spelled(norm.bearers, language)


def spelled(roles: Sequence[str], language: str) -> str:
    """Return roles as they stand within a sentence: each as the ontology spells it, "NAV" too."""
    *others, last = (concepts().definite_name(role, language) for role in roles)
    return f"{', '.join(others)} {phrase(language, 'and')} {last}" if others else last


def opening(engine: Engine, answer: Answer, lead: Norm) -> set[str]:
    """Return how an answer, or its part about a norm, may open, given the roles that it names.

    A question of when or whom to call, and no other, is told the time limit or the contacts first.
    """
    said = with_receivers(bare(answer, lead), answer, lead)
    asked = questions_in(answer.meaning, engine.index.vocabulary) if answer.meaning else ()
    firsts = set()
    if lead.deadline and any(each.ask is Ask.WHEN or each.needs.time for each in asked):
        firsts.add(phrase(answer.language, "deadline", deadline=lead.deadline))
    if lead.contacts and any(each.ask is Ask.CONTACT for each in asked):
        firsts.add(phrase(answer.language, "contact", contacts=", ".join(lead.contacts)))
    told = {f"{first}. {each}" for first in firsts for each in said}
    return told if len(asked) == 1 and told else said | told


def bare(answer: Answer, lead: Norm) -> set[str]:
    """Return how an answer may say on whom a norm lies: by its verb where two questions stand in one."""
    language, roles = answer.language, [role.id for role in answer.roles]
    if lead.modality is Modality.INFO:
        return {phrase(language, "info")}
    named = [role for role in roles if role in lead.bearers]
    subject = carrier(lead, named, language)
    if not subject:
        binds = lead.modality in (Modality.OBLIGATION, Modality.RECOMMENDATION)
        said = {phrase(language, f"{how}_{lead.modality}") for how in ("plain", *(["no_role"] if binds else []))}
    else:
        act = act_of(lead, language)
        advised = "bør" in (lead.cue or "")
        how = ("avoiding_advised" if advised else "avoiding") if avoids(lead) else lead.modality
        said = {phrase(language, f"role_{how}", roles=subject)}
        said |= {phrase(language, f"act_{lead.modality}", roles=subject, act=act)} if act else set()
    verdicts = {Modality.PERMISSION: permitted(lead), Modality.PROHIBITION: ["no"], Modality.INFO: []}.get(
        lead.modality, bidden(lead)
    )
    return said | {f"{phrase(language, verdict)}. {each}" for verdict in verdicts for each in said}


def permitted(lead: Norm) -> list[str]:
    """Return how an answer may say that a norm gives leave: a plain yes, unless it says "only"."""
    only = ["only_where"] if cues()["only"].search(lead.text.lower()) else []
    return ["yes", *(["yes_where"] if lead.turns_on else []), *only]


def bidden(lead: Norm) -> list[str]:
    """Return how an answer may say yes by a norm that binds; it never says no."""
    return ["advised" if lead.modality is Modality.RECOMMENDATION else "yes", *(["yes_where"] if lead.turns_on else [])]


def with_receivers(said: set[str], answer: Answer, lead: Norm) -> set[str]:
    """Add that an answer may name first to whom the norm's act comes."""
    asked = answer.meaning.concepts(Kind.ROLE) if answer.meaning else ()
    known = [role for role in lead.counterparties if role not in (*lead.bearers, *asked)]
    if not known:
        return said
    receivers = phrase(answer.language, "receiver", roles=spelled(known, answer.language))
    return said | {receivers} | {f"{receivers}. {each}" for each in said}


def both_sides(said: str, other: Norm, language: str) -> set[str]:
    """Return an opening with who carries the duty elsewhere, under each condition of that norm."""
    conditions = [c.text.rstrip(" :,") for c in other.holds_where]
    where = [phrase(language, "where", condition=text[:1].lower() + text[1:]) for text in conditions]
    modality = phrase(language, other.modality)
    parts = {"said": said, "roles": names(other, language), "modality": modality}
    return {phrase(language, "both_sides", **parts, where=each) for each in (*where, "")}


def unborne(engine: Engine, answer: Answer) -> list[str]:
    """Return the claims of an answer that stand in none of its norms."""
    norms, language = norms_of(engine, answer), answer.language
    lead, quoting = norms[0], engine.quoting(answer.citations[0].document, answer.meaning)
    first, *lines = answer.text.split("\n")
    direct, _, proof = first.partition(": «")
    openings = opening(engine, answer, lead)
    carried = [norm for norm in norms[1:] if norm.bearers and norm.modality is not Modality.INFO]
    openings |= {both for said in openings for norm in carried for both in both_sides(said, norm, language)}
    found = [] if direct in openings else [direct]
    seconds = [
        (said, norm, quoting.citation(norm).quote) for norm in norms[1:] for said in opening(engine, answer, norm)
    ]
    found += [proof] if f"«{proof}" != phrase(language, "quote", quote=answer.citations[0].quote,
                                              place=quoting.place(lead)) + "." else []  # fmt: skip
    led = [lead, *(norm for said, norm, _ in seconds if f"\n{said}: «" in answer.text)]
    held = {
        "deadline": {norm.deadline for norm in led},
        "contact": {", ".join(norm.contacts) for norm in led},
        "condition": {c.text.rstrip(":.") for norm in led for c in norm.holds_where},
        "exception": {c.text.rstrip(".") for norm in led for c in norm.unless},
        "excepted": {c.text.rstrip(".") for norm in of_clause(engine, lead) for c in norm.unless},
    }
    others = {(norm.text, quoting.place(norm)) for norm in norms[1:]}
    for line in lines:
        told = (line.removesuffix("."), line)
        said = {
            name: next(filter(None, (parts(name, language, each) for each in told)), None)
            for name in (*LEAD_LINES, "outside", "also")
        }
        borne = any(
            filled and next(iter(filled.values())) in held[name] for name, filled in said.items() if name in held
        )
        borne |= any(
            line == f"{said}: {phrase(language, 'quote', quote=quote, place=quoting.place(norm))}."
            for said, norm, whole in seconds for quote in (whole, norm.text)
        )  # fmt: skip
        has_second = any(f"\n{opens}: «" in answer.text for opens, *_ in seconds)
        borne |= line == phrase(language, "rest_unsaid") and not has_second
        borne |= line == phrase(language, "unsure") and answer.unsure
        borne |= said["outside"] is not None and said["outside"]["told"] in answer.question
        also = said["also"]
        borne |= also is not None and (also["quote"], also["place"]) in others and is_verbatim(also["quote"])
        found += [] if borne else [line]
    return found


@pytest.mark.parametrize("gold", QUESTIONS, ids=lambda gold: gold.id)
def test_every_claim_stands_in_a_cited_norm(engine: Engine, gold) -> None:
    answer = engine.ask(gold.question)
    if answer.status is not Status.ANSWERED:
        assert (answer.roles, answer.citations, answer.norms) == ((), (), ())
        return
    norms = norms_of(engine, answer)
    assert unborne(engine, answer) == []
    for role in answer.roles:
        assert any(carries(norm, role.id, role.modality) for norm in norms), role
    assert {(c.text, c.kind) for c in answer.circumstances} == {(c.text, c.kind.value) for c in norms[0].conditions}
    assert all(is_verbatim(citation.quote) for citation in answer.citations)
    quoted = {citation.norm for citation in answer.citations} | {citation.clause for citation in answer.citations}
    assert all(norm.id in quoted or norm.clause in quoted for norm in norms)


def test_a_claim_that_no_norm_bears_out_is_found(engine: Engine) -> None:
    """The check itself: a number, a role or a line put in by hand does not pass."""
    answer = engine.ask("Hvem skriver sykmelding etter operasjon?")
    assert answer.status is Status.ANSWERED
    first, *rest = answer.text.split("\n")
    for text in (
        "\n".join([first.replace("Sykehuslegen", "Hjemmesykepleien", 1), *rest]),
        "\n".join([first.replace("har ansvaret", "skal ikke", 1), *rest]),
        "\n".join([first, *rest, phrase("nb", "deadline", deadline="innen 3 dager") + "."]),
        "\n".join([first, *rest, "Ring gjerne først."]),
    ):
        assert unborne(engine, replace(answer, text=text)), text
