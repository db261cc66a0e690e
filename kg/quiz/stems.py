"""Stems: the question that a norm's own words make once who, how strongly or how soon is taken out of them.

Norwegian asks for a subject by putting "hvem" in its place, and the verb stays second: "Ved henvisning
vurderer fastlegen behovet" gives "Ved henvisning: Hvem vurderer behovet?". What follows no such pattern
gets a gap, or stays whole under a heading that names the role. A sentence that leans on the one before it,
or tells the answer, makes no stem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.limits import quantities
from kg.model import Bearing, Modality, Norm
from kg.quiz.sentences import FEWEST_WORDS, Sentence, closed_well, is_verb, stands_alone, told
from kg.quiz.words import worded, wording
from kg.wording.phrases import capital
from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_GIVEN = 110
INFINITIVE, FINITE = "Inf", "Fin"
# As ingest names the constructions.
_COMMAND, _PRESENT, _PASSIVE = "imperative", "plain present", "passive present"
_SUBJECTS = ("active subject", "inverted subject")
_OPENING = ("ADP", "SCONJ", "ADV", "VERB", "AUX")
_NARROWING = ("acl", "nmod", "advcl")
_MODALS = ("modal_obligation", "modal_recommendation", "modal_permission")


@dataclass(frozen=True, slots=True)
class Stem:
    """What is asked, and the sentence that it is asked of where the words of both are not one."""

    ask: str
    sentence: str = ""

    @property
    def text(self) -> str:
        """Question and sentence together."""
        return f"{self.ask} {self.sentence}".strip()


def bearer_stem(sentence: Sentence) -> Stem | None:
    """Return the stem that asks who carries a norm, or None where its words make no good one."""
    if not stands_alone(sentence):
        return None
    bearing = sentence.norm.bearing
    if bearing is Bearing.HEADING:
        stem = _without_role(sentence)
    elif bearing in (Bearing.EXPLICIT, Bearing.AGENT):
        stem = _cleft(sentence) or _duty(sentence) or _subject(sentence) or _agent(sentence)
    else:
        stem = None
    if stem is None or len(stem.text.split()) < FEWEST_WORDS or told(stem.text, sentence.norm.bearers):
        return None
    return stem


def modality_stem(sentence: Sentence) -> Stem | None:
    """Return the stem that asks how strongly a norm binds: its one modal verb is a gap."""
    modals = [token for token in sentence.doc if any(token.lower_ in cues()[name] for name in _MODALS)]
    if (
        len(modals) != 1
        or modals[0].pos_ != "AUX"
        or not stands_alone(sentence)
        or not _modal_fits(sentence.norm, modals[0])
    ):
        return None
    at = modals[0].i
    if not (modals[0].dep_ == "ROOT" or modals[0].head.dep_ == "ROOT") or not _has_subject(sentence):
        return None
    forbids = sentence.norm.modality is Modality.PROHIBITION
    end = at + 2 if forbids else at + 1
    negated = [token.i for token in sentence.doc if token.lower_ in cues()["negation"]]
    if at == 0 or (forbids and negated[:1] != [at + 1]) or (not forbids and negated[:1] == [at + 1]):
        return None
    return _gap(sentence, at, end, "lead_modality")


def deadline_stem(sentence: Sentence) -> tuple[Stem, str] | None:
    """Return the stem that asks how soon, and the amount of time that was taken out ("fem virkedager")."""
    deadline, text = sentence.norm.deadline, sentence.passage.text
    found = quantities(text)
    if not deadline or not sentence.norm.duration or len(found) != 1 or not stands_alone(sentence):
        return None
    if sentence.verb_form(0) == FINITE and not _has_subject(sentence) and sentence.norm.bearing is not Bearing.HEADING:
        return None
    (start, end) = found[0]
    opening = cues()["deadline_opening"].search(deadline)
    if opening is None or opening.start() or text[:start].rstrip()[-opening.end() :].lower() != opening[0].lower():
        return None
    amount = sentence.shown(start, end)
    if any(amount in condition.text for condition in sentence.norm.conditions):
        return None
    before, after = sentence.shown(0, start), sentence.shown(end, len(text))
    ask = worded(sentence.language, "lead_deadline")
    return Stem(ask, _closed(_joined(before, worded("nb", "gap"), after))), amount


# -- the patterns of who


def _subject(sentence: Sentence) -> Stem | None:
    """Ask for the subject: "hvem" takes its place, the finite verb stays second."""
    for token in sentence.doc:
        if token.dep_ != "nsubj" or not _names_bearers(sentence, token):
            continue
        if any(t.dep_.startswith(_NARROWING) for head in (token, *token.conjuncts) for t in head.children):
            return _narrowed(sentence)
        first, last = token.left_edge.i, token.right_edge.i + 1
        while last > first and sentence.doc[last - 1].is_punct and sentence.doc[last - 1].text not in ")»":
            last -= 1
        if first == 0 and last < sentence.size and sentence.verb_form(last) == FINITE:
            return _who(sentence, 0, last)
        if first >= 2 and sentence.verb_form(first - 1) == FINITE and last < sentence.size:
            verb = sentence.doc[first - 1]
            if verb.i != token.head.i and verb.head.i != token.head.i:
                continue
            return _who(sentence, verb.i, last)
    return _beside_verb(sentence)


def _beside_verb(sentence: Sentence) -> Stem | None:
    """Ask for a subject that the parse missed: the bearers' names, first or right after the verb, and nothing else."""
    if not any(reading.endswith(_SUBJECTS) for reading in sentence.norm.readings):
        return None
    named = [mention for mention in sentence.roles if mention.concept in sentence.norm.bearers]
    named = named[: len(sentence.norm.bearers)]
    found = [sentence.doc.char_span(mention.start, mention.end) for mention in named]
    spans = [span for span in found if span is not None]
    if {mention.concept for mention in named} != set(sentence.norm.bearers) or len(spans) < len(named):
        return None
    first, last = spans[0].start, spans[-1].end
    inside = {token.i for span in spans for token in span}
    joints = [token for token in sentence.doc[first:last] if token.i not in inside]
    if len(joints) < len(spans) - 1 or any(token.pos_ != "CCONJ" and token.text != "," for token in joints):
        return None
    if first == 0 and last < sentence.size and sentence.verb_form(last) == FINITE:
        return _who(sentence, 0, last)
    if first >= 2 and sentence.verb_form(first - 1) == FINITE and last < sentence.size:
        return _who(sentence, first - 1, last)
    return None


