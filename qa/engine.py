"""Answers questions from a build: guard, understand, retrieve, resolve, say, or abstain."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from kg.home import Build
from kg.library import Library
from kg.model import Modality, Norm, collapsed
from ontology.concepts import Kind, concepts
from qa import followup, ranking
from qa.answers import SURE, Answer, Circumstance, Citation, RoleAnswer, Status
from qa.deeds import kin
from qa.encoder import Vectors
from qa.guard import refusal
from qa.index import Index
from qa.openness import open_conditions
from qa.parts import parts
from qa.profiles import named_by
from qa.ranking import Candidate
from qa.resolution import Resolution, lies_on_another, resolve
from qa.understanding import Ask, Question, understand
from qa.verdicts import is_bare, is_left_open, judges, undergoes
from qa.wording import Quoting, abstention, answer_text, cautions, is_clinical

Encode = Callable[[str], Vectors]
"""Gives the vector of a question; kept while one question is put to several documents."""
MOST_CITED = 4
MOST_DOCUMENTS = 4
"""How many documents a question is put to, each by itself."""
MOST_NEAR = 3
SHORTLIST = 12
TOGETHER, BESIDE = 0.2, 0.1
"""How much surer a second question's norm is where the first is answered, and more so where that is by the same clause.

Who asks two things at once knows what they ask about: measured on the gold questions, such a norm between .3 and .5
answered in 14 of 15 cases.
"""
MOST_FOUND, MOST_FOUND_OF_MANY, MANY_NORMS = 40, 20, 40_000
"""How many norms each way of searching finds; fewer, among so many norms, where only documents are to be found."""
KEPT_SOURCES = 256
"""Of how many documents the text is kept in memory at most."""
LEAST_MATCH = 0.8
LIKELY = 0.3
"""From this confidence on the best clause is shown where the program abstains: one in three to one in two answers."""
REFUSALS = frozenset({"motsette", "avslaa"})
LISTED = (Ask.WHAT, Ask.HOW)


class Engine:
    """A build ready to answer; keep one a process."""

    def __init__(self, build: Build, index: Index, library: Library) -> None:
        self.build = build
        self.index = index
        self.library = library
        self._source = lru_cache(maxsize=KEPT_SOURCES)(build.source)

    def ask(self, text: str, documents: Sequence[str] = (), *, after: Answer | Question | None = None) -> Answer:
        """Answer a question from the document that has the best norm for it, or abstain.

        Each document is asked by itself, so that no answer mixes what two of them say; what the
        others answer is in ``elsewhere``, also where this one abstains: the surest of several would
        be wrong more often than one (measured).

        :param documents: ids of the documents to keep to; all where empty.
        :param after: the question before, or its answer; a follow-up takes over what it leaves out.
            Without it every question stands alone.
        :raises BuildError: for the id of a document that is not in the build.
        """
        started = time.perf_counter()
        chosen = self.build.known(list(documents))
        if (refused := self._refused(text)) is not None:
            return _timed(refused, started)
        encode = cache(self.index.query)
        promising = chosen if len(chosen) == 1 else self._promising(text, chosen if documents else (), after, encode)
        answers = [self._by_itself(text, each, after, encode) for each in promising or chosen[:1]]
        best, *others = answers
        elsewhere = tuple(other for other in others if other.status is Status.ANSWERED)
        return _timed(replace(best, elsewhere=elsewhere), started)

    def compare(
        self, text: str, documents: Sequence[str] = (), *, after: Answer | Question | None = None
    ) -> dict[str, Answer]:
        """Answer a question from each document by itself, by document id; the parameters are those of ``ask``.

        :raises BuildError: for the id of a document that is not in the build.
        """
        chosen = self.build.known(list(documents))
        if (refused := self._refused(text)) is not None:
            return dict.fromkeys(chosen, refused)
        found, encode = {}, cache(self.index.query)
        for document in chosen:
            started = time.perf_counter()
            found[document] = _timed(self._by_itself(text, document, after, encode), started)
        return found

    def _refused(self, text: str) -> Answer | None:
        """Return the answer that refuses a question, None where it may be asked."""
        found = refusal(collapsed(text), own_numbers=self.index.numbers)
        return None if found is None else Answer("", Status.REFUSED, found.message)

    def _promising(
        self, text: str, documents: Sequence[str], after: Answer | Question | None, encode: Encode
    ) -> Sequence[str]:
        """Return the documents worth asking, of some or where empty of all, that of the best norm found first."""
        first, *_ = parts(self._read(text, documents, after).question, self.index.words(documents).vocabulary)
        most = MOST_FOUND if len(self.index.entries) <= MANY_NORMS else MOST_FOUND_OF_MANY
        order = self.ranked(first, documents, encode, most=most)
        found = dict.fromkeys(candidate.norm.document for candidate in order)
        return list(found)[:MOST_DOCUMENTS]

    def _read(self, text: str, documents: Sequence[str], after: Answer | Question | None) -> followup.Reading:
        """Return what a question means to some documents, in the light of the one before."""
        before = after.meaning if isinstance(after, Answer) else after
        known = self.index.words(documents).vocabulary
        return followup.read(understand(collapsed(text), known), before, known)

    def _by_itself(self, text: str, document: str, after: Answer | Question | None, encode: Encode) -> Answer:
        """Answer a question from one document, whatever the others say."""
        read = self._read(text, [document], after)
        answer = self._answered(read.question, document, encode)
        return replace(answer, question=collapsed(text), meaning=read.question, taken=read.taken)

    def candidates(
        self,
        question: Question,
        documents: Sequence[str] = (),
        encode: Encode | None = None,
        *,
        most: int = MOST_FOUND,
    ) -> list[Candidate]:
        """Return the norms found for a question with their features, unscored.

        :param encode: gives the vector of a text; the index's own encoder where None.
        :param most: how many each way of searching gives at most.
        """
        vector = (encode or self.index.query)(question.text)
        hits = self.index.search(vector, question.terms, documents=documents, most=most)
        norms = [self.library.numbered(hit.document, hit.number) for hit in hits]
        profiles = [self.index.profile(hit.position) for hit in hits]
        return ranking.candidates(question, hits, norms, profiles, self.index.words(documents))

    def ranked(
        self,
        question: Question,
        documents: Sequence[str] = (),
        encode: Encode | None = None,
        *,
        most: int = MOST_FOUND,
    ) -> list[Candidate]:
        """Return the norms found for a question, best first; the parameters are those of ``candidates``."""
        return ranking.ranked(self.candidates(question, documents, encode, most=most), ranking.weights().ranking)

    def quoting(self, document: str, question: Question | None = None) -> Quoting:
        """Return how the clauses of a document are quoted in answer to a question."""
        language, lists = ("nb", False) if question is None else (question.language, question.ask in LISTED)
        return Quoting(language, self.library.clauses(document), self._source(document), lists, self.name(document))

    def title(self, document: str) -> str:
        """Return a document's title; its id where it is not, or no longer, in the build."""
        return self.build.edition(document).title if document in self.build.versions else document

    def name(self, document: str) -> str:
        """Return what tells a document from the others of the build: nothing where it is the only one."""
        if len(self.build.manifest.documents) == 1:
            return ""
        return f"{document} ({self.build.versions[document]})" if document in self.build.several else document

    def _answered(self, question: Question, document: str, encode: Encode) -> Answer:
        """Answer a question from one document."""
        first, *others = parts(question, self.index.words([document]).vocabulary)
        order = self.ranked(first, [document], encode)
        confidence = confidence_of(first, order)
        if others and others[0].ask is Ask.MAY and not self._is_sure(first, order, confidence):
            # "..., og kan sykehuset kreve det?" may ask more about the same: both tell what the first does not.
            first, others, order = question, [], self.ranked(question, [document], encode)
            confidence = confidence_of(first, order)
        if not self._is_sure(first, order, confidence):
            return self._abstained(question, order, confidence, document)
        second = self._second(others[0], document, encode, order[0].norm) if others else None
        resolution = resolve(first, order, self.library, second)
        quoting = self.quoting(document, first)
        cited = self._cited(first, resolution, order)
        lead = resolution.lead
        clause = [] if order[0].instead else [c.norm for c in order if c.norm.clause == lead.clause]
        asked = replace(first, language=question.language)
        cautioned = cautions(asked, lead, clause, unsure=confidence < SURE)
        return Answer(
            question=question.text,
            status=Status.ANSWERED,
            text=answer_text(question, resolution, quoting, cautioned),
            language=question.language,
            roles=tuple(
                RoleAnswer(role, concepts().name(role, question.language), modality)
                for role, modality in resolution.roles
            ),
            citations=cited,
            circumstances=tuple(Circumstance(c.text, c.kind.value, is_bare(c.text)) for c in lead.conditions),
            near=self._near(question, order, {c.clause for c in cited}),
            norms=tuple(norm.id for norm in resolution.norms),
            confidence=confidence,
            cautions=cautioned,
            understood=_understood(question),
            open=open_conditions(question, resolution),
        )

    def _second(
        self, question: Question, document: str, encode: Encode, first: Norm
    ) -> tuple[Question, Sequence[Candidate]] | None:
        """Return the second of two questions with its norms, None where they may not answer it.

        :param first: the norm of the first question; one of its clause is the likelier to answer both.
        """
        order = self.ranked(question, [document], encode)
        beside = bool(order) and order[0].norm.clause == first.clause
        confidence = confidence_of(question, order) + TOGETHER + (BESIDE if beside else 0.0)
        return (question, order) if self._is_sure(question, order, confidence) else None

    def _is_sure(self, question: Question, order: Sequence[Candidate], confidence: float) -> bool:
        """Return whether the best of some norms, if any, may answer a question."""
        sure = bool(order) and ranking.answers(question, order[0], confidence)
        return sure and _states(question, order) and self._answerable(question, order[0])

    def _answerable(self, question: Question, best: Candidate) -> bool:
        """False where the question asks for an actor or a treatment that the norm does not name.

        So where a norm forbids what others do than whoever the question is about, or excepts the case without saying
        who acts in it. "Who" asks for a responsibility, whatever ails the patient; so does any question with an illness
        in its scene.
        """
        norm = best.norm
        if question.ask is Ask.WHO and is_left_open(question, norm):
            return False
        near = self.index.profile(best.hit.position).nearness
        if question.kinds and norm.bearers and not any(kin(kind, norm.bearers) for kind in question.kinds):
            return False
        unnamed = question.actors and near.keys().isdisjoint(question.actors)
        if unnamed and not (_holds_for_all(question, norm) or lies_on_another(question, norm)):
            return False
        if norm.modality is Modality.PERMISSION and _asks_to_refuse(question) and REFUSALS.isdisjoint(norm.concepts):
            return False
        forbids = norm.modality is Modality.PROHIBITION and norm.bearers
        if forbids and question.ask is Ask.MAY and not (judges(question, norm) or _names_both(question, norm, near)):
            return False
        return question.ask is Ask.WHO or question.clinical <= named_by(norm)

    def _cited(self, question: Question, resolution: Resolution, order: Sequence[Candidate]) -> tuple[Citation, ...]:
        """Cite the lead, its further parts and hand-overs, and the next best clause of another place."""
        norms = list(resolution.norms)
        norms += [c.norm for c in order[1:SHORTLIST] if c.norm.modality is not Modality.INFO]
        found: dict[tuple[str, int, int], Citation] = {}
        for norm in norms:
            cited = self.quoting(norm.document, question).citation(norm)
            found.setdefault((cited.document, cited.start, cited.end), cited)
        return tuple(found.values())[:MOST_CITED]

    def _near(
        self, question: Question, order: Sequence[Candidate], taken: set[str], *, likely: bool = False
    ) -> tuple[Citation, ...]:
        """Return the clauses next to an answer, or next best, that have enough to do with the question.

        :param likely: whether the best one has, however little of the question it meets.
        """
        found: dict[str, Citation] = {}
        for candidate in order[:SHORTLIST]:
            norm = candidate.norm
            said = norm.modality is not Modality.INFO or norm.action is not None
            meets = candidate.feature("match") >= LEAST_MATCH or (likely and candidate is order[0])
            if norm.clause not in taken and said and meets:
                quoting = self.quoting(norm.document, question)
                found.setdefault(norm.clause, quoting.citation(norm))
        return tuple(found.values())[:MOST_NEAR]

    def _abstained(self, question: Question, order: Sequence[Candidate], confidence: float, document: str) -> Answer:
        near = self._near(question, order, set(), likely=confidence >= LIKELY)
        best = bool(near) and near[0].clause == order[0].norm.clause
        likely = best and not is_clinical(question) and confidence >= LIKELY and _states(question, order)
        return Answer(
            question=question.text,
            status=Status.ABSTAINED,
            text=abstention(question, near, self.build.edition(document).publisher, likely=likely),
            language=question.language,
            near=near,
            likely=likely,
            confidence=confidence,
            understood=_understood(question),
        )


