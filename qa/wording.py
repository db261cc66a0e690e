"""Words an answer: the direct answer first, then conditions and hand-overs, then the clause itself.

Nothing is said that no clause says: each sentence holds a norm's own parts or its words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.headings import SENTENCE_BORDER
from ingest.metadata import spelled
from kg.model import Clause, Modality, Norm, collapsed
from kg.wording.headlines import headline
from kg.wording.modalities import avoids
from kg.wording.phrases import capital
from kg.wording.places import point_of
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.answers import Citation
from qa.carriers import told_apart, whoever
from qa.choice import BINDING
from qa.exemptions import freed
from qa.focus import CONDITION_OPENINGS
from qa.measures import beyond
from qa.resolution import Resolution
from qa.understanding import Ask, Question
from qa.verdicts import NO, is_bare, met_exception, verdict

PHRASES = Path(__file__).with_name("phrases.toml")
LONGEST_ANSWER = 1500
LONGEST_QUOTE = 420
LONGEST_MARK = len(" 10. ")
_WORD = re.compile(r"[\w-]+")
_BIDDING = (Modality.OBLIGATION, Modality.RECOMMENDATION, Modality.PERMISSION)


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Return the program's own wording by language and name."""
    return tomllib.loads(PHRASES.read_text(encoding="utf-8"))


def phrase(language: str, name: str, **parts: str) -> str:
    """Return a phrase of the program in a language, filled in."""
    return phrases()[language][name].format(**parts)


@dataclass(frozen=True, slots=True)
class Quoting:
    """How the clauses of a document, whose text is ``source``, are quoted in one language.

    ``name`` is the document's, where there are several to tell apart. With ``lists`` a point of a list is
    quoted with the whole list: what answers "what" is often all of it.
    """

    language: str
    clauses: dict[str, Clause]
    source: str
    lists: bool = False
    name: str = ""

    def citation(self, norm: Norm) -> Citation:
        """Quote a norm's clause with the list that it opens or stands in, alone, or its sentence: what is short."""
        clause = self.clauses[norm.clause]
        above = self.clauses.get(clause.parent or "") if self.lists else None
        lists = [self._with_points(opening) for opening in (above, clause) if opening is not None]
        wholes = [whole for whole in (*lists, (clause.text, clause.start, clause.end)) if whole is not None]
        short = next((whole for whole in wholes if len(whole[0]) <= LONGEST_QUOTE), None)
        text, start, end = short or self._sentence(norm, clause)
        return Citation(
            document=norm.document,
            version=norm.version,
            section=norm.section,
            clause=norm.clause,
            quote=text,
            start=start,
            end=end,
            place=self.place(norm),
            norm=norm.id,
            reviewed=norm.reviewed is not None,
            name=self.name,
        )

    def _sentence(self, norm: Norm, clause: Clause) -> tuple[str, int, int]:
        """Return the sentence in which a norm stands, for half of it leaves things out; the norm where it is long."""
        ends = [found.span() for found in SENTENCE_BORDER.finditer(self.source, clause.start, clause.end)]
        start = max((after for _, after in ends if after <= norm.start), default=clause.start)
        end = min((before for before, _ in ends if before >= norm.end), default=clause.end)
        text = collapsed(self.source[start:end])
        return (text, start, end) if len(text) <= LONGEST_QUOTE else (norm.text, norm.start, norm.end)

    def _with_points(self, clause: Clause) -> tuple[str, int, int] | None:
        """Return a clause that leads in to a list, with its points, as one stretch of the source.

        None where it is no such clause, or where other text stands between the points.
        """
        if not clause.text.endswith(":"):
            return None
        within = {clause.id: clause}
        for each in self.clauses.values():
            if each.parent in within:
                within[each.id] = each
        end = max(part.end for part in within.values())
        text = collapsed(self.source[clause.start : end])
        marks = len(text) - sum(len(part.text) for part in within.values())
        return (text, clause.start, end) if 0 < marks <= LONGEST_MARK * (len(within) - 1) else None

    def place(self, norm: Norm) -> str:
        """Return where a norm stands, for a reader ("kapittel 11, punkt 3")."""
        numbered = norm.section[:1].isdigit()
        chapter = phrase(self.language, "chapter", section=norm.section) if numbered else norm.section
        if (point := point_of(self.clauses[norm.clause])) is None:
            return chapter
        kind, number = point
        return f"{chapter}, {phrase(self.language, kind.value, number=number)}"


def role_names(roles: Sequence[str], language: str, *, said: str = "") -> str:
    """Return roles as they open a sentence: "Sykehuslegen og avtalespesialisten"."""
    return capital(joined_names(roles, language, said=said))


