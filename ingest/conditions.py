"""Conditions and exceptions of a proposition, as verbatim spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.limits import quantities
from ingest.propositions import Proposition, main_clause
from ingest.sentences import VERBAL, Reading, is_finite, is_person
from kg.model import Condition, ConditionKind
from ontology.concepts import Kind, concepts
from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

HOURS = "tid_paa_doegnet"
"""The situation that the times of day are narrower than."""


def conditions(reading: Reading, proposition: Proposition) -> list[Condition]:
    """Return the conditions and exceptions that a proposition states, in order.

    Read: clauses after dersom/hvis/når, phrases after ved/i forbindelse med, "etter" with a
    situation, relative clauses that narrow an indefinite subject, participles with an agent,
    and exceptions after med mindre/unntatt.
    """
    span = proposition.span
    exceptions = _exceptions(reading, span)
    stated = [*_verb_first(span), *_clauses(span), *_phrases(reading, span), *_narrowings(reading, proposition)]
    stated += [*_kinds_of(reading, span), *_hours(reading, span)]
    found = [(each, ConditionKind.EXCEPTION) for each in exceptions]
    found += [(_before(exceptions, each), ConditionKind.CONDITION) for each in stated]
    found = [(_without_marks(each), kind) for each, kind in found]
    kept: list[tuple[Span, ConditionKind]] = []
    for candidate, kind in sorted(found, key=lambda item: (item[0].start, item[0].start - item[0].end)):
        if candidate.start >= candidate.end or any(_overlap(candidate, other) for other, _ in kept):
            continue
        kept.append((candidate, kind))
    return [condition(reading, s, kind) for s, kind in kept]


def condition(reading: Reading, span: Span, kind: ConditionKind = ConditionKind.CONDITION) -> Condition:
    """Return a span as a condition with the situations that it names."""
    start, end = reading.offsets(span)
    situations = dict.fromkeys(m.concept for m in reading.within(span, Kind.SITUATION))
    return Condition(reading.text(span), start, end, kind, tuple(situations))


def _without_marks(span: Span) -> Span:
    """Return a span without the marks at its end, but for those that close something in it."""
    end = span.end
    while end > span.start and span.doc[end - 1].is_punct and span.doc[end - 1].text not in (")", "»", '"'):
        end -= 1
    return span.doc[span.start : end]


def is_clause(reading: Reading, stated: Condition) -> bool:
    """Return whether a condition is a clause with a verb of its own, and does not tell how long something lasts."""
    origins = reading.passage.origins
    inside = (t for t in reading.doc if stated.start <= origins[t.idx] < stated.end)
    return any(map(is_finite, inside)) and not cues()["lasting_condition"].match(stated.text)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _tokens(span: Span, start: int, end: int) -> Span | None:
    """Return the tokens that cover characters of a span's text."""
    return span.doc.char_span(span.start_char + start, span.start_char + end, alignment_mode="expand")


def _before(exceptions: list[Span], stated: Span) -> Span:
    """Return a condition up to the exception in it ("etter at brevet er sendt | uten at legen har sagt ja").

    That is one with a mark before or after its opening, or with a verb of its own; "ved anrop utenom åpningstiden" is
    one condition.
    """
    inside = (each for each in exceptions if stated.start < each.start < stated.end)
    parted = (
        e.start for e in inside if e[0].nbor(-1).is_punct or any(t.is_punct for t in e[1:2]) or any(map(is_finite, e))
    )
    return stated.doc[stated.start : min(parted, default=stated.end)]


def _exceptions(reading: Reading, span: Span) -> list[Span]:
    found = []
    forbidden = next((t.idx for t in span if t.text in cues()["negation"]), span.end_char) - span.start_char
    matches = [
        *cues()["exception"].pattern.finditer(span.text),
        *(m for m in cues()["exception_to_ban"].pattern.finditer(span.text) if m.start() > forbidden),
    ]
    for match in matches:
        opening = _tokens(span, match.start(), match.end())
        if opening is None or opening.start <= span.start or _negates(span, opening):
            continue
        if any(m.kind is Kind.SITUATION and m.start == opening.start_char for m in reading.mentions):
            continue  # "utenom kontortid" is a time of day
        if opening[-1].pos_ != "ADJ" or any(is_finite(t) for t in span.doc[opening.end : span.end]):
            found.append(_to_comma(span, opening.start, opening.end))
    return [*found, *_left_out(span)]


