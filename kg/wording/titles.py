"""Names of documents that tell them apart, for choices: titles, and more of what is known where titles repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kg.model import Metadata

__all__ = ["document_names", "edition_names"]


def document_names(documents: Sequence[Metadata]) -> dict[str, str]:
    """Return a name for each of some documents, by id, no two the same; each document is there in one edition.

    >>> document_names([Metadata("nord", "Samhandling"), Metadata("soer", "Samhandling"), Metadata("vest", "Vakt")])
    {'nord': 'Samhandling (nord)', 'soer': 'Samhandling (soer)', 'vest': 'Vakt'}
    """
    apart = _apart({meta.edition: meta.title for meta in documents})
    return {meta.id: apart[meta.edition] for meta in documents}


def edition_names(documents: Sequence[Metadata], others: Sequence[Metadata]) -> dict[str, str]:
    """Return a name for each of some editions, by key, no two the same.

    :param documents: those in force.
    :param others: those that are not, which their names say.
    """
    current = {meta.edition: meta.title for meta in documents}
    past = {meta.edition: f"{meta.title}, utgave {meta.version} (ikke i kraft)" for meta in others}
    return _apart(current | past)


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by edition, with the document's id where they repeat, or the edition where that is not enough.

    With the edition behind each of them no two can be the same: it holds no bracket and no space.
    """
    for marks in (
        {edition: edition.partition("@")[0] for edition in names},
        {edition: edition for edition in names},
    ):
        times = Counter(names.values())
        tried = {key: f"{name} ({marks[key]})" if times[name] > 1 else name for key, name in names.items()}
        if len(set(tried.values())) == len(names):
            return tried
    return {edition: f"{name} ({edition})" for edition, name in names.items()}