def _narrowed(sentence: Sentence) -> Stem | None:
    """Leave a gap for the role alone where its words say which of its kind is meant: that is a condition."""
    named = [mention for mention in sentence.roles if mention.concept in sentence.norm.bearers]
    if len(named) != 1 or (span := sentence.doc.char_span(named[0].start, named[0].end)) is None:
        return None
    if span.start and not _circumstance(sentence):
        return None
    return _gap(sentence, span.start, span.end, "lead_gap")


def _cleft(sentence: Sentence) -> Stem | None:
    """Ask in a cleft as the sentence does: "Det er fastlegen som ..."."""
    return _between(sentence, wording()["grammar"]["relative"], "who_cleft")


def _duty(sentence: Sentence) -> Stem | None:
    """Ask for whose duty something is: "er det sykehusets ansvar å ..."."""
    return _between(sentence, wording()["grammar"]["duty"], "who_duty")


def _between(sentence: Sentence, after: str, phrase: str) -> Stem | None:
    """Ask where one role stands between "er det" and what shows the construction."""
    text = sentence.passage.text
    for mention in sentence.roles:
        opened = re.search(rf"\b{wording()['grammar']['cleft']}\s+$", text[: mention.start], re.IGNORECASE)
        closed = re.match(rf"\s+{after}\s+", text[mention.end :], re.IGNORECASE)
        if opened and closed and {mention.concept} == set(sentence.norm.bearers):
            rest = sentence.shown(mention.end + closed.end(), len(text)).rstrip(".;: ")
            given = _given(sentence, next((t.i for t in sentence.doc if t.idx >= opened.start()), 0))
            return Stem(_asked(sentence, phrase, given, rest))
    return None


