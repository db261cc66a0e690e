"""Documents that may be taken in: read and looked over without changing anything, and what keeps them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePath

from ingest.documents import document_of, in_clauses
from ingest.metadata import facts_beside, metadata, own_facts
from ingest.norms import norms
from ingest.readers import read_bytes
from ingest.readers.limits import file_bytes
from kg.collection import Collection
from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import Reading, as_read
from kg.model import Clause, ClauseKind, Document, Metadata, collapsed
from kg.preview import Likeness, Preview, likeness, preview
from kg.wording.phrases import day
from qa.sources import shipped

_LONGEST_TITLE = 24
_OPENING = 5
_SAMPLE = 20
"""By how many of its longest clauses a document is known again."""


class Clash(StrEnum):
    """What keeps a document out, whatever it may take the place of."""

    SAME_DAY = "same day"
    NO_VERSION = "no version"


_CLASHES = {
    Clash.SAME_DAY: (
        "En annen utgave av {0} gjelder fra samme dag. Oppgi en annen dato som denne gjelder fra",
        "--valid-from 2025-01-01",
    ),
    Clash.NO_VERSION: ("{0} finnes fra før. Oppgi hvilken utgave dette er", "--version 2"),
}
_CONFLICT = "Utgaven {0} finnes fra før, med en annen tekst eller andre opplysninger"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that has been read, and may be taken in; nothing has been changed for it.

    ``conflict`` says whether the edition with its key is there already and is another, whose place it may take;
    ``notes`` what was decided for it: Norwegian sentences.
    """

    content: bytes
    file: str
    reading: Reading
    preview: Preview
    likeness: Likeness | None = None
    clash: Clash | None = None
    conflict: bool = False
    notes: tuple[str, ...] = ()

    @property
    def metadata(self) -> Metadata:
        """What is known of the document."""
        return self.preview.metadata

    def refusal(self, *, options: bool = False) -> str:
        """Return what keeps it out, whatever it may take the place of; empty where nothing does.

        :param options: whether to name the option of the command line that helps.
        """
        if self.clash is None:
            return ""
        said, option = _CLASHES[self.clash]
        return f"{said.format(self.metadata.id)}{f', for eksempel {option}' if options else ''}."

    def objection(self, *, options: bool = False) -> str:
        """Return what keeps it out unless it is to take the place of the edition with its key; empty where nothing.

        :param options: whether to name the options of the command line that help.
        """
        if not self.conflict:
            return ""
        new, old = (" (--version 2)", " (--replace)") if options else ("", "")
        return f"{_CONFLICT.format(self.metadata.edition)}. Oppgi en ny utgave{new}, eller bytt ut den gamle{old}."


def look_at(path: Path, given: Mapping[str, object] | None = None, *, home: Home | None = None) -> Candidate:
    """Read a file without changing anything.

    :param given: what is known of the document, before what the metadata file beside it says.
    :raises DocumentError: where it cannot be used.
    """
    raw = file_bytes(path)
    return look(raw, path.name, {**facts_beside(path), **(given or {})}, home=home)


def look(raw: bytes, name: str, facts: Mapping[str, object], *, home: Home | None = None) -> Candidate:
    """Read what a file holds without changing anything.

    What the facts leave out is taken from the edition of that key, or the newest of that document; else the title
    from the headings before the first chapter. A further edition of a document is valid from today where nobody
    says from when.

    :param name: the file's name: its ending tells the format.
    :param facts: by the names of the fields of ``Metadata``.
    :raises DocumentError: where it cannot be used.
    """
    home = home or Home()
    stem = PurePath(name).stem
    facts = own_facts(raw, name) | {fact: value for fact, value in facts.items() if value not in (None, "")}
    current = current_build(home)
    known = known_editions(home, current)
    inherited, notes = _inherited(metadata(facts, stem=stem, where=name), known)
    if {"title", "publisher"} <= facts.keys():
        notes = ()
    meta = metadata(inherited | facts, stem=stem, where=name)
    document, clauses = in_clauses(read_bytes(raw, name), meta, name)
    if "title" not in inherited | facts:
        meta = replace(meta, title=title_of(clauses) or stem)
    if not meta.valid_from and any(each.id == meta.id and each.edition != meta.edition for each in known.values()):
        meta = replace(meta, valid_from=date.today().isoformat())
        notes = (*notes, f"Utgaven gjelder fra i dag, {day(meta.valid_from)}, siden ingen dato er oppgitt.")
    document = replace(document, metadata=meta)
    reading = document, clauses, norms(document, clauses)
    like = _likeness(meta, clauses, current)
    if like is not None and not like.same:
        notes = (*notes, f"Ingen punkter er som i utgaven {like.edition.edition}. Er det samme dokument?")
    if like is None and (twin := _twin(clauses, current)) is not None:
        notes = (*notes, f"Teksten er nesten den samme som {twin.edition}. Er det en utgave av det, så oppgi id-en.")
    return Candidate(
        content=raw,
        file=PurePath(name).name,
        reading=reading,
        preview=preview(*reading),
        likeness=like,
        clash=clash_of(meta, known, named="version" in facts),
        conflict=conflict_of(document, raw, known, current, home),
        notes=notes,
    )


