from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.difference.differences import Change, Differences, differences, for_role
from kg.difference.editions import Reading
from kg.difference.sentences import CHANGES, sentence
from kg.difference.shifts import ChangeKind
from kg.model import Document
from tests.kg.known_changes import PAIRS, found, known, score
from tests.support import AGDER, FJORDANE, read_all, real, written

HEAD = "1. Henvisning\n\nFastlegens ansvar:\n\n"


def reading(path: Path) -> Reading:
    read = real(path)
    return read.document, read.clauses, read.norms


def texts(folder: Path, old: str, new: str) -> Differences:
    """Return the differences between two texts of one's own."""
    one, other = (read_all(written(folder, text, f"{name}.txt")) for name, text in (("a", old), ("b", new)))
    return differences(
        (one.document, one.clauses, one.norms),
        (other.document, other.clauses, other.norms),
    )


@pytest.mark.parametrize("turned", [False, True], ids=["there", "back"])
@pytest.mark.parametrize("name", PAIRS)
def test_the_known_changes_are_found_and_no_others(name: str, turned: bool):
    gold = known(name, turned=turned)
    assert len(gold) >= 20
    result = score(gold, found(name, turned=turned))
    assert result.missed == []
    assert result.extra == []


def test_the_known_changes_are_of_all_kinds():
    kinds = {record.get("kind") for record in known("agder-2025")}
    assert kinds >= {kind for kind in ChangeKind if kind.of_duty} - {ChangeKind.ACTION, ChangeKind.NUMBER}


@pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)
def test_an_edition_and_itself_do_not_differ(path: Path):
    same = differences(reading(path), reading(path))
    assert same.empty
    assert same.changes == ()


@pytest.mark.parametrize("pair", [*PAIRS.values(), (AGDER, FJORDANE)], ids=lambda pair: pair[1].stem)
def test_backwards_is_the_mirror(pair: tuple[Path, Path]):
    there, back = (differences(reading(a), reading(b)) for a, b in (pair, pair[::-1]))
    assert sorted(map(repr, there.changes)) == sorted(repr(change.mirrored()) for change in back.changes)
    assert sorted(map(repr, there.clauses)) == sorted(repr(match.mirrored()) for match in back.clauses)
    assert there.changes


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_norms_left_out_are_dropped_and_nothing_else_changes(rng: random.Random):
    document, clauses, norms = reading(AGDER)
    gone = set(rng.sample(range(len(norms)), rng.randint(1, 8)))
    fewer = [norm for at, norm in enumerate(norms) if at not in gone]
    between = differences((document, clauses, norms), (document, clauses, fewer))
    assert {change.kind for change in between.changes} <= {ChangeKind.DROPPED, ChangeKind.DROPPED_INFORMATION}
    back = differences((document, clauses, fewer), (document, clauses, norms))
    assert sorted(map(repr, between.changes)) == sorted(repr(change.mirrored()) for change in back.changes)


def test_ids_are_of_their_own_and_the_same_both_ways():
    there, back = found("agder-2025"), found("agder-2025", turned=True)
    ids = [change.id for change in there.changes]
    assert len(set(ids)) == len(ids)
    assert set(ids) == {change.id for change in back.changes}


def test_words_that_differ_are_marked_on_both_sides():
    (change,) = (c for c in found("agder-2025").changes if c.kind is ChangeKind.CHANNEL)
    assert change.a is not None and change.b is not None
    assert [change.a.text[slice(*span)] for span in change.words_a] == ["telefon"]
    assert [change.b.text[slice(*span)] for span in change.words_b] == ["dialogmelding"]


def test_spans_lie_in_the_words_of_their_norm():
    for change in found("agder-2025").changes:
        for norm, spans in ((change.a, change.words_a), (change.b, change.words_b)):
            assert all(norm is not None and 0 <= start < end <= len(norm.text) for start, end in spans)


def one(between: Differences) -> Change:
    (change,) = between.changes
    return change


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        (
            "Fastlegen bør sende henvisningen.", "Fastlegen skal sende henvisningen.",
            ChangeKind.MODALITY, "Fastlegen (henvisning): «bør» er blitt «skal».",
        ),
        (
            "Fastlegen skal sende henvisningen.", "Sykehuslegen skal sende henvisningen.",
            ChangeKind.BEARER, "Ansvaret for henvisning er gått fra fastlegen til sykehuslegen.",
        ),
        (
            "Fastlegen skal sende henvisningen innen ti dager.", "Fastlegen skal sende henvisningen innen fem dager.",
            ChangeKind.DEADLINE, "Fastlegen (henvisning): fristen «innen ti dager» er blitt «innen fem dager».",
        ),
        (
            "Fastlegen skal sende henvisningen.", "Fastlegen skal sende henvisningen, med mindre det haster.",
            ChangeKind.EXCEPTION, "Fastlegen (henvisning): nytt unntak: «med mindre det haster».",
        ),
        (
            "Fastlegen skal sende epikrisen til sykehuset.", "Fastlegen skal sende epikrisen til kommunen.",
            ChangeKind.COUNTERPARTY, "Fastlegen (epikrise): ikke lenger overfor sykehuset, men overfor kommunen.",
        ),
        (
            "Fastlegen skal sende epikrisen til sykehuset.", "Fastlegen må sende epikrisen til sykehuset.",
            ChangeKind.REWORDED, "Fastlegen (epikrise): ny ordlyd, samme innhold.",
        ),
    ],
)  # fmt: skip
def test_a_change_is_said_in_one_plain_sentence(tmp_path: Path, old: str, new: str, kind: ChangeKind, said: str):
    head = "1. Henvisning\n\n• Pasienten skal få vite hva som skjer videre.\n• "
    change = one(texts(tmp_path, f"{head}{old}\n", f"{head}{new}\n"))
    assert (change.kind, sentence(change)) == (kind, said)