def _agent(sentence: Sentence) -> Stem | None:
    """Leave a gap for who acts in the passive: "kartlegges av ______"."""
    for token in sentence.doc:
        before = token.left_edge
        if token.dep_ not in ("obl", "obl:agent") or before.lower_ not in cues()["agent_preposition"]:
            continue
        if _names_bearers(sentence, token):
            return _gap(sentence, before.i + 1, token.right_edge.i + 1, "lead_gap")
    return None


def _without_role(sentence: Sentence) -> Stem | None:
    """Ask of a sentence under a heading that names the role."""
    modality, form = sentence.norm.modality, sentence.verb_form(0)
    rest, readings = sentence.between(0, sentence.size), " ".join(sentence.norm.readings)
    first, subject = sentence.doc[0].lower_, _has_subject(sentence)
    if any(_is_subject(t) and (t.dep_ == "expl" or sentence.is_role(t)) for t in sentence.doc):
        return None
    may_ask = modality is not Modality.PROHIBITION and not subject and _COMMAND not in readings
    if may_ask and first == wording()["grammar"]["infinitive_mark"]:
        return Stem(worded(sentence.language, f"who_{modality}", rest=sentence.between(1, sentence.size)))
    if first == wording()["grammar"]["that"]:
        return Stem(worded(sentence.language, "who_that", rest=sentence.between(1, sentence.size)))
    if may_ask and form == INFINITIVE:
        return Stem(worded(sentence.language, f"who_{modality}", rest=_lower_first(rest)))
    present = form == FINITE and sentence.doc[0].dep_ in ("ROOT", "aux", "cop")
    if may_ask and present and (_PRESENT in readings or sentence.doc[0].pos_ == "AUX"):
        return Stem(worded(sentence.language, "who", rest=_lower_first(rest)))
    after = sentence.doc[:].root.i + 1
    served = _PASSIVE in readings and after < sentence.size and sentence.is_role(sentence.doc[after])
    if not rest[:1].isupper() or served:
        return None
    return Stem(worded(sentence.language, f"lead_{modality}"), _closed(rest))


def under(stem: Stem, condition: str, language: str) -> Stem | None:
    """Return a stem under a condition that stands outside its sentence, or None where it has one in front already.

    >>> under(Stem("Hvem skriver rekvisisjonen?"), "Ved blodprøvetaking:", "nb").ask
    'Ved blodprøvetaking: Hvem skriver rekvisisjonen?'
    """
    words = condition.strip(" ,.:;–")
    if not words:
        return stem
    if ":" in stem.ask or len(words) > LONGEST_GIVEN or not closed_well(words):
        return None
    return Stem(worded(language, "under", given=capital(words), rest=stem.ask), stem.sentence)


# -- parts of a stem


def _who(sentence: Sentence, finite: int, last: int) -> Stem | None:
    """Ask with "hvem" for the subject before ``last``; what stands before the finite verb comes first, if it may."""
    rest = sentence.between(last, sentence.size)
    if re.match(rf"{wording()['grammar']['relative']}\b", rest) or (finite and not _circumstance(sentence)):
        return None
    if not finite:
        return Stem(_asked(sentence, "who", "", rest))
    return Stem(_asked(sentence, "who", _given(sentence, finite), f"{sentence.doc[finite].text} {rest}"))


def _circumstance(sentence: Sentence) -> bool:
    """Whether a sentence opens with when or where something is done, not with who or what."""
    return sentence.doc[0].pos_ in _OPENING