def _inherited(meta: Metadata, known: Mapping[str, Metadata]) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return what a known edition says of a document, for what nobody has said, and a note where that is another."""
    if (own := known.get(meta.edition)) is not None:
        return {name: value for name, value in asdict(own).items() if value not in (None, "")}, ()
    siblings = [each for each in known.values() if each.id == meta.id]
    if not siblings:
        return {}, ()
    newest = max(siblings, key=lambda each: each.valid_from)
    found = {"title": newest.title, "publisher": newest.publisher, "language": newest.language}
    note = f"Det som ikke er oppgitt om tittel og utgiver, er hentet fra utgaven {newest.edition}."
    return {name: value for name, value in found.items() if value}, (note,)


def title_of(clauses: Sequence[Clause]) -> str:
    """Return the longest of the headings that stand before the first chapter, an empty string where there is none."""
    found = []
    for clause in clauses[:_OPENING]:
        if clause.kind in (ClauseKind.CHAPTER, ClauseKind.POINT):
            break
        if len(clause.text.split()) <= _LONGEST_TITLE and not clause.text.endswith((".", ":")):
            found.append(clause.text)
    return max(found, key=len, default="")


def known_editions(home: Home, current: Build | None) -> dict[str, Metadata]:
    """Return the editions that are built, were added, or ship with the program and were not taken out.

    :param current: the build in use.
    """
    collection = Collection(home.folder)
    hidden = collection.hidden()
    found = {s.metadata.edition: s.metadata for s in shipped() if s.metadata.edition not in hidden}
    found |= {each.metadata.edition: each.metadata for each in collection.added()}
    return found | {meta.edition: meta for meta in (current.manifest.documents if current else ())}


def current_build(home: Home) -> Build | None:
    """Return the build in use, None where there is none that can be used: all of its files are checked."""
    try:
        return home.open()
    except BuildError:
        return None


def _likeness(meta: Metadata, clauses: Sequence[Clause], current: Build | None) -> Likeness | None:
    """Compare with the edition in force of the same document, else with its newest; None where none is built."""
    built = [each for each in current.manifest.documents if each.id == meta.id] if current else []
    if current is None or not built:
        return None
    held = current.versions.get(meta.id)
    edition = next((each for each in built if each.version == held), max(built, key=lambda each: each.valid_from))
    return likeness(clauses, edition, as_read(current, edition.edition)[1])


def _twin(clauses: Sequence[Clause], current: Build | None) -> Metadata | None:
    """Return a document in force, under another id, that holds most of the longest clauses word for word."""
    if current is None:
        return None
    sample = sorted((collapsed(clause.text) for clause in clauses), key=len, reverse=True)[:_SAMPLE]
    sources = ((meta, collapsed(current.source(meta.edition))) for meta in current.documents)
    return next((m for m, source in sources if sum(text in source for text in sample) > len(sample) / 2), None)


def clash_of(meta: Metadata, known: Mapping[str, Metadata], *, named: bool) -> Clash | None:
    """Return what keeps an edition out beside those that are known, None where nothing does.

    :param named: whether somebody has said which version it is.
    """
    others = [other for other in known.values() if other.id == meta.id and other.version != meta.version]
    if others and not named and meta.edition not in known:
        return Clash.NO_VERSION
    return Clash.SAME_DAY if any(other.valid_from == meta.valid_from for other in others) else None


def conflict_of(
    document: Document, raw: bytes, known: Mapping[str, Metadata], current: Build | None, home: Home
) -> bool:
    """Return whether its edition is there already, with another text or other metadata.

    :param raw: what its file holds.
    :param current: the build in use.
    """
    edition = document.metadata.edition
    if edition not in known:
        return False
    if current is not None and edition in {meta.edition for meta in current.manifest.documents}:
        return Document(current.edition(edition), current.source(edition)).digest != document.digest
    if (added := Collection(home.folder).get(edition)) is not None:
        return added.metadata != document.metadata or added.path.read_bytes() != raw
    return not ships(document)


def ships(document: Document) -> bool:
    """Return whether just this document ships with the program."""
    mine = [source for source in shipped() if source.metadata == document.metadata]
    return any(document_of(source.path, source.metadata)[0].digest == document.digest for source in mine)