def confidence_of(question: Question, order: Sequence[Candidate]) -> float:
    """Return the calibrated probability that the best candidate answers the question.

    It is none where there is no candidate, or it meets no word and no concept of the question: in a short document
    the best one may be far ahead of the others all the same.
    """
    if not order or order[0].feature("match") <= 0:
        return 0.0
    fitted = ranking.weights()
    signal = float(ranking.evidence(question, order) @ fitted.confidence) + fitted.bias
    return float(1 / (1 + np.exp(-signal)))


def _states(question: Question, order: Sequence[Candidate]) -> bool:
    """Return whether the best of some norms states the figures that a question asks for.

    So does another of its clause that holds with it, and lies on the same or on nobody: "Planen varer i fire uker."
    """
    first = order[0]
    beside = (c for c in order if c.norm.clause == first.norm.clause and c.clashes == first.clashes)
    own = (c.norm for c in beside if c.norm.bearers in ((), first.norm.bearers))
    return any(question.needs.stated_by(norm) for norm in (first.norm, *own))


def _holds_for_all(question: Question, norm: Norm) -> bool:
    """True for what is forbidden whoever does it, and for leave to do what a patient undergoes."""
    if norm.modality is Modality.PROHIBITION:
        return not norm.bearers or judges(question, norm)
    return norm.modality is Modality.PERMISSION and undergoes(question, norm)


