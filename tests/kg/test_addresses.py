"""Addresses of clauses: written and read back, and what they lead to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata import slug
from kg.addresses import PAGE, Address, link, nearest, page_root, read_address
from kg.errors import AnsvarError
from tests.support import AGDER, FJORDANE, GOLD, Read, real

slugs = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(lambda name: slug(name) == name)
steps = st.from_regex(r"[a-zæøå0-9._]{1,12}", fullmatch=True)
clauses = st.lists(steps, min_size=1, max_size=4).map("__".join)
NAMES = ("nordvik", "vestfinnmark", "viken", "innlandet", "moere")


@given(slugs, clauses, st.just("") | slugs)
def test_what_is_written_is_read_back(document: str, clause: str, version: str) -> None:
    address = Address(document, clause, version)
    assert read_address(str(address)) == address
    linked = urlsplit(link(address, "https://ansvar.example.no/under"))
    assert linked.path == "/under/"
    assert read_address(parse_qs(linked.query)["clause"][0]) == address


@given(st.text(max_size=40), st.text(max_size=20))
def test_anything_can_be_read(clause: str, document: str) -> None:
    read_address(clause, document)


@pytest.mark.parametrize("path", [AGDER, FJORDANE, *(GOLD / f"{name}.txt" for name in NAMES)])
def test_every_clause_and_norm_is_found_and_one_that_is_not_there_leads_to_its_parent(path: object) -> None:
    read: Read = real(path)  # type: ignore[arg-type]
    ids = [clause.id for clause in read.clauses]
    norms = {norm.id: norm.clause for norm in read.norms}
    for clause in read.clauses:
        assert nearest(ids, norms, clause.id) == (clause.id, True)
        assert read_address(str(Address(read.document.id, clause.id, read.document.version))).clause == clause.id
        assert nearest(ids, norms, f"{clause.id}__point_999") == (clause.id, False)
        assert nearest(ids, norms, f"{clause.id}__point_999__norm_7") == (clause.id, False)
    for norm in read.norms:
        assert nearest(ids, norms, norm.id) == (norm.clause, True)
    assert nearest(ids, norms, "sec_999.1__point_1") == ("", False)
    assert nearest(ids, norms, "") == ("", False)


@given(st.sets(clauses, max_size=8), clauses)
def test_the_nearest_is_there_and_above(there: set[str], wanted: str) -> None:
    found, exact = nearest(there, {}, wanted)
    assert exact == (wanted in there)
    assert not found or (found in there and wanted.startswith(found))


def test_the_page_is_where_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANSVAR_PAGE", raising=False)
    assert page_root() == PAGE
    monkeypatch.setenv("ANSVAR_PAGE", "https://ansvar.example.no/graf/")
    assert link(Address("a", "sec_1", "2")) == "https://ansvar.example.no/graf/?clause=a@2/sec_1"
    for wrong in ("ansvar.example.no", "javascript:alert(1)", "https://a.no/?x", "https://a.no/\n"):
        monkeypatch.setenv("ANSVAR_PAGE", wrong)
        with pytest.raises(AnsvarError, match="ANSVAR_PAGE"):
            page_root()
