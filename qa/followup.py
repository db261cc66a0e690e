"""Follow-up questions: whether a question leans on the one before, and what it takes over from it.

A question leans where it opens as one that goes on ("og hvis ...", "hva med ..."), where it is no
whole question by itself, or where a pronoun has nothing before it to stand for. What it leaves
out it takes over, except what it puts something else in the place of. The two become one text,
which is understood as any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ontology.concepts import Kind, concepts
from ontology.cues import CueGroup, cues
from ontology.lexicon import lexicon
from ontology.words import Word, spellings
from qa.answers import Taken
from qa.focus import CONDITION_OPENINGS
from qa.receiving import MODALS
from qa.understanding import ASKING, Ask, Question, Unit, language, telling_words, understand

LONGEST_JOINED = 400
MOST_SITUATIONS = 3
MOST_TAKEN = 10
# A stretch that may name concepts of several kinds counts as the first of these.
_ORDER = (Kind.ACTION, Kind.ARTIFACT, Kind.SITUATION, Kind.ROLE, Kind.TOPIC, Kind.CHANNEL)
_OPENINGS = ("follow_if", "follow_instead", "follow_on")
# Words that lead to a piece, and go where it goes.
_SITUATION_LEADS = (*CONDITION_OPENINGS, "follow_instead")
_LEADS = (*CONDITION_OPENINGS, "adverbial_preposition", "place_preposition")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a question that tells something: its words, where they stand, what they may name."""

    words: str
    start: int
    end: int
    kind: Kind | None
    kinds: frozenset[Kind]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question looked at as a turn of a conversation.

    ``body`` is its text without the words that open a follow-up; ``asks`` tells whether it has a
    question word, or opens with a verb, of its own.
    """

    body: str
    opening: str
    asks: bool
    pronoun: bool
    pieces: tuple[Piece, ...]

    def names(self, *kinds: Kind | None) -> tuple[Piece, ...]:
        """Return the pieces of some kinds."""
        return tuple(piece for piece in self.pieces if piece.kind in kinds)

    @property
    def conditional(self) -> bool:
        """Whether the question only states a condition: what it names there replaces nothing but situations."""
        opened = self.opening == "follow_if" or any(_cue(name).match(self.body) for name in CONDITION_OPENINGS)
        return opened and not self.asks

    @property
    def leans(self) -> bool:
        """Whether the question cannot stand alone."""
        if self.opening or self.pronoun or not self.pieces:
            return True
        telling = self.names(Kind.ACTION, Kind.ARTIFACT, Kind.TOPIC, Kind.CHANNEL, None)
        if not self.asks:
            bare_clause = any(_cue(name).match(self.body) for name in ("condition_clause", "english_condition"))
            return bare_clause or len(self.pieces) == 1 or not telling
        if len(self.pieces) == 1 and self.pieces[0].kinds == {Kind.ACTION}:
            return True
        whose = self.names(Kind.ROLE) and self.names(Kind.SITUATION)
        return not (telling or whose or _cue("ask_contact").search(self.body))


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is to be answered, and what it took over from the one before."""

    question: Question
    taken: tuple[Taken, ...] = ()


def read(question: Question, before: Question | None, vocabulary: Collection[str] = frozenset()) -> Reading:
    """Read a question in the light of the one before; one that stands alone is left as it is.

    :param before: the question before as it was read, with what it had taken over itself.
    :param vocabulary: the index terms of the clauses, as for ``understand``.
    """
    if before is None:
        return Reading(question)
    now, old = turn(question), turn(before)
    if not now.leans:
        return Reading(question)
    spoken = _spoken(question.text) or before.language
    kept = _kept(now, old, before.text)
    joined = _joined(now, old, before, kept, spoken)
    understood = replace(understand(joined, vocabulary), language=_answer_language(question.text, before, spoken))
    if not now.asks:
        understood = replace(understood, ask=before.ask)
    return Reading(_weighed(understood, now), _taken(now, before, kept))


def turn(question: Question) -> Turn:
    """Look at a question as a turn of a conversation."""
    body, opening = _opened(question.text)
    offset = len(question.text) - len(body)
    pieces = [piece for piece in _pieces(question) if piece.start >= offset]
    asking = _asking(body, pieces, offset)
    found = tuple(piece for each in pieces if (piece := _less(each, asking, question.text)) is not None)
    asks = bool(asking) or _cue("ask_may").match(body) is not None
    return Turn(body, opening, asks, _dangling(question.text, offset, found, asks=asks), found)


