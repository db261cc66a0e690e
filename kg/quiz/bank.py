"""The bank of a build: every question that its graph yields, with its options, its proof and what to talk about.

A norm that makes no good sentence, or whose answer others share, makes no question: few good ones beat many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.passages import passage
from ingest.pipeline import parsed
from ingest.segments import path_to
from kg.graphs import Graphs
from kg.home import Build
from kg.iris import norm_iri
from kg.library import Library, open_library
from kg.model import Bearing, Clause, ClauseKind, Condition, ConditionKind, Document, Modality, Norm
from kg.overlap.overlaps import Overlap, overlaps
from kg.quiz.options import (
    Rivals,
    clear,
    knowledge,
    modality_option,
    near_roles,
    rivals,
    role_option,
    spoken_of,
    wrong_limits,
    wrong_modalities,
    wrong_roles,
)  # fmt: skip
from kg.quiz.prompts import place, prompts
from kg.quiz.quizzes import FEWEST_WRONG, Bank, Item, Option, Proof, QuizKind, Theme, Wrong
from kg.quiz.sentences import Sentence, leans, told
from kg.quiz.stems import Stem, bearer_stem, deadline_stem, modality_stem, under
from kg.wording.places import chapter_title
from ontology.cues import cues

LONGEST_QUOTE = 420
LONGEST_JOINT = 8
"""The most characters between two norms of one sentence (", samt ")."""
NYNORSK_WORDS = 3
"""A chapter with so many different words of Nynorsk is in Nynorsk."""


@dataclass(frozen=True)
class _Reading:
    """A document with what its questions are made of."""

    document: Document
    clauses: dict[str, Clause]
    norms: Sequence[Norm]
    sentences: Sequence[Sentence]
    pairs: Sequence[Overlap]
    rivals: Mapping[str, Rivals]
    near: dict[str, frozenset[str]]


def question_bank(build: Build, documents: Sequence[str] = (), library: Library | None = None) -> Bank:
    """Return all questions of a build, in the documents' order; loads the pipeline.

    :param documents: ids of the documents to keep to; all where empty.
    :raises BuildError: for the id of a document that is not in the build, or where the graph is damaged.
    """
    library = library or open_library(build)
    chosen, store = build.known(list(documents)), knowledge(build)
    return Bank(
        tuple(
            item
            for meta in build.documents
            if meta.id in chosen
            for item in questions_of(
                Document(meta, build.source(meta.id)), library.clauses(meta.id), library.all_norms(meta.id), store
            )
        )
    )


def questions_of(document: Document, clauses: dict[str, Clause], norms: Sequence[Norm], store: Graphs) -> list[Item]:
    """Return the questions of a document, in its order.

    :param clauses: by id; ``store`` holds the document's graph and the ontology (``kg.quiz.options.knowledge``).
    """
    binding = [norm for norm in norms if norm.modality is not Modality.INFO]
    pairs = overlaps(binding)
    reading = _Reading(
        document=document,
        clauses=clauses,
        norms=binding,
        sentences=_sentences(document.text, binding, clauses),
        pairs=pairs,
        rivals=rivals(store, binding, pairs),
        near=near_roles(store, spoken_of(binding)),
    )
    return _once(_items(reading))


def _sentences(source: str, norms: Sequence[Norm], clauses: dict[str, Clause]) -> list[Sentence]:
    passages = [passage(source, norm.start, norm.end) for norm in norms]
    languages = _languages(clauses)
    docs = parsed([each.text for each in passages])
    return [
        Sentence(norm, words, doc, languages[_chapter(clauses, norm.clause).id])
        for norm, words, doc in zip(norms, passages, docs, strict=True)
    ]


def _languages(clauses: dict[str, Clause]) -> dict[str, str]:
    """Return the language of each chapter: Nynorsk where several of its words are."""
    words: dict[str, set[str]] = {}
    for name, clause in clauses.items():
        found = words.setdefault(_chapter(clauses, name).id, set())
        found.update(word for word in clause.text.lower().split() if word in cues()["nynorsk"])
    return {chapter: "nn" if len(found) >= NYNORSK_WORDS else "nb" for chapter, found in words.items()}


def _items(reading: _Reading) -> Iterator[Item]:
    sentences = [(sentence, deadline_stem(sentence)) for sentence in reading.sentences]
    amounts = {timed[1]: sentence.norm.duration or "" for sentence, timed in sentences if timed}
    for sentence, timed in sentences:
        norm = sentence.norm
        # What comes later in a clause leans on what was said.
        later = norm.start != reading.clauses[norm.clause].start
        if (later and leans(sentence)) or not _ends(reading, norm):
            continue
        rival = reading.rivals.get(norm_iri(norm), Rivals())
        if clear(norm.bearers) and (stem := _asked(reading, sentence, bearer_stem(sentence))):
            if not told(stem.text, norm.bearers):
                wrong = wrong_roles(norm, stem.text, reading.norms, rival, reading.near)
                yield from _item(reading, norm, QuizKind.BEARER, stem, role_option(norm.bearers), wrong)
        if rival.modalities <= {norm.modality} and (stem := _asked(reading, sentence, modality_stem(sentence))):
            right = modality_option(norm.modality)
            yield from _item(reading, norm, QuizKind.MODALITY, stem, right, wrong_modalities(norm))
        if norm.duration and timed and (stem := _asked(reading, sentence, timed[0])):
            wrong = wrong_limits(norm.duration, amounts.items(), rival)
            yield from _item(reading, norm, QuizKind.DEADLINE, stem, Option(timed[1], (norm.duration,)), wrong)


def _ends(reading: _Reading, norm: Norm) -> bool:
    """Whether a norm's words go on to the end of a sentence, or to where the next norm begins."""
    rest = reading.document.text[norm.end : reading.clauses[norm.clause].end].strip()
    if norm.text.endswith((".", "!", "?")) or not rest or rest[0] in ".;":
        return True
    return any(0 <= each.start - norm.end <= LONGEST_JOINT for each in reading.norms if each.clause == norm.clause)