def joined_names(roles: Sequence[str], language: str, *, said: str = "") -> str:
    """Return roles as they stand within a sentence, each spelled as the ontology has it: "jordmoren og NAV".

    :param said: words of the guideline, by which a role is named that the ontology does not know: "KAD-legen".
    """
    names = [_as_said(role, said, language) or concepts().definite_name(role, language) for role in roles]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" {phrase(language, 'and')} " + names[-1]


def _as_said(role: str, said: str, language: str) -> str:
    """Return the word by which a text names a role that the ontology does not know; empty for one that it knows.

    Where the language is another than the guidelines', it stands in quotation marks.
    """
    if role in concepts():
        return ""
    named = (word for word in _WORD.findall(said) if spelled(word).lower().replace("-", "_").startswith(role))
    word = min(named, key=len, default="")
    return phrase(language, "said_role", word=word) if word else ""


def carrier(norm: Norm, roles: Sequence[str], language: str) -> str:
    """Return who carries a norm, as it opens a sentence: by role, or by the norm's own words where these say more.

    In another language than the guidelines' the norm's own words are quoted, after the role that they tell apart. Empty
    where it names nobody.
    """
    named = role_names(roles, language, said=norm.text) if roles else ""
    said = "".join(told_apart(norm, role) for role in roles[:1]) or ("" if roles else whoever(norm))
    if not said:
        return named
    if language == "en":
        quoted = phrase(language, "said_role", word=said if named else capital(said))
        return f"{named} ({quoted})" if named else quoted
    return capital(said) + ("," if any(word in cues()["relative"] for word in said.split()) else "")


def direct(question: Question, resolution: Resolution, *, act: str = "") -> str:
    """Return the direct answer as one clause, without a full stop.

    :param act: what is done, named where an answer has two parts ("bestille time"); where empty, the quote says it.
    """
    lead, spoken = resolution.lead, question.language
    if resolution.receivers:
        receivers = phrase(spoken, "receiver", roles=joined_names(resolution.receivers, spoken, said=lead.text))
        carried = resolution.named and lead.modality is not Modality.INFO
        return f"{receivers}. {direct(question, replace(resolution, receivers=()), act=act)}" if carried else receivers
    if lead.modality is Modality.INFO:
        told = phrase(spoken, "info")
        return told if freed(question, lead) is None else f"{phrase(spoken, NO)}. {told}"
    named = carrier(lead, resolution.named, spoken)
    if not named:
        who = question.ask in (Ask.WHO, Ask.MAY) and lead.modality in BINDING
        said = phrase(spoken, f"no_role_{lead.modality}" if who else f"plain_{lead.modality}")
    elif act:
        said = phrase(spoken, f"act_{lead.modality}", roles=named, act=act)
    else:
        said = phrase(spoken, f"role_{_modality(lead)}", roles=named)
    answer = verdict(question, lead)
    said = f"{phrase(spoken, answer)}. {said}" if answer else said
    return _both_sides(said, resolution.handovers[0], spoken) if resolution.handovers else said


def _modality(norm: Norm) -> str:
    """Return what the program's phrases call how a norm binds: "bør unngås" advises against, "skal unngås" forbids."""
    if not avoids(norm):
        return norm.modality
    return "avoiding_advised" if cues()["modal_recommendation"].match(norm.cue or "") else "avoiding"


def act_of(norm: Norm, language: str) -> str:
    """Return what a norm bids in a few words ("bestille time"), empty where its verb is not known."""
    said = headline(norm, language)
    return f"{said.verb} {said.matter}".rstrip() if said.verb and norm.modality in _BIDDING else ""


def _both_sides(said: str, other: Norm, language: str) -> str:
    """Add to a direct answer who carries the duty elsewhere, and where that is.

    A condition that opens with its verb ("er legen borte") cannot follow in the same sentence: it is quoted. Where
    there is none, the norm's own words tell when: "deretter overtar fastlegen".
    """
    condition = next((c.text.rstrip(" :,") for c in other.turns_on), "")
    if not condition:
        return phrase(language, "both_sides_said", said=said, words=capital(other.text.rstrip(".")))
    follows = any(cues()[name].match(condition) for name in (*CONDITION_OPENINGS, "place_preposition"))
    how = "where" if follows else "where_quoted"
    where = phrase(language, how, condition=condition[:1].lower() + condition[1:])
    return phrase(
        language, "both_sides", said=said, roles=joined_names(other.bearers, language, said=other.text),
        modality=phrase(language, other.modality), where=where,
    )  # fmt: skip