def _less(piece: Piece, asking: Sequence[tuple[int, int]], text: str) -> Piece | None:
    """Return a piece without the question words that it opens with ("hva skal stå i ..."), None where that is all."""
    last = max((end for start, end in asking if start <= piece.start < end), default=piece.start)
    if last == piece.start:
        return piece
    start = last + len(text[last:]) - len(text[last:].lstrip())
    return None if start >= piece.end else replace(piece, words=text[start : piece.end], start=start)


def _opened(text: str) -> tuple[str, str]:
    """Split the words that open a follow-up off a question; return the rest, and the last group they are of."""
    body, opening = text, ""
    while True:
        found = next(((name, match) for name in _OPENINGS if (match := _cue(name).match(body))), None)
        if found is None:
            return body, opening
        name, match = found
        rest = body[match.end() :].lstrip(" ,:–-")
        if name == "follow_if":
            return match[0].split()[-1] + " " + rest, name
        body, opening = rest, name if name == "follow_instead" else opening or name


def _cue(name: str) -> CueGroup:
    return cues()[name]


def _pieces(question: Question) -> tuple[Piece, ...]:
    """Return the telling stretches of a question in order."""
    tokens = lexicon(question.language, hidden=True).words(question.text)
    spans: dict[tuple[int, int], list[tuple[str, Kind]]] = {}
    for mention in question.mentions:
        spans.setdefault((mention.first, mention.last), []).append((mention.concept, mention.kind))
    covered = {at for first, last in spans for at in range(first, last)}
    for at, token in enumerate(tokens):
        if at not in covered and token.text not in _cue("stop_word"):
            spans[at, at + 1] = []
    return tuple(_piece(question.text, tokens[first:last], named) for (first, last), named in sorted(spans.items()))


def _piece(text: str, tokens: Sequence[Word], named: Sequence[tuple[str, Kind]]) -> Piece:
    start, end = tokens[0].start, tokens[-1].end
    spelled = [(concept, kind) for concept, kind in named if _is_spelled(concept, text[start:end])]
    named = spelled if Kind.ACTION in {kind for _, kind in spelled} else named
    kinds = frozenset(kind for _, kind in named)
    kind = next((each for each in _ORDER if each in kinds), None)
    if Kind.SITUATION in kinds and _is_led(text, start, _SITUATION_LEADS):
        kind = Kind.SITUATION
    own = tuple(dict.fromkeys(concept for concept, each in named if each is kind))
    return Piece(text[start:end], start, end, kind, kinds, own)


def _is_spelled(concept: str, words: str) -> bool:
    """Whether words are a label of a concept as it is written: "svare" is what somebody does, and no answer."""
    return any(label.text.lower() == words.lower() for label in concepts()[concept].labels)


def _asking(body: str, pieces: Sequence[Piece], offset: int) -> list[tuple[int, int]]:
    """Return where the question words of a question stand."""
    found = ((name, match) for name in ASKING for match in _cue(name).pattern.finditer(body))
    asking = [m for name, m in found if name != "ask_when" or _when_asks(body, m, pieces, offset)]
    return [(offset + match.start(), offset + match.end()) for match in asking]


def _when_asks(body: str, match: re.Match[str], pieces: Sequence[Piece], offset: int) -> bool:
    """Whether "når" asks: a verb follows it, or nothing; before a subject it opens a condition.

    A word that nothing knows is taken for a verb at the head of a question, and there alone.
    """
    after = body[match.end() :].lstrip()
    if " " in match[0] or not re.search(r"\w", after) or _cue("asks_by_verb").match(after):
        return True
    at = offset + len(body) - len(after)
    following = next((piece for piece in pieces if piece.start == at), None)
    if following is not None and following.kind is not None:
        return Kind.ACTION in following.kinds
    return offset == 0 and match.start() == 0 and not _cue("subject_opening").match(after)


def _dangling(text: str, offset: int, pieces: Sequence[Piece], *, asks: bool) -> bool:
    """Whether a pronoun has nothing before it to stand for; articles and pronouns that mean nothing do not count."""
    if any(piece.kind is Kind.ARTIFACT for piece in pieces):
        return False
    empty = [match.span() for match in _cue("expletive").pattern.finditer(text)]
    verb = next((piece for piece in pieces if piece.kind is None), None) if asks else None
    for match in _cue("follow_pronoun").pattern.finditer(text, offset):
        rest = text[match.end() :].lstrip()
        after = len(text) - len(rest)
        is_empty = any(start <= match.start() < end for start, end in empty) and re.search(r"\w", rest)
        is_article = (
            any(p.start <= match.start() < p.end for p in pieces)
            or _heads_noun(text, pieces, match, after)
            or _in_bare_relative(text[: match.start()], match[0], rest)
        )
        earlier = [piece for piece in pieces if piece.start < match.start() and piece is not verb]
        if not is_empty and not is_article and not _antecedent(text, earlier, match.start(), rest):
            return True
    return False


