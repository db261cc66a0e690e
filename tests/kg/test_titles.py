"""The names of documents and editions: no two the same, and nothing added where titles differ."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Metadata
from kg.wording.titles import document_names, edition_names

KNOWN = ("Samhandling", "Samhandling (a)", "Samhandling (a@1)", "Samhandling, utgave 1 (ikke i kraft)")
titles = st.sampled_from(KNOWN)
editions = st.lists(
    st.builds(Metadata, st.sampled_from("abc"), titles, version=st.sampled_from("12")), unique_by=lambda m: m.edition
)


@given(editions)
def test_no_two_editions_have_the_same_name(metas: list[Metadata]) -> None:
    current = list({meta.id: meta for meta in metas}.values())
    others = [meta for meta in metas if meta not in current]
    names = edition_names(current, others)
    assert set(names) == {meta.edition for meta in metas}
    assert len(set(names.values())) == len(metas)
    assert len(set(document_names(current).values())) == len(current)


@given(editions)
def test_titles_that_differ_are_left_as_they_are(metas: list[Metadata]) -> None:
    apart = [replace(meta, title=f"{meta.title} {place}") for place, meta in enumerate(metas)]
    current = list({meta.id: meta for meta in apart}.values())
    assert document_names(current) == {meta.id: meta.title for meta in current}