def cautions(question: Question, lead: Norm, clause: Sequence[Norm], *, unsure: bool) -> tuple[str, ...]:
    """Return what an answer says against itself, a line each, after its first sentence.

    The question may tell a measure that the norm does not hold for ("fem uker"), or a case that its clause excepts.

    :param clause: the norms of the clause.
    :param unsure: whether it may be the wrong answer.
    """
    spoken, lines = question.language, []
    if past := beyond(question.measures, lead):
        lines.append(phrase(spoken, "outside", told=question.text[past.start : past.end]))
    if exception := next(filter(None, (met_exception(question, norm) for norm in (lead, *clause))), None):
        lines.append(phrase(spoken, "excepted", text=exception.text.rstrip(".")))
    return (*lines, phrase(spoken, "unsure")) if unsure else tuple(lines)


def answer_text(question: Question, resolution: Resolution, quoting: Quoting, cautioned: Sequence[str] = ()) -> str:
    """Return the whole answer, at most 1,500 characters; each of two questions gets a sentence of its own.

    :param cautioned: what it says against itself, as ``cautions`` gives it.
    """
    lead, second, spoken = resolution.lead, resolution.second, question.language
    asked = replace(resolution.asked or question, language=spoken)
    repeated = resolution.repeated
    timed = repeated if repeated is not None and repeated.ask is Ask.WHEN else asked
    first = quoting.citation(lead)
    act = act_of(lead, spoken) if second is not None else ""
    sentences = [*_figures(timed, lead), direct(asked, resolution, act=act)]
    lines = [_quoted(sentences, first, spoken), *cautioned, *_terms(timed, lead, first)]
    if second is not None:
        then = replace(second.asked or question, language=spoken)
        cited = quoting.citation(second.lead)
        cited = replace(cited, quote=second.lead.text) if cited.quote == first.quote else cited
        sentences = [*_figures(then, second.lead), direct(then, second, act=act_of(second.lead, spoken))]
        lines.append(_quoted(sentences, cited, spoken))
        lines += _terms(then, second.lead, cited)
    elif asked.text != question.text and resolution.repeated is None:
        lines.append(phrase(spoken, "rest_unsaid"))
    for norm in (*resolution.handovers, *resolution.also):
        cited = quoting.citation(norm)
        if cited.quote not in first.quote:
            said = phrase(spoken, "also", quote=norm.text, place=cited.where)
            lines.append(said if norm.text.endswith(".") else said + ".")
    return within(lines)


def _figures(question: Question, norm: Norm) -> list[str]:
    """Return what a question of when or of whom to call asks for first of all: the time limit, the contacts."""
    spoken, found = question.language, []
    if norm.deadline and (question.ask is Ask.WHEN or question.needs.time):
        found.append(phrase(spoken, "deadline", deadline=norm.deadline))
    if norm.contacts and question.ask is Ask.CONTACT:
        found.append(phrase(spoken, "contact", contacts=", ".join(norm.contacts)))
    return found


def _terms(question: Question, norm: Norm, cited: Citation) -> list[str]:
    """Return contacts that nobody asked for, conditions that the quote does not show, and exceptions, a line each."""
    spoken, lines = question.language, []
    if norm.contacts and question.ask is not Ask.CONTACT:
        lines.append(phrase(spoken, "contact", contacts=", ".join(norm.contacts)) + ".")
    lines += [
        phrase(spoken, "condition", text=c.text.rstrip(":.")) + "."
        for c in norm.holds_where
        if c.text not in cited.quote and not is_bare(c.text)
    ]
    return lines + [phrase(spoken, "exception", text=c.text.rstrip(".")) + "." for c in norm.unless]


def _quoted(sentences: Sequence[str], cited: Citation, language: str) -> str:
    """Return an answer's sentences with the clause that bears them out."""
    return f"{'. '.join(sentences)}: {phrase(language, 'quote', quote=cited.quote, place=cited.where)}."


def within(lines: Sequence[str]) -> str:
    """Join lines up to the longest answer; a line that does not fit ends the answer."""
    text = ""
    for line in lines:
        if len(text) + len(line) + 1 > LONGEST_ANSWER:
            break
        text = f"{text}\n{line}" if text else line
    return text or lines[0][: LONGEST_ANSWER - 1] + "…"


def is_clinical(question: Question) -> bool:
    """Return whether a question asks about an illness or a treatment, and neither who nor about any document."""
    return bool(question.clinical) and question.ask is not Ask.WHO and not question.concepts(Kind.ARTIFACT)


def abstention(question: Question, near: Sequence[Citation], publisher: str, *, likely: bool) -> str:
    """Return what is said where the guideline does not say: so, what is near, and whom to ask.

    :param likely: whether what is nearest may well answer, though not surely enough to be the answer.
    """
    spoken = question.language
    if is_clinical(question):
        return phrase(spoken, "clinical")
    lines = [phrase(spoken, "abstain_likely" if likely else "abstain")]
    told = "likely" if likely else "nearest"
    lines += [phrase(spoken, told, quote=near[0].quote, place=near[0].where)] if near else []
    lines += [phrase(spoken, "ask_publisher", publisher=publisher)] if publisher else []
    return within(lines)
