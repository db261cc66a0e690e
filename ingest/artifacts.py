"""What a norm acts upon: the artifacts that its words name, take up or imply, and things that none knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ingest.limits import quantities
from ingest.propositions import Proposition
from ingest.sentences import Reading, has_subject
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention
from ontology.words import stem, words

if TYPE_CHECKING:
    from spacy.tokens import Token

_FULL = 0.8
_GOVERNED = ("conj", "xcomp", "acl", "ccomp")
SHORTEST_HEAD = 4


def artifacts(
    reading: Reading,
    proposition: Proposition,
    topics: Collection[str],
    before: Collection[str] = (),
    turned_on: Collection[tuple[int, int]] = (),
    *,
    said: bool = True,
) -> tuple[str, ...]:
    """Return the artifacts of a proposition, in order of mention.

    Vague words ("meldingen", "listen") and pronouns stand for what the headings above or the
    clauses before name in full, and a verb may imply an artifact ("henvise": a referral). An object
    that nothing knows becomes a provisional concept. A proposition without an object of its own
    acts upon its heading's artifact.

    :param topics: the artifacts that the headings above name, which a clause may leave out.
    :param before: the artifacts of the norms before, the nearest first.
    :param turned_on: where conditions and the time limit stand, in characters of the text read: a
        situation named there ("ved innleggelse") is not acted upon, unless nothing else is said.
    :param said: whether the words say what is acted upon; "under innleggelse er legen ansvarlig" leaves that to those
        before.
    """
    found: dict[int, list[str]] = {}
    mentioned = list(_mentioned(reading, proposition))
    acted = [m for m in mentioned if not _turned_on(reading, m, turned_on)] or (mentioned if said else [])
    for mention in _outermost([*acted, *_vague(reading, proposition, topics)]):
        found.setdefault(mention.start, []).append(_narrower(reading, mention))
    if _unsaid(reading, proposition):
        found.setdefault(-1, []).extend(list(topics)[:1])
    objects = [
        token
        for token in _acted_upon(reading, proposition)
        if not any(first <= token.idx < last for first, last in turned_on)
    ]
    for token in objects:
        earlier = [concept for start in sorted(found) if start < token.idx for concept in found[start]]
        if token.pos_ == "PRON":
            taken = None if _stands_for_a_clause(token) else _pronoun(token, earlier, topics, before)
        elif token.pos_ == "NOUN" and token.idx not in found and not reading.named_by(token):
            taken = _short_name(token, (*earlier, *topics, *before)) or _unknown(reading, token)
        else:
            continue
        if taken is not None:
            found.setdefault(token.idx, []).append(taken)
    named = [concept for start in sorted(found) for concept in found[start]]
    named += _implied(reading, proposition)
    if not named and not any(reading.named_by(token) for token in objects):
        named = list(topics) if len(topics) == 1 else []
    return tuple(dict.fromkeys(named))


def subject_artifacts(reading: Reading, proposition: Proposition) -> tuple[str, ...]:
    """Return the artifacts that are the subject of a proposition's verb ("Meldingene brukes til ...")."""
    verb = proposition.verb
    subjects = [c for c in verb.children if c.dep_.startswith("nsubj")] if verb is not None else []
    return tuple(m.concept for m in reading.artifacts if _strong(m) and any(m.start <= s.idx < m.end for s in subjects))


def _unsaid(reading: Reading, proposition: Proposition) -> bool:
    """True for a passive that leaves out what it acts upon ("Sendes elektronisk til alle"): the heading says it."""
    verb = proposition.verb
    if verb is None or has_subject(verb) or any(child.dep_ == "obj" for child in verb.children):
        return False
    return reading.constructions.holds("passive", verb)


def _narrower(reading: Reading, mention: Mention) -> str:
    """Return what a definite noun means where the clause has named a kind of it ("blodprøver ... prøven")."""
    known = concepts()
    if "Def" not in reading.head(mention).morph.get("Definite", []):
        return mention.concept
    before = [m.concept for m in reading.artifacts if m.start < mention.start]
    return next((c for c in reversed(before) if mention.concept in known.ancestors(c)), mention.concept)


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without those that a vague word and a longer or clearer one share a place with."""
    return [
        m
        for at, m in enumerate(mentions)
        if not any(
            (
                o.start <= m.start
                and m.end <= o.end
                and o.end - o.start > m.end - m.start
                and min(o.strength, m.strength) < 1
            )
            or ((o.start, o.end) == (m.start, m.end) and later > at and o.strength < m.strength)
            for later, o in enumerate(mentions)
        )
    ]


def _mentioned(reading: Reading, proposition: Proposition) -> Iterator[Mention]:
    """Yield the artifacts that the words name: not those of a person, of an amount or of a verb beside the main one."""
    span = proposition.span
    for mention in reading.artifacts:
        if not (span.start_char <= mention.start and mention.end <= span.end_char) or not _strong(mention):
            continue
        person = any((m.start, m.end) == (mention.start, mention.end) for m in reading.roles)
        person = person or _tells_apart(reading, mention)
        if not (person or _counted(mention, proposition) or _beside(reading, mention, proposition)):
            yield mention


def _tells_apart(reading: Reading, mention: Mention) -> bool:
    """True for the participle by which a role is told from others ("*innleggende* lege")."""
    inside = any(m.start <= mention.start and mention.end < m.end for m in reading.roles)
    return inside and reading.head(mention).dep_ == "amod"


def _turned_on(reading: Reading, mention: Mention, places: Collection[tuple[int, int]]) -> bool:
    """True for an artifact that only names the situation of a condition or time limit ("ved innleggelse")."""
    situation = any(m.start <= mention.start < m.end for m in reading.mentions if m.kind is Kind.SITUATION)
    return situation and any(start <= mention.start < end for start, end in places)


def _beside(reading: Reading, mention: Mention, proposition: Proposition) -> bool:
    """True for a verb that is not the proposition's: what it says is said in passing."""
    head = reading.head(mention)
    clause = head.pos_ == "VERB" and any(c.dep_ == "nsubj" for c in head.children)
    return clause and proposition.verb is not None and head.i != proposition.verb.i