def _antecedent(text: str, earlier: Sequence[Piece], at: int, rest: str) -> bool:
    """Whether a pronoun stands for something in its own question: a thing, a role that acts, or the main clause."""
    if any(piece.kind in (Kind.TOPIC, None) and not _opens_with_modal(piece.words) for piece in earlier):
        return True
    if any(piece.kind is Kind.ROLE for piece in earlier) and _cue("asks_by_verb").match(rest):
        return True
    clauses = (match.start() for match in _cue("condition_clause").pattern.finditer(text, 0, at))
    return any(sum(piece.start < clause for piece in earlier) >= 2 for clause in clauses)


def _opens_with_modal(words: str) -> bool:
    """Whether words are those of a verb, though they name a matter ("skal stå")."""
    return any(_cue(name).match(words) for name in MODALS)


def _in_bare_relative(before: str, pronoun: str, rest: str) -> bool:
    """Whether a pronoun is one of two side by side, in a relative clause without its word ("det de gjør")."""
    heads, subjects = _cue("relative_head"), _cue("subject_pronoun")
    opens = pronoun in heads and subjects.match(rest) is not None
    return opens or (pronoun in subjects and any(word in heads for word in before.split()[-1:]))


def _heads_noun(text: str, pieces: Sequence[Piece], pronoun: re.Match[str], after: int) -> bool:
    """Whether a pronoun is the article of what follows ("den behandlende legen"), and not the subject of a verb.

    After a modal verb a matter is what its subject does ("hva skal *den* inneholde").
    """
    at = next((at for at, piece in enumerate(pieces) if piece.start == after), None)
    modal = any(_cue(name).ending(text[: pronoun.start()]) is not None for name in MODALS)
    if at is None or (modal and pieces[at].kind is Kind.TOPIC):
        return False
    if pieces[at].kind is not None:
        return pieces[at].kind is not Kind.ACTION
    return at + 1 < len(pieces) and not text[pieces[at].end : pieces[at + 1].start].strip()


def _kept(now: Turn, old: Turn, text: str) -> tuple[Piece, ...]:
    """Return the pieces of the question before, whose text is given, that the new one takes over."""
    situations = [piece for piece in old.names(Kind.SITUATION) if not _replaces_situation(now, piece)]
    gone = {Kind.ACTION: _replaces_action(now), Kind.ROLE: _replaces_role(now)}
    other = bool(now.names(Kind.ACTION, Kind.ARTIFACT)) and not now.conditional

    def stays(piece: Piece) -> bool:
        if piece.kind is Kind.SITUATION:
            return piece in situations[-MOST_SITUATIONS:]
        if not now.asks and _cue("adverbial_preposition").match(now.body):
            return not _is_led(text, piece.start, ("adverbial_preposition",))
        if piece.kind is Kind.ARTIFACT:
            return not _replaces_thing(now, tied=_is_led(text, piece.start, ("adverbial_preposition",)))
        return not (other if piece.kind is None else gone.get(piece.kind, other))

    dropped = {_part(text, piece) for piece in old.names(Kind.SITUATION) if not stays(piece)} - {0}
    return tuple(piece for piece in old.pieces if stays(piece) and _part(text, piece) not in dropped)[:MOST_TAKEN]


def _part(text: str, piece: Piece) -> int:
    """Return which of the parts between commas a piece stands in: each follow-up joined has added one."""
    return text.count(",", 0, piece.start)


def _is_led(text: str, start: int, leads: Iterable[str]) -> bool:
    """Whether a word or phrase of some groups stands right before a place in a text."""
    return any(_cue(name).ending(text[:start]) is not None for name in leads)


def _replaces_action(now: Turn) -> bool:
    """An act replaces the one before; so does, in a question of its own, a matter, or a verb that nothing knows."""
    return not now.conditional and (bool(now.names(Kind.ACTION)) or (now.asks and bool(now.names(Kind.TOPIC, None))))


def _replaces_thing(now: Turn, *, tied: bool) -> bool:
    """A thing replaces the one before; so does an act that implies its thing, unless a pronoun stands for it.

    What a preposition ties to the act ("brukes til ...") is not its object, and stays.
    """
    if now.conditional or (tied and not now.asks):
        return False
    implied = any(Kind.ARTIFACT in piece.kinds for piece in now.names(Kind.ACTION))
    unknown = len(now.pieces) == 1 and now.pieces[0].kind in (None, Kind.TOPIC) and not now.asks
    return bool(now.names(Kind.ARTIFACT)) or ((implied or unknown) and not now.pronoun)