def _asked(reading: _Reading, sentence: Sentence, stem: Stem | None) -> Stem | None:
    """Return a stem under the norm's conditions that stand outside its words; one such condition at most."""
    norm = sentence.norm
    outside = [each for each in norm.conditions if not norm.start <= each.start < norm.end]
    if stem is None or not outside:
        return stem
    whole = len(outside) == 1 and outside[0].kind is ConditionKind.CONDITION
    if not whole or _continued(reading, outside[0]):
        return None
    return under(stem, outside[0].text, sentence.language)


def _continued(reading: _Reading, condition: Condition) -> bool:
    """Whether the points below a condition's clause go on with its words, and are no norms of their own."""
    holders = {name for name, clause in reading.clauses.items() if clause.start <= condition.start < clause.end}
    bind = {norm.clause for norm in reading.norms}
    below = [each for each in reading.clauses.values() if each.parent in holders]
    return any(each.kind is ClauseKind.POINT and each.id not in bind for each in below)


def _item(
    reading: _Reading, norm: Norm, kind: QuizKind, stem: Stem, right: Option, wrong: Sequence[Wrong]
) -> Iterator[Item]:
    """Yield the question, unless too few can be offered or nothing proves the answer."""
    proof = _proof(reading, norm, kind)
    if len(wrong) < FEWEST_WRONG or proof is None:
        return
    theme = _theme(reading, norm)
    yield Item(
        id=f"{norm.document}/{norm.id}/{kind}",
        kind=kind,
        theme=theme,
        ask=stem.ask,
        sentence=stem.sentence,
        right=right,
        wrong=tuple(wrong),
        proof=proof,
        prompts=prompts(norm, reading.pairs, reading.clauses),
        hides_theme=kind is QuizKind.BEARER and told(theme.title, norm.bearers),
    )


def _proof(reading: _Reading, norm: Norm, kind: QuizKind) -> Proof | None:
    """Return the clause that proves an answer, with the heading that names the role where it is needed."""
    clause = reading.clauses[norm.clause]
    under = ""
    if kind is QuizKind.BEARER and norm.bearing is Bearing.HEADING:
        above = [each.text for each in path_to(clause, reading.clauses) if told(each.text, norm.bearers)]
        if not above:
            return None
        under = above[-1]
    whole = len(clause.text) <= LONGEST_QUOTE
    return Proof(
        document=norm.document,
        title=reading.document.metadata.title,
        clause=norm.clause,
        norm=norm.id,
        quote=clause.text if whole else norm.text,
        words=norm.text,
        place=place(norm, reading.clauses),
        start=clause.start if whole else norm.start,
        end=clause.end if whole else norm.end,
        under=under,
        reviewed=norm.reviewed is not None,
    )


def _chapter(clauses: dict[str, Clause], name: str) -> Clause:
    """Return the topmost clause above one, itself where there is none."""
    clause = clauses[name]
    return next(iter(path_to(clause, clauses)), clause)


def _theme(reading: _Reading, norm: Norm) -> Theme:
    chapter = _chapter(reading.clauses, norm.clause)
    title = chapter_title(chapter) if chapter.kind is ClauseKind.CHAPTER else chapter.text
    return Theme(norm.document, chapter.id, chapter.section, title)


def _once(items: Iterator[Item]) -> list[Item]:
    """Return items, of those that ask the same words the first, and none where their answers differ."""
    by_words: dict[str, list[Item]] = {}
    for item in items:
        by_words.setdefault(f"{item.kind} {item.ask} {item.sentence}", []).append(item)
    return [same[0] for same in by_words.values() if len({item.right for item in same}) == 1]