def _strong(mention: Mention) -> bool:
    return not mention.part or mention.strength >= _FULL


def _counted(mention: Mention, proposition: Proposition) -> bool:
    """True for a word that is a unit of time ("tre timer")."""
    offset = proposition.span.start_char
    return any(a <= mention.start - offset < b for a, b in quantities(proposition.text))


def _vague(reading: Reading, proposition: Proposition, topics: Collection[str]) -> Iterator[Mention]:
    """Yield hidden labels whose artifact the context names in full."""
    before = {m.concept for m in reading.artifacts if m.start < proposition.span.end_char}
    first, last = proposition.span.start_char, proposition.span.end_char
    for mention in reading.vague_artifacts:
        meant = mention.concept in topics or mention.concept in before
        if meant and first <= mention.start < last and not _counted(mention, proposition):
            yield mention


def _acted_upon(reading: Reading, proposition: Proposition) -> Iterator[Token]:
    """Yield what the main verb, and those coordinated with it inside the proposition, act upon."""
    verb, span = proposition.verb, proposition.span
    if verb is None:
        return
    verbs = {verb.i, *(c.i for c in verb.subtree if c.dep_ in _GOVERNED and c.pos_ == "VERB")}
    for match in reading.constructions["acted upon"]:
        thing = match["thing"]
        if match["verb"].i in verbs and span.start <= thing.i < span.end:
            yield thing
            yield from (c for c in thing.children if c.dep_ == "conj" and span.start <= c.i < span.end)


def _unknown(reading: Reading, token: Token) -> str | None:
    """Return the id of a thing that no concept knows; a bare noun may only make one verb ("ta kontakt")."""
    light = token.head.lemma_.lower() in cues()["light_verb"] and not list(token.children)
    done_to = _done_to(token)
    return None if light else reading.provisional(done_to or token)


def _done_to(token: Token) -> Token | None:
    """Return what an act is done to, for a noun that only names it ("mottak av rapporten": the report)."""
    named = token.lemma_.lower()
    if named not in cues()["act_noun"] and not named.endswith(tuple(cues()["act_ending"].labels)):
        return None
    things = (c for c in token.children if c.dep_ == "nmod")
    return next((t for t in things if any(c.text in cues()["agent_preposition"] for c in t.children)), None)


def _short_name(token: Token, earlier: Collection[str]) -> str | None:
    """Return the artifact that a definite noun names by its head alone ("planen": the individual plan)."""
    if "Def" not in token.morph.get("Definite", []):
        return None
    return next((concept for concept in earlier if stem(token.text) in _heads(concept)), None)


@cache
def _heads(concept: str) -> frozenset[str]:
    """Return the stems by which an artifact can be called: its labels' words, and what its compounds end in."""
    known = concepts().get(concept)
    labels = [label.text for label in known.labels if not label.hidden] if known else [concept.replace("_", " ")]
    whole = {word.stem for label in labels for word in words(label)}
    return frozenset(part[cut:] for part in whole for cut in range(len(part) - SHORTEST_HEAD + 1))


def _pronoun(token: Token, earlier: Collection[str], topics: Collection[str], before: Collection[str]) -> str | None:
    """Return the artifact that a pronoun takes up: the last one named, else the heading's, or the one pointed at."""
    if token.text not in cues()["thing_pronoun"]:
        return None
    pointing = token.text in cues()["demonstrative"]
    beyond = [*before, *topics] if pointing else [*topics, *before]
    return next(iter([*reversed(list(earlier)), *beyond]), None)


def _stands_for_a_clause(token: Token) -> bool:
    """True for a formal subject: "*det* forventes at ...", "*det* skal framgå av brevet hvem som ...".

    What is to appear somewhere unnamed does so in what is told of ("det må framgå hvor undersøkelsen er gjort").
    """
    if token.lower_ != "det" or not token.dep_.startswith("nsubj"):
        return False
    verb, rest = token.head, token.doc[token.i + 1 : token.sent.end]
    clause = any(c.dep_ in ("ccomp", "csubj") for c in verb.children)
    if verb.lemma_.lower() not in cues()["appearing_verb"]:
        return clause
    named = any(c.dep_ == "obl" for c in verb.children)
    return named and (clause or any(t.text in cues()["interrogative"] for t in rest))


def _implied(reading: Reading, proposition: Proposition) -> list[str]:
    """Return the artifacts that the main verb, or one coordinated with it or governed by it, implies unnamed."""
    verb, span, known = proposition.verb, proposition.span, concepts()
    if verb is None:
        return []
    verbs = [
        verb,
        *(t for t in verb.subtree if t.dep_ in _GOVERNED and t.pos_ == "VERB" and span.start <= t.i < span.end),
    ]
    verbs = [v for v in verbs if not reading.is_role_noun(v)]
    actions = [m for m in reading.mentions if m.kind is Kind.ACTION and any(m.start <= v.idx < m.end for v in verbs)]
    return [artifact for action in actions for artifact in known[action.concept].implies]