def _replaces_role(now: Turn) -> bool:
    """A role that acts replaces the one before, and a question for one asks it anew."""
    acting = [role for piece in now.names(Kind.ROLE) for role in piece.concepts if not concepts().served(role)]
    return bool(acting) or (now.asks and _cue("ask_who").search(now.body) is not None)


def _replaces_situation(now: Turn, piece: Piece) -> bool:
    """A situation replaces those that it excludes, or all of them where one is put in the other's place."""
    new = [concept for each in now.names(Kind.SITUATION) for concept in each.concepts]
    if now.opening == "follow_instead" and (new or now.conditional):
        return True
    excluded = {other for concept in new for other in concepts().excluded(concept)}
    return bool(excluded.intersection(piece.concepts))


def _joined(now: Turn, old: Turn, before: Question, kept: Sequence[Piece], spoken: str) -> str:
    """Return the two questions as one text: the question before, less what is replaced, then what is new."""
    new = now.body.rstrip(" ?.!")
    if (spoken == "en") != (before.language == "en"):
        carried = [concepts().name(concept, spoken) for piece in kept for concept in piece.concepts[:1]]
        return " ".join([new, *carried]) + "?"
    if not now.asks:
        text = _without(before.text, [piece for piece in old.pieces if piece not in kept]).rstrip(" ?.!,")
        if len(text) + len(new) <= LONGEST_JOINED:
            return f"{text}, {new}?" if new else f"{text}?"
    return f"{new} {' '.join(piece.words for piece in kept)}".strip() + "?"


def _without(text: str, pieces: Iterable[Piece]) -> str:
    """Return a text without some of its pieces, the small words that lead to them, and parts left with none."""
    for piece in sorted(pieces, key=lambda each: -each.start):
        before = text[: piece.start].rstrip()
        while (word := before.rpartition(" ")[2]) and any(word in _cue(name) for name in _LEADS):
            before = before.removesuffix(word).rstrip()
        text = f"{before} {text[piece.end :].lstrip()}"
    first, *parts = text.split(",")
    telling = [part for part in parts if any(word not in _cue("stop_word") for word in spellings(part))]
    return " ".join(",".join([first, *telling]).split()).replace(" ,", ",")


def _spoken(text: str) -> str:
    """Return the language of a text as ``no`` or ``en``; empty where none of its words tells."""
    english, norwegian = telling_words(text)
    if english == norwegian:
        return ""
    return "en" if english > norwegian else "no"


def _answer_language(text: str, before: Question, spoken: str) -> str:
    """Return the language to answer in: a few Norwegian words do not tell Bokmål from Nynorsk."""
    if spoken == "en":
        return "en"
    return before.language if before.language != "en" and language(text) == "nb" else language(text)


def _weighed(question: Question, now: Turn) -> Question:
    """Weigh the parts of a joined question: what the follow-up itself names counts twice.

    Where it names a situation, that is what is asked about now: a norm need not speak of those
    taken over as well (it may not clash with them), nor of the verb that only carries the new one.
    """
    stems = {word.stem for word in lexicon(question.language, hidden=True).words(now.body)}
    own = [unit for unit in question.units if stems.issuperset(unit.stems)]
    named = [unit for unit in own if not _is(unit, Kind.TOPIC)]
    taken = [unit for unit in question.units if unit not in own]
    if any(_is(unit, Kind.SITUATION) for unit in named):
        taken = [unit for unit in taken if not _is(unit, Kind.SITUATION)]
        own = named
    return replace(question, units=(*taken, *own, *named))


def _is(unit: Unit, kind: Kind) -> bool:
    return bool(unit.mentions) and all(mention.kind is kind for mention in unit.mentions)


def _taken(now: Turn, before: Question, kept: Sequence[Piece]) -> tuple[Taken, ...]:
    """Return what was taken over, for display."""
    asked = "" if now.asks else _question_words(before)
    kind = (Taken((before.ask.value,), "kind", asked),) if asked else ()
    own = {piece.words.lower() for piece in now.pieces}
    others = (piece for piece in kept if piece.words.lower() not in own)
    return kind + tuple(Taken(p.concepts, p.kind.value if p.kind else "words", p.words) for p in others)


def _question_words(before: Question) -> str:
    """Return the words with which a question asks."""
    groups = ["ask_may"] if before.ask is Ask.MAY else [f"ask_{before.ask.value}", "ask_whom"]
    found = [match for name in groups if (match := _cue(name).search(before.text.lower()))]
    return found[0][0] if found else ""