def _asked(sentence: Sentence, phrase: str, given: str | None, rest: str) -> str:
    rest = rest.rstrip(" .;:")
    if given:
        return worded(sentence.language, f"{phrase}_given", given=given, rest=rest)
    return worded(sentence.language, phrase, rest=rest)


def _given(sentence: Sentence, end: int) -> str:
    """Return what stands before the verb; a condition without "hvis" gets one ("Uteblir pasienten, ...")."""
    words = sentence.between(0, end).rstrip(" ,–")
    if not end or sentence.verb_form(0) != FINITE:
        return words
    last = _end_of_subject(sentence, end)
    if last <= 1:
        return words
    if last < end and re.fullmatch(wording()["grammar"]["none"], sentence.doc[last].lower_):
        return words
    moved = last
    while moved < end and _before_verb(sentence.doc[moved]):
        moved += 1
    parts = [
        sentence.between(1, last),
        sentence.between(last, moved),
        sentence.doc[0].lower_,
        sentence.between(moved, end).rstrip(" ,–"),
    ]
    return worded(sentence.language, "given_if", rest=" ".join(part for part in parts if part))


def _end_of_subject(sentence: Sentence, end: int) -> int:
    """Return where the subject after an opening verb ends; 1 where none is found."""
    for token in sentence.doc[1:end]:
        if token.dep_.startswith(("nsubj", "expl")) and token.left_edge.i == 1 and token.right_edge.i < end:
            return token.right_edge.i + 1
    bare = 2 if sentence.doc[1].pos_ == "DET" else 1
    return bare + 1 if bare < end and sentence.doc[bare].pos_ in ("NOUN", "PROPN", "PRON") else 1


def _before_verb(token: Token) -> bool:
    """Whether an adverb moves before the verb once a clause opens with "hvis"."""
    return token.lower_ in cues()["negation"] or (token.pos_ in ("ADV", "PART") and is_verb(token.head))


def _gap(sentence: Sentence, first: int, last: int, lead: str) -> Stem | None:
    """Leave a gap, unless the word before it would tell of it or hang on it ("avdelingens ______")."""
    if first and sentence.doc[first - 1].pos_ in ("NOUN", "PROPN", "DET", "ADJ") and lead == "lead_gap":
        return None
    before, after = sentence.between(0, first), sentence.between(last, len(sentence.doc))
    return Stem(worded(sentence.language, lead), _closed(_joined(before, worded("nb", "gap"), after)))


def _joined(before: str, gap: str, after: str) -> str:
    spaced = "" if after[:1] in ".,;:!?)" else " "
    return f"{before} {gap}{spaced}{after}".strip()


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text.rstrip(";: ") + "."


def _lower_first(text: str) -> str:
    """Return a text with a small first letter, unless its first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _names_bearers(sentence: Sentence, token: Token) -> bool:
    """Whether a noun and those joined to it are just the norm's bearers."""
    heads = {token.i, *(t.i for t in token.conjuncts)}
    spans = {mention.concept: sentence.doc.char_span(mention.start, mention.end, alignment_mode="expand")
             for mention in sentence.roles}  # fmt: skip
    named = {role for role, span in spans.items() if span is not None and any(t.i in heads for t in span)}
    return named == set(sentence.norm.bearers)


def _is_subject(token: Token) -> bool:
    return token.dep_.startswith(("nsubj", "expl", "csubj")) and token.head.dep_ in ("ROOT", "conj")


def _has_subject(sentence: Sentence) -> bool:
    return any(_is_subject(token) for token in sentence.doc)


def _modal_fits(norm: Norm, modal: Token) -> bool:
    """Whether the modal verb is what the norm's modality was read from."""
    strong = modal.lower_ in cues()["modal_obligation"]
    return {
        Modality.OBLIGATION: strong,
        Modality.PROHIBITION: strong,
        Modality.RECOMMENDATION: modal.lower_ in cues()["modal_recommendation"],
        Modality.PERMISSION: modal.lower_ in cues()["modal_permission"],
    }.get(norm.modality, False)