def _left_out(span: Span) -> Iterator[Span]:
    """Yield what words without a verb take out of a norm: "kan henvise, men ikke *til rusbehandling*"."""
    for token in span[:-3]:
        opens = token.text in cues()["adversative"] and token.nbor(1).text in cues()["negation"]
        if opens and token.nbor(2).pos_ == "ADP":
            words = _to_comma(span, token.i + 2, token.i + 2)
            if not any(t.pos_ in VERBAL or "Cmp" in t.morph.get("Degree", []) for t in words):
                yield words


def _negates(span: Span, opening: Span) -> bool:
    """True for words that only negate the verb before them ("skal likevel ikke"): no mark parts them from it."""
    return opening[0].text in cues()["concessive"] and not span.doc[opening.start - 1].is_punct


def _verb_first(span: Span) -> list[Span]:
    """Read "Er svaret kritisk, ringer ...": a clause that opens with its finite verb, before another one."""
    main = main_clause(span)
    return [span.doc[span.start : main.i - 1]] if main is not None and is_finite(span[0]) else []


def _clauses(span: Span) -> list[Span]:
    found = []
    for match in cues()["condition_clause"].pattern.finditer(span.text):
        opening = _tokens(span, match.start(), match.end())
        if opening is None:
            continue
        first = opening.start
        token = opening[-1]
        if token.head.dep_ == "ccomp" or _asked(span, opening):
            continue
        if opening.end < span.end - 1 and opening[-1].nbor(1).text == ":":  # a label ("Når: Samme dag")
            found.append(_to_comma(span, opening.end + 1, opening.end + 1))
            continue
        opens = token.pos_ in ("SCONJ", "ADV") and token.dep_ in ("mark", "advmod") and token.head.i > token.i
        if token.lower_ == "der" and not opens:
            continue
        found.append(_clause_end(span, first, opening[-1]))
    return found


def _asked(span: Span, opening: Span) -> bool:
    """True where "når" opens what is asked, told or decided ("avgjør når", "spør kommunen når", "beskjed om når")."""
    if opening.start == span.start or opening[-1].text not in cues()["ask_when"]:
        return False
    before = span.doc[opening.start - 1]
    if before.text in cues()["about"] or before.lemma_.lower() in cues()["indirect_question_verb"]:
        return True
    verb = opening[-1].head.head
    return verb.i < opening.start and verb.lemma_.lower() in cues()["asking_verb"]


def _clause_end(span: Span, first: int, marker: Token) -> Span:
    """Return a subordinate clause: to its verb's right edge, at most to the main clause.

    A clause before the main verb ends at the comma before a finite verb ("Dersom ..., skal").
    """
    doc = span.doc
    head = marker.head
    edge = min(head.right_edge.i + 1, span.end) if head.i > marker.i else _comma(span, marker.i + 1)
    for at in range(marker.i + 1, span.end - 1):
        # The parser hangs some openings on the main verb ("skal, så langt det er mulig, unngå").
        if doc[at].text == "," and (is_finite(doc[at + 1]) or (doc[at + 1].i == head.i and head.dep_ == "ROOT")):
            return doc[first : min(at, edge) if edge > at else max(edge, at)]
        if doc[at].text in ("-", "–") and at - marker.i <= 3:
            return doc[first:at]
        if doc[at].text == "," and doc[at + 1].text in cues()["otherwise"]:
            return doc[first:at]
    if first == span.start and head.i > marker.i:
        inverted = next((t.i for t in doc[head.i + 1 : span.end] if is_finite(t) and t.i >= edge), None)
        edge = inverted if inverted is not None and inverted - edge <= 1 else edge
    return doc[first : max(edge, min(first + 2, span.end))]


def _comma(span: Span, start: int) -> int:
    depth = 0
    for token in span.doc[start : span.end]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text in (",", ";", ".") and depth <= 0:
            return int(token.i)
    return int(span.end)