def test_another_heading_moves_the_duties_below_it_in_one_change(tmp_path: Path):
    points = "• Sende epikrisen samme dag.\n• Ringe pasienten dagen etter.\n• Oppdatere legemiddellisten.\n"
    between = texts(
        tmp_path, f"1. Epikrise\n\nFastlegens ansvar:\n\n{points}", f"1. Epikrise\n\nSykehuslegens ansvar:\n\n{points}"
    )
    change = one(between)
    assert (change.kind, len(change.more), change.above) == (ChangeKind.BEARER, 2, True)
    assert (change.before, change.after) == (("fastlege",), ("sykehuslege",))


def test_a_sentence_that_goes_to_another_point_has_moved(tmp_path: Path):
    sentence = "Fastlegen skal dokumentere alle avtaler med kommunen i journalen sin."
    rest = (
        "Sykehuset innkaller til møte om pasienter med store behov.",
        "Kommunen peker ut en fast koordinator for saken.",
    )
    old = f"1. Samarbeid\n\n• {rest[0]} {sentence}\n\n2. Kommunen\n\n• {rest[1]}\n"
    new = f"1. Samarbeid\n\n• {rest[0]}\n\n2. Kommunen\n\n• {rest[1]} {sentence}\n"
    assert one(texts(tmp_path, old, new)).kind is ChangeKind.MOVED


def test_where_a_line_was_broken_is_no_difference(tmp_path: Path):
    old = "1. Epikrise\n\n• Sykehuslegen skal sende epikrisen etter et sykehusopphold til fastlegen.\n"
    new = "1. Epikrise\n\n• Sykehuslegen skal sende epikrisen etter et syke-\n  husopphold til fastlegen.\n"
    assert texts(tmp_path, old, new).changes == ()


def test_what_is_new_for_a_role_is_what_binds_it_and_what_it_can_expect():
    between = found("agder-2025")
    mine = for_role(between.of_duty, "fastlege")
    assert any("dokumenterer møtene" in norm.text for change in mine.own for norm in change.norms)
    assert any("skal ringe fastlegen" in norm.text for change in mine.of_others for norm in change.norms)
    assert not {change.id for change in mine.own} & {change.id for change in mine.of_others}
    assert not any("ajourholde listen" in norm.text for change in mine.own for norm in change.norms)


def test_a_senior_consultant_is_told_what_is_new_for_hospital_doctors():
    mine = for_role(found("agder-2025").of_duty, "overlege")
    assert any("skal ringe fastlegen" in norm.text for change in mine.own for norm in change.norms)


def test_every_kind_has_a_name_and_a_symbol():
    assert set(CHANGES) == set(ChangeKind)
    assert all(name.symbol and name.noun and name.meaning.endswith(".") for name in CHANGES.values())


def test_a_review_is_no_difference_between_the_texts():
    document, clauses, norms = reading(AGDER)
    other = Document(replace(document.metadata, version="2025"), document.text)
    changed = [replace(norm, version="2025", bearers=("avtalespesialist",)) for norm in norms]
    assert differences((document, clauses, norms), (other, clauses, changed)).changes == ()


def test_the_words_of_a_time_that_was_read_in_part_are_no_change_of_their_own(tmp_path: Path):
    old = "1. Rapport\n\n• Sykepleieren skal sende rapport innen fire timer, og senest kl. 10 neste dag.\n"
    new = "1. Rapport\n\n• Sykepleieren skal sende rapport samme dag.\n"
    assert one(texts(tmp_path, old, new)).kind is ChangeKind.DEADLINE


def test_an_exception_read_as_part_of_a_condition_is_an_exception(tmp_path: Path):
    old = "1. Behandling\n\n• Avtalespesialisten gir fastlegen beskjed når behandlingen er avsluttet.\n"
    new = old.replace("avsluttet.", "avsluttet, unntatt når pasienten har reservert seg.")
    assert one(texts(tmp_path, old, new)).kind is ChangeKind.EXCEPTION


def test_a_prohibition_that_binds_more_than_before_has_changed_its_strength(tmp_path: Path):
    old = "1. Resept\n\n• Oppstart av multidose bør unngås de første fire ukene etter utskrivning.\n"
    new = "1. Resept\n\n• Multidose skal ikke startes opp de første fire ukene etter utskrivning.\n"
    change = one(texts(tmp_path, old, new))
    assert change.kind is ChangeKind.MODALITY
    assert sentence(change).endswith("«bør ikke» er blitt «skal ikke».")


def test_a_number_spelled_out_is_the_same_number(tmp_path: Path):
    old = "1. Besøk\n\n• Jordmor skal tilby hjemmebesøk innen tre døgn etter hjemreise.\n"
    assert one(texts(tmp_path, old, old.replace("tre", "3"))).kind is ChangeKind.REWORDED


def test_a_number_to_call_that_was_not_read_as_one_is_a_contact_all_the_same(tmp_path: Path):
    old = "1. Fødsel\n\n• Gi foreldrene nummeret til barseltelefonen, 57 00 12 40, ved hjemreise.\n"
    change = one(texts(tmp_path, old, old.replace("40", "99")))
    assert (change.kind, change.before, change.after) == (ChangeKind.CONTACT, ("57 00 12 40",), ("57 00 12 99",))
