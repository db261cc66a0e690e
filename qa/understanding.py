"""Understands a question: its language, its kind, and the concepts that it names.

No parser runs here: labels, stems, parts of compounds and near spellings are looked up in the
ontology and in the words of the indexed clauses, so that a question costs no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache

from ingest.limits import either, is_unit
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon
from ontology.words import Word, spellings, stem
from qa.clock import Hour
from qa.clock import told as told_hour
from qa.deeds import Deed, deeds
from qa.figures import Needed, needed
from qa.focus import focus_end
from qa.index import CONCEPT
from qa.measures import Measure, measures
from qa.parties import Parties, parties
from qa.profiles import stands_in
from qa.receiving import receives

SHORTEST_RESPELLED = 5
LEAST_LIKENESS = 84.0
LONGEST_ARTICLE = len(" the ")
_SENTENCE_END = re.compile(r"[.?!]")
_LETTERS = {"ae": "æ", "oe": "ø", "aa": "å", "Ae": "Æ", "Oe": "Ø", "Aa": "Å", "AE": "Æ", "OE": "Ø", "AA": "Å"}
_WITHOUT_LETTERS = re.compile(rf"\w*?({'|'.join(_LETTERS)})\w*")


class Ask(StrEnum):
    """What a question asks for."""

    WHO = "who"
    WHEN = "when"
    HOW = "how"
    WHERE = "where"
    WHY = "why"
    MAY = "may"
    CONTACT = "contact"
    WHAT = "what"


ASKING: Mapping[str, Ask] = {
    "ask_contact": Ask.CONTACT, "ask_who": Ask.WHO, "ask_to_whom": Ask.WHO, "ask_whom": Ask.WHO, "ask_when": Ask.WHEN,
    "ask_how": Ask.HOW, "ask_why": Ask.WHY, "ask_where": Ask.WHERE, "ask_what": Ask.WHAT,
}  # fmt: skip
"""The groups of question words, and what each asks for."""
TIME_OF_DAY = "tid_paa_doegnet"
"""The situation above all that tell when in the day or the week something is."""
CONTENT = "innhold"
"""The topic of what stands in a document."""
_LIGHT = ("general_deed", "ask_how_long")
"""The groups of words that tell nothing of what is asked about."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the question that tells something: its stems, and the concepts that it may name.

    ``asked`` is true in the clause that asks, false in the scene and the conditions around it and for a measure told;
    ``foreign`` where the ontology knows what it names, but no clause speaks of that; ``unknown``
    where neither ontology nor clauses know it; ``place`` where it only says in what something is
    written or happens ("i epikrisen"); ``measured`` where it is part of a measure ("tre måneder").
    """

    stems: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()
    asked: bool = True
    foreign: bool = False
    unknown: bool = False
    place: bool = False
    measured: bool = False

    @property
    def strange(self) -> bool:
        """Whether no clause speaks of it."""
        return self.unknown or self.foreign

    def names(self, wanted: Collection[str]) -> bool:
        """Return whether it may name one of some concepts."""
        return any(mention.concept in wanted for mention in self.mentions)

    @property
    def names_situation(self) -> bool:
        """Whether it may name a situation."""
        return any(mention.kind is Kind.SITUATION for mention in self.mentions)

    @property
    def names_only_roles(self) -> bool:
        """Whether all that it names are roles: whoever is told of, not what is done."""
        return bool(self.mentions) and all(mention.kind is Kind.ROLE for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``mentions`` are the concepts named, ``units`` the stretches that tell something, ``terms``
    the index terms, ``content`` the stems of its content words, ``unknown`` those that neither
    ontology nor clauses know, ``actors`` the roles whose act a question of the kind "may" judges,
    named or those of whoever asks, ``acts`` the actions that "who" is asked about, ``deed`` the
    words for these, known or not, ``kinds`` the roles that "which" asks for one of, ``deeds`` who did
    what in its situation, ``parties`` the roles named as acting and as receiving, ``measures`` the
    lengths of time, ages and distances told, ``hour`` that of the day, ``documents`` those whose content it asks for,
    ``needs`` the figures that only some norms state; ``duty`` is true where a question of "may" asks for a duty
    ("må fastlegen ...?"), ``clinical`` are the illnesses and treatments asked about, ``binding`` is true where it
    asks for a duty that neither advice nor leave answers ("hvem har plikt til ...", "må fastlegen ...?"), ``exempts``
    where it asks when something need not be done, ``receives`` where it asks for whoever a thing comes to; ``scene``
    are the words around the clause that asks.
    """

    text: str
    language: str
    ask: Ask
    mentions: tuple[Mention, ...]
    units: tuple[Unit, ...]
    terms: tuple[str, ...]
    content: tuple[str, ...]
    unknown: tuple[str, ...]
    actors: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    deed: Unit | None = None
    kinds: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    needs: Needed = field(default_factory=Needed)
    parties: Parties = field(default_factory=Parties)
    measures: tuple[Measure, ...] = ()
    hour: Hour | None = None
    documents: tuple[str, ...] = ()
    exempts: bool = False
    receives: bool = False
    duty: bool = False
    binding: bool = False
    clinical: frozenset[str] = frozenset()
    respelled: tuple[tuple[str, str], ...] = ()
    scene: str = ""

    def concepts(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the ids of the concepts named, of some kinds or all."""
        return tuple(dict.fromkeys(m.concept for m in self.mentions if not kinds or m.kind in kinds))


def language(text: str) -> str:
    """Return ``nb``, ``nn`` or ``en`` by the small words of a text.

    >>> language("Kven skriv sjukmelding?"), language("Who writes the sick note?")
    ('nn', 'en')
    """
    english, norwegian = telling_words(text)
    if english > norwegian:
        return "en"
    return "nn" if any(word in cues()["nynorsk"].labels for word in spellings(text)) else "nb"


def telling_words(text: str) -> tuple[int, int]:
    """Return how many small words of a text are English, and how many are Norwegian."""
    found = spellings(text)
    english = sum(word in cues()["english"].labels for word in found)
    norwegian = sum(word in cues()["bokmaal"].labels or word in cues()["nynorsk"].labels for word in found)
    return english, norwegian


def ask(text: str) -> Ask:
    """Return what a question asks for, by its question word or its first verb."""
    return _asked(text.lower())[0]


def _words_that_ask(lower: str) -> list[tuple[re.Match[str], Ask]]:
    """Return the first word of each kind that asks in a lower-cased question, in the order that they stand in."""
    found = (
        next(((match, kind) for match in cues()[name].pattern.finditer(lower) if _asks(lower, match, kind)), None)
        for name, kind in ASKING.items()
    )
    return sorted((each for each in found if each is not None), key=lambda each: each[0].start())


def _asked(lower: str) -> tuple[Ask, int, int]:
    """Return what a lower-cased question asks for, and where the words that ask start and end.

    They are the first question word, else those that open a question of "may", else none.
    """
    words = _words_that_ask(lower)
    calls = _calls(words)
    start = lower.rstrip("? ").rfind(". ") + 1
    start += len(lower[start:]) - len(lower[start:].lstrip())
    opening = _may_opening(lower, start, [word for word, _ in words])
    if opening and not calls and (not words or words[0][0].start() > opening.start()):
        return Ask.MAY, opening.start(), opening.end()
    if not words:
        return Ask.WHAT, start, start
    word, kind = words[0]
    return (Ask.CONTACT if calls else kind), word.start(), word.end()


def _calls(words: Sequence[tuple[re.Match[str], Ask]]) -> bool:
    """Return whether words that ask are for a number to call: not "hvem har listen med *nummer*?"."""
    kinds = [kind for _, kind in words]
    if Ask.CONTACT not in kinds or Ask.WHO not in kinds[:1] or Ask.WHAT in kinds:
        return Ask.CONTACT in kinds
    called = words[kinds.index(Ask.CONTACT)][0]
    return called.string[: called.start()].rpartition(" ")[0].rpartition(" ")[2] in cues()["joining"]


def _may_opening(lower: str, start: int, words: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """Return the words that open a question of "may": the first of its last sentence, or those after a scene.

    Where a note leaves its subject out ("får ikke tak i vakten, hva gjør jeg?"), the question comes after it.
    """
    first = cues()["ask_may"].pattern.match(lower, start)
    if first is not None and not _without_subject().match(lower, first.end()):
        return first
    scenes = [found for found in _after_scene().finditer(lower, start) if found["asker"] or not words]
    if scenes:
        return cues()["ask_may"].pattern.match(lower, scenes[-1].end())
    after_note = (word for word in words if lower[: word.start()].rstrip().endswith(","))
    return None if any(word[0] not in cues()["subordinate_opening"] for word in after_note) else first


def _actors(mentions: Sequence[Mention], opened: int) -> tuple[str, ...]:
    """Return the roles named right after the words that open a question of "may": "Kan avtalespesialisten ..."."""
    near = (m for m in mentions if m.kind is Kind.ROLE and opened <= m.start <= opened + LONGEST_ARTICLE)
    return tuple(m.concept for m in near)


def _asker(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the roles that whoever asks has, where they ask in Norwegian: "jeg er fastlege", "kan eg som fastlege"."""
    return tuple(m.concept for m in mentions if m.kind is Kind.ROLE and _is_asker(text[: m.start].lower()))


def _is_asker(before: str) -> bool:
    """Return whether words end with a pronoun for whoever asks and what stands between that and their role."""
    said = cues()["asker_is"].ending(before)
    return said is not None and before[: said.start()].rstrip().rpartition(" ")[2] in cues()["asker"]


def _asks(text: str, word: re.Match[str], kind: Ask) -> bool:
    """False where "når" opens a clause of condition, and where "kvar" means each ("kvar månad").

    "Når" asks only at the head of a sentence or a part of one, and there not where the question follows after a comma:
    "Når pasienten er utskrevet, hvem skriver sykmelding?", "..., kan jeg sykmelde?".
    """
    before, after = text[: word.start()].rstrip(), text[word.end() :].lstrip()
    if kind is not Ask.WHEN:
        return not (word[0] in cues()["each"] and is_unit("".join(after.split(maxsplit=1)[:1]).rstrip("?.,")))
    if before and before[-1] not in ".?!,:;" and before.split()[-1] not in cues()["joining"]:
        return False
    opens = word[0] in cues()["subordinate_opening"] and not cues()["asks_by_verb"].match(after)
    rest = _SENTENCE_END.split(after, maxsplit=1)[0]
    return not (opens and (_another().search(rest) or _after_scene().search(rest)))


@cache
def _after_scene() -> re.Pattern[str]:
    """Return the pattern of a comma before a question of "may": "Svaret er her, kan jeg ...?", "..., kan legen ...?".

    Its group ``asker`` is found where whoever asks is the subject.
    """
    verbs, askers = (either(cues()[name].labels) for name in ("ask_may", "asker"))
    return re.compile(rf",\s+(?=(?:{verbs})\b(?:\s+(?P<asker>{askers})\b)?)", re.IGNORECASE)


@cache
def _without_subject() -> re.Pattern[str]:
    """Return the pattern of what stands in a subject's place where a note leaves it out: "får *ikke* tak i vakten"."""
    return re.compile(rf"\s+(?:{either([*cues()['negation'].labels, *cues()['only'].labels])})\b", re.IGNORECASE)


@cache
def _another() -> re.Pattern[str]:
    """Return the pattern of a question word after a comma."""
    return re.compile(rf",\s+(?:{either(question_words())})\b")


def question_words() -> frozenset[str]:
    """Return the words that open a question: without those for contact, which stand anywhere."""
    return frozenset().union(*(cues()[name].labels for name, kind in ASKING.items() if kind is not Ask.CONTACT))


def understand(text: str, vocabulary: Collection[str] = frozenset()) -> Question:
    """Understand a question.

    :param vocabulary: the index terms of the clauses, to tell known words from unknown.
    """
    text = _with_norwegian_letters(text, vocabulary)
    spoken = language(text)
    words = lexicon(spoken, hidden=True)
    tokens = words.words(text)
    tokens, respelled = _respelled(tokens, spoken, vocabulary)
    light = [found.span() for name in _LIGHT for found in cues()[name].pattern.finditer(text.lower())]
    hour = told_hour(text.lower())
    named_anywhere = _without_own_acts([m for m in words.mentions(tokens) if not _is_small_mention(m, tokens)], tokens)
    named_anywhere = sorted([*named_anywhere, *_at(hour, tokens, named_anywhere)], key=lambda mention: mention.start)
    mentions = tuple(m for m in named_anywhere if not _is_within(m, light))
    covered = {at for m in mentions for at in range(m.first, m.last)}
    content = tuple((at, t) for at, t in enumerate(tokens) if not is_small(t.text))
    unknown = tuple(t.stem for at, t in content if at not in covered and t.stem not in vocabulary)
    named = [m.concept for m in mentions]
    broader = [above for concept in named for above in concepts().ancestors(concept)[:1]]
    stems = [t.stem for _, t in content] if spoken != "en" else [t.stem for _, t in content if t.stem in vocabulary]
    lower = text.lower()
    asked, start, opened = _asked(lower)
    kinds = _kinds(lower, mentions, opened) if asked is Ask.WHAT else ()
    if kinds:
        asked, opened = Ask.WHO, max(m.end for m in mentions if m.concept in kinds and m.start >= opened)
    end = focus_end(lower, opened)
    told = measures(lower)
    situations = [(m.start, m.end) for m in mentions if m.kind is Kind.SITUATION]
    # "Hvem avgjør hvor lenge sykmeldingen varer?" asks for no limit.
    needs = Needed() if asked is Ask.WHO else needed(lower, (start, end), situations)
    documents = _documents(lower, [m for m in mentions if start <= m.start < end]) if asked is Ask.WHAT else ()
    units = _units(tokens, mentions, (start, end), lower, vocabulary, told, (*light, *needs.called), documents)
    deed = _deed(units, tokens, opened) if asked is Ask.WHO else None
    acts = tuple(m.concept for m in deed.mentions if m.kind is Kind.ACTION) if deed else ()
    receiving = asked in (Ask.WHO, Ask.CONTACT) and receives(lower, spoken, mentions)
    acting = asked is Ask.WHO and not receiving
    bound = asked is Ask.MAY and _whether_bound(lower, start, end)
    return Question(
        text=text,
        language=spoken,
        ask=asked,
        mentions=mentions,
        units=units,
        terms=tuple(dict.fromkeys([*stems, *(CONCEPT + c for c in (*named, *broader))])),
        content=tuple(t.stem for _, t in content),
        unknown=unknown,
        actors=(_actors(mentions, opened) or _asker(text, mentions)) if asked is Ask.MAY else (),
        acts=acts,
        deed=deed,
        kinds=kinds,
        deeds=tuple(deed for deed in deeds(lower, mentions) if deed[1] not in acts),
        needs=needs,
        parties=parties(lower, (opened, end), mentions, who=acting) if opened > start else Parties(),
        measures=told,
        hour=hour,
        documents=documents,
        exempts=asked in (Ask.WHEN, Ask.MAY) and cues()["ask_exempt"].search(lower) is not None,
        duty=bound or (asked is Ask.MAY and _opens(("ask_must", "ask_duty"), lower, start)),
        binding=bound or _binding(asked, lower, start),
        receives=receiving,
        clinical=frozenset(_clinical(units)),
        respelled=respelled,
        scene=f"{text[:start]} {text[end:]}",
    )


@cache
def writing() -> frozenset[str]:
    """Return the concepts by which a question may ask what stands in a document: its content, and writing it there."""
    return frozenset({CONTENT, *concepts().related(CONTENT)})


def _documents(lower: str, asked: Sequence[Mention]) -> tuple[str, ...]:
    """Return the artifacts of which a clause asks what they hold, given what it names: "Hva skal epikrisen inneholde?".

    What is written in them is asked, too ("Hva skal jeg skrive i henvisningen?"). What is named before the first that
    stands after "in" is none of them: "Hvilke *medisiner* skal stå i epikrisen?".
    """
    things = [mention for mention in asked if mention.kind is Kind.ARTIFACT]
    first = next((mention.start for mention in things if stands_in(lower, mention.start)), 0)
    asking = writing() if first else {CONTENT}
    if asking.isdisjoint(mention.concept for mention in asked):
        return ()
    return tuple(dict.fromkeys(mention.concept for mention in things if mention.start >= first))


def _binding(asked: Ask, lower: str, start: int) -> bool:
    """Return whether a question asks for a duty, which leave does not answer, from where it begins."""
    opens = asked is Ask.MAY and _opens(("ask_must",), lower, start)
    return opens or (asked in (Ask.WHO, Ask.MAY) and cues()["ask_binding"].search(lower) is not None)


def _whether_bound(lower: str, start: int, end: int) -> bool:
    """Return whether a clause asks if somebody is responsible ("har fastlegen ansvar for ...?"), and for no leave."""
    clause = lower[start:end]
    leave = cues()["leave_word"].search(clause)
    return _opens(("ask_whether",), lower, start) and not leave and cues()["ask_responsible"].search(clause) is not None


def _opens(groups: Iterable[str], lower: str, start: int) -> bool:
    return any(cues()[name].pattern.match(lower, start) is not None for name in groups)


def _clinical(units: Sequence[Unit]) -> Iterator[str]:
    """Give the illnesses and treatments that a question asks about; what the scene tells of them is not asked."""
    for mention in (mention for unit in units if unit.asked for mention in unit.mentions):
        concept = concepts().get(mention.concept)
        if concept is not None and concept.scope == "clinical":
            yield concept.id


def _kinds(lower: str, mentions: Sequence[Mention], opened: int) -> tuple[str, ...]:
    """Return the roles right after "which", but for patients: "hvilken avdeling" asks who, one of that kind."""
    if not any(label == lower[:opened][-len(label) :] for label in cues()["ask_which"].labels):
        return ()
    near = (m for m in mentions if m.kind is Kind.ROLE and m.strength == 1 and 0 <= m.start - opened <= 1)
    return tuple(m.concept for m in near if not concepts().served(m.concept))


def _deed(units: Sequence[Unit], tokens: Sequence[Word], opened: int) -> Unit | None:
    """Return what follows "who" first and is no role: "vasker" in "hvem på sykehuset vasker gulvet?".

    It may be a verb that nothing knows, or what a colourless verb is about ("hvem har ansvaret for gulvet?").
    """
    stems = [token.stem for token in tokens if token.start >= opened]
    asked = [unit for unit in units if unit.asked and not unit.names_only_roles]
    places = ((stems.index(stem), unit) for unit in asked for stem in unit.stems if stem in stems)
    return min(places, key=lambda place: place[0], default=(0, None))[1]


def _units(
    tokens: Sequence[Word],
    mentions: Sequence[Mention],
    asking: tuple[int, int],
    lower: str,
    vocabulary: Collection[str],
    told: Sequence[Measure],
    silent: Sequence[tuple[int, int]],
    documents: Collection[str],
) -> tuple[Unit, ...]:
    """Group the mentions by the words that they stand on, and add the content words left over.

    Silent words, as (start, end), tell nothing: those that ask how long, or for a number to call, which the figure of
    a clause answers, and what any deed is asked about with.
    """
    start, end = asking
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        spans.setdefault((mention.first, mention.last), []).append(mention)
    covered = {at for first, last in spans for at in range(first, last)}
    left: dict[tuple[int, int], list[Mention]] = {
        (at, at + 1): [] for at, token in enumerate(tokens) if at not in covered and not is_small(token.text)
    }

    def is_measured(token: Word) -> bool:
        return any(measure.start <= token.start < measure.end for measure in told)

    return tuple(
        Unit(
            tuple(token.stem for token in tokens[first:last]),
            tuple(found),
            asked=start <= tokens[first].start < end and not is_measured(tokens[first]),
            foreign=bool(vocabulary) and bool(found) and not any(_is_told(m, vocabulary) for m in found),
            unknown=bool(vocabulary) and not found and tokens[first].stem not in vocabulary,
            place=stands_in(lower, tokens[first].start) or any(m.concept in documents for m in found),
            measured=is_measured(tokens[first]),
        )
        for (first, last), found in sorted({**spans, **left}.items())
        if not any(a <= tokens[first].start and tokens[last - 1].end <= b for a, b in silent)
    )


def _is_told(mention: Mention, vocabulary: Collection[str]) -> bool:
    """Whether the clauses speak of a concept, or of one related to an action: who calls in makes an appointment."""
    near = concepts().related(mention.concept) if mention.kind is Kind.ACTION else ()
    return any(CONCEPT + each in vocabulary for each in (mention.concept, *near))


def _at(hour: Hour | None, tokens: Sequence[Word], named: Sequence[Mention]) -> Iterator[Mention]:
    """Give the situations that hold at an hour told, as mentions of its words; none where the question names one."""
    if hour is None or any(TIME_OF_DAY in concepts().ancestors(mention.concept) for mention in named):
        return
    places = [at for at, token in enumerate(tokens) if hour.start <= token.start < hour.end]
    for situation in hour.situations if places else ():
        yield Mention(situation, Kind.SITUATION, hour.start, hour.end, places[0], places[-1] + 1)


def _is_within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _without_own_acts(mentions: Sequence[Mention], tokens: Sequence[Word]) -> list[Mention]:
    """Return the mentions without a role that is what somebody does ("alle jeg *henviser*", "lov å *henvise*")."""
    acts = {(m.first, m.last) for m in mentions if m.kind is Kind.ACTION}
    before = {*cues()["asker"].labels, *cues()["infinitive_mark"].labels}
    own = {at for at in range(1, len(tokens)) if tokens[at - 1].text.lower() in before}
    return [m for m in mentions if not (m.kind is Kind.ROLE and m.first in own and (m.first, m.last) in acts)]


def _is_small_mention(mention: Mention, tokens: Sequence[Word]) -> bool:
    """True for a label of one word that is a small word too ("når", "for")."""
    return mention.last - mention.first == 1 and is_small(tokens[mention.first].text)


def is_small(word: str) -> bool:
    """Return whether a word tells nothing by itself ("og", "har")."""
    return word.lower() in cues()["stop_word"].labels


def _with_norwegian_letters(text: str, vocabulary: Collection[str]) -> str:
    """Return a text typed without æ, ø and å with them, in the words that are known only so ("naar", "paa").

    >>> _with_norwegian_letters("Naar maa jeg vaere med paa moete i Aasgaard?", ())
    'Når må jeg være med på møte i Aasgaard?'
    >>> _with_norwegian_letters("Who does the MOES score?", ())
    'Who does the MOES score?'
    """
    if language(text) == "en":
        return text

    def known(found: re.Match[str]) -> str:
        word = _lettered(found[0])
        return word if _is_known(word, vocabulary) and not _is_known(found[0], vocabulary) else found[0]

    return _WITHOUT_LETTERS.sub(known, text)


def _lettered(word: str) -> str:
    for plain, letter in _LETTERS.items():
        word = word.replace(plain, letter)
    return word


def _is_known(word: str, vocabulary: Collection[str]) -> bool:
    """Whether a Norwegian word is small, or has a stem that the ontology or the clauses have."""
    small = is_small(word) or word.lower() in cues()["bokmaal"] or word.lower() in cues()["nynorsk"]
    return small or stem(word) in _known_stems("nb") or stem(word) in vocabulary


def _respelled(
    tokens: Sequence[Word], spoken: str, vocabulary: Collection[str]
) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Replace the stems of words that nothing knows by the nearest stem that the ontology has."""
    found: list[Word] = []
    changed: list[tuple[str, str]] = []
    known = _known_stems(spoken)
    for token in tokens:
        stem = token.stem
        is_known = stem in known or stem in vocabulary or is_small(token.text)
        if not is_known and len(stem) >= SHORTEST_RESPELLED and not lexicon(spoken, hidden=True).mentions([token]):
            near = _nearest(token.text.lower(), spoken) or _nearest(stem, spoken)
            if near is not None:
                changed.append((token.text, near))
                token = replace(token, stem=near)
        found.append(token)
    return found, tuple(changed)


@cache
def _known_stems(spoken: str) -> frozenset[str]:
    return lexicon(spoken, hidden=True).stems


@lru_cache(maxsize=4096)
def _nearest(stem: str, spoken: str) -> str | None:
    from rapidfuzz import fuzz, process

    folded = _lettered(stem)
    best = process.extractOne(
        folded,
        [s for s in _long_stems(spoken) if s[0] == folded[0] and abs(len(s) - len(folded)) <= 2],
        scorer=fuzz.ratio,
        score_cutoff=LEAST_LIKENESS,
    )
    return str(best[0]) if best else None


@cache
def _long_stems(spoken: str) -> tuple[str, ...]:
    return tuple(sorted(s for s in _known_stems(spoken) if len(s) >= SHORTEST_RESPELLED - 1))