def _to_comma(span: Span, first: int, start: int) -> Span:
    return span.doc[first : _comma(span, start)]


def _phrases(reading: Reading, span: Span) -> list[Span]:
    found = []
    roles = {reading.head(m).i for m in reading.within(span, Kind.ROLE)}
    situations = {reading.head(m).i for m in reading.within(span, Kind.SITUATION)}
    for match in cues()["condition_phrase"].pattern.finditer(span.text):
        opening = _tokens(span, match.start(), match.end())
        if opening is not None and _no_condition(reading, span, opening):
            continue
        if opening is None or opening.end >= span.end or opening[-1].nbor(1).lower_ == "å":
            continue
        phrase = _phrase(span, opening)
        limited = cues()["deadline_opening"].search(span.text[: match.start()][-16:])
        if limited is not None and limited[0] in cues()["at_once"]:
            limited = None
        inside = (
            any(m.start < opening.start_char < m.end for m in reading.mentions) or opening[-1].dep_ == "compound:prt"
        )
        if phrase is None or inside or (limited and limited.end() >= len(span.text[: match.start()][-16:]) - 1):
            continue
        definite = "Def" in phrase.root.morph.get("Definite", []) and is_person(phrase.root)
        at_place = definite and opening[-1].text in cues()["place_preposition"]
        served = any(concepts().served(m.concept) for m in reading.named_by(phrase.root))
        if at_place and not served:  # "vurderes av overlegen ved poliklinikken"
            continue
        if served or (phrase.root.i not in roles and not _place(phrase, roles)):
            found.append(phrase)
    for match in cues()["temporal_phrase"].pattern.finditer(span.text):
        opening = _tokens(span, match.start(), match.end())
        if opening is None or opening[-1].pos_ != "ADP":
            continue
        timed = any(end in (match.start(), match.start() - 1) for _, end in quantities(span.text))
        phrase = None if timed else _phrase(span, opening)
        if phrase is not None and phrase.root.i in roles:
            continue
        fronted = opening.start == span.start and phrase is not None and _opens_main_clause(span, phrase)
        if phrase is not None and (fronted or any(t.i in situations for t in phrase)):
            found.append(phrase)
    return found


def _hours(reading: Reading, span: Span) -> list[Span]:
    """Read the time of day at which a norm holds ("på dagtid"), unless it tells of another one too.

    "Fastlegen på dagtid, ellers legevaktslegen" holds at any time.
    """
    named = [m for m in reading.within(span, Kind.SITUATION) if HOURS in concepts().ancestors(m.concept)]
    excluded = {other for m in named for other in concepts().excluded(m.concept)}
    if not excluded.isdisjoint(m.concept for m in named) or cues()["otherwise"].search(span.text):
        return []
    found = (_tokens(span, m.start - span.start_char, m.end - span.start_char) for m in named if not m.part)
    return [phrase for each in found if each is not None and (phrase := _with_preposition(span, each)) is not None]


def _with_preposition(span: Span, words: Span) -> Span | None:
    """Return words from the preposition that opens them or stands before them; None where there is none."""
    first = words.start - (words.start > span.start and words[0].pos_ != "ADP")
    return span.doc[first : words.end] if span.doc[first].pos_ == "ADP" else None


def _no_condition(reading: Reading, span: Span, opening: Span) -> bool:
    """True for a phrase that only opens like a condition ("ved å"), by itself or with the verb before it."""
    text = reading.passage.text
    before = span.doc[max(opening.start - 1, span.start)]
    starts = (opening.start_char, before.idx)
    return any(cues()["not_condition"].match(text[start : span.end_char]) for start in starts)


def _opens_main_clause(span: Span, phrase: Span) -> bool:
    """True where the finite verb of the main clause follows a phrase that opens the sentence."""
    return phrase.end < span.end and is_finite(span.doc[phrase.end])


def _place(phrase: Span, roles: set[int]) -> bool:
    """True where "ved" names a place: its noun is a role ("ved SSHF")."""
    return any(t.i in roles for t in phrase[1:4] if t.dep_ in ("obl", "nmod")) and len(phrase) <= 3