def _asks_to_refuse(question: Question) -> bool:
    """True for a question of leave to refuse something ("kan fastlegen nekte ...?"): leave to do it is no answer."""
    asked = (mention for unit in question.units if unit.asked for mention in unit.mentions)
    return question.ask is Ask.MAY and any(mention.concept in REFUSALS for mention in asked)


def _names_both(question: Question, norm: Norm, near: Mapping[str, float]) -> bool:
    """True where a norm names whose act is judged, and forbids something to another whom the question names, too.

    "Må sykehjemmet ta prøven på nytt hvis sykehuset ber om det?": the hospital cannot demand it of the nursing home.
    """
    others = set(question.concepts(Kind.ROLE)).difference(question.actors)
    return all(near.get(actor, 0.0) >= 1 for actor in question.actors) and others.issuperset(norm.bearers)


def _understood(question: Question) -> dict[str, tuple[str, ...]]:
    named = {
        "roller": question.concepts(Kind.ROLE),
        "saker": question.concepts(Kind.ARTIFACT),
        "handlinger": question.concepts(Kind.ACTION),
        "situasjoner": question.concepts(Kind.SITUATION),
        "lest som": tuple(f"{word} → {stem}" for word, stem in question.respelled),
    }
    return {name: values for name, values in named.items() if values}


def _timed(answer: Answer, started: float) -> Answer:
    return replace(answer, elapsed_ms=1000 * (time.perf_counter() - started))