def _phrase(span: Span, opening: Span) -> Span | None:
    """Return a prepositional phrase from its opening to the right edge of its noun."""
    last = opening[-1]
    noun = last.head if last.head.i > last.i else last
    edge = min(noun.right_edge.i + 1, span.end)
    doc = span.doc
    if opening.start == span.start:
        verb = next((t.i for t in doc[opening.end : span.end] if is_finite(t) and not _relative(t)), None)
        colon = next((t.i for t in doc[opening.end : span.end] if t.text == ":"), None)
        ends = [at for at in (verb, colon) if at is not None]
        edge = min(ends) if ends else edge
    for token in doc[opening.end : edge]:
        if token.text == "," and token.i + 1 < span.end and is_finite(token.nbor(1)):
            edge = token.i
            break
    rest = doc[opening.end : edge]
    # What a clause in it says of time ("funn som krever handling samme dag") is a part of it.
    openings = ("deadline_opening",) if any(map(is_finite, rest)) else ("deadline_opening", "deadline_phrase")
    found = (cues()[name].search(rest.text) for name in openings) if len(rest) > 1 else ()
    if limited := next(filter(None, found), None):
        edge = next((t.i for t in rest if t.idx >= rest.start_char + limited.start()), edge)
    return doc[opening.start : edge] if edge > opening.start else None


def _relative(verb: Token) -> bool:
    """True for a verb inside a relative or subordinate clause."""
    at = verb
    while at.head.i != at.i:
        if at.dep_ in ("acl:relcl", "advcl", "ccomp", "acl"):
            return True
        at = at.head
    return at.dep_ in ("acl:relcl", "advcl")


def _narrowings(reading: Reading, proposition: Proposition) -> list[Span]:
    """Relative clauses on an indefinite subject, and participles with an agent on an artifact."""
    found = []
    span = proposition.span
    verb = proposition.verb
    for token in span:
        begins = token.i if token == proposition.participle else token.left_edge.i
        if verb is None or not span.start <= begins < span.end:
            continue
        noun = token.head
        if token.dep_ == "acl:relcl" and noun.i < token.i <= verb.i and token.i != verb.i:
            indefinite = "Ind" in noun.morph.get("Definite", []) or noun.pos_ in ("PRON", "DET")
            narrowed = indefinite or any(
                m.start <= noun.idx < m.end and m.end <= token.idx for m in reading.mentions if m.kind is Kind.ROLE
            )
            if narrowed:
                first = noun.i if noun.pos_ in ("PRON", "DET") else token.left_edge.i
                found.append(span.doc[first : min(token.right_edge.i + 1, span.end)])
        agent = any(c.lower_ in ("av", "hos") for child in token.children for c in child.children)
        if (
            (token.dep_ in ("acl", "amod", "advmod", "advcl") or token == proposition.participle)
            and "Part" in token.morph.get("VerbForm", [])
            and agent
            and token.i < verb.i
        ):
            found.append(span.doc[token.i : min(token.right_edge.i + 1, verb.i)])
    return found


def _kinds_of(reading: Reading, span: Span) -> list[Span]:
    """Read "pasienter med demens": a phrase that narrows an indefinite noun for those whom the norm serves."""
    found = []
    for match in reading.constructions["kind of patient"]:
        noun, phrase = match["noun"], match["narrowed"]
        inside = span.start <= noun.i and phrase.i < span.end
        if inside and any(concepts().served(m.concept) for m in reading.named_by(noun)):
            found.append(span.doc[match["by"].i : min(phrase.right_edge.i + 1, span.end)])
    return found


def holds_above(reading: Reading, doc: Doc) -> bool:
    """True where a heading or lead-in states a condition: by its opening, or a role in a situation."""
    span = doc[:]
    text = span.text
    if cues()["condition_clause"].match(text) or cues()["condition_phrase"].match(text):
        return True
    stated = text.endswith(":") or any(is_finite(token) for token in span)
    return stated and bool(reading.within(span, Kind.ROLE)) and bool(reading.within(span, Kind.SITUATION))
