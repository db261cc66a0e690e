from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kg.comparison.guidelines import Aspect, Comparison, Counterpart, comparison
from kg.comparison.report import as_file, report
from kg.comparison.sentences import alone, names, sentence
from kg.difference.report import DifferenceError
from kg.library import Reading
from kg.model import Modality
from tests.support import AGDER, FJORDANE, GOLD, read_all, real, written

NORDVIK = GOLD / "nordvik.txt"


def reading(path: Path) -> Reading:
    read = real(path)
    return read.document, read.clauses, read.norms


@pytest.fixture(scope="module")
def between() -> Comparison:
    from qa.neighbours import encoded_margins

    a, b = reading(AGDER), reading(FJORDANE)
    return comparison(a, b, near=partial(encoded_margins, a[1], b[1]))


def texts(folder: Path, one: str, other: str) -> Counterpart:
    """Compare two short texts of one's own, in which one pair is found."""
    named = (("a", one), ("b", other))
    a, b = (read_all(written(folder, f"1. Samarbeid\n\n• {text}\n", f"{name}.txt")) for name, text in named)
    found = comparison((a.document, a.clauses, a.norms), (b.document, b.clauses, b.norms))
    (pair,) = found.pairs
    return pair


def test_what_two_regions_say_of_the_same_is_paired(between: Comparison) -> None:
    found = {(pair.a.text, pair.b.text) for pair in between.pairs}
    assert any(
        "rekvirerer prøven/undersøkelsen har ansvaret for oppfølging" in a and "følge opp svaret" in b for a, b in found
    )
    assert any("sykmelding" in b for _, b in found)
    assert any("epikrisen er sendt" in b for _, b in found)


def test_every_binding_norm_is_in_one_place(between: Comparison) -> None:
    for side, path in (("a", AGDER), ("b", FJORDANE)):
        binding = [norm.id for norm in real(path).norms if norm.modality is not Modality.INFO]
        shown = [getattr(pair, side).id for pair in between.pairs]
        shown += [norm.id for theme in between.themes for norm in getattr(theme, f"only_{side}")]
        assert sorted(shown) == sorted(binding)


def test_the_other_way_round_it_is_the_same(between: Comparison) -> None:
    from qa.neighbours import encoded_margins

    a, b = reading(AGDER), reading(FJORDANE)
    back = comparison(b, a, near=partial(encoded_margins, b[1], a[1]))
    assert {(pair.a.id, pair.b.id, pair.theme, pair.apart) for pair in between.pairs} == {
        (pair.b.id, pair.a.id, pair.theme, pair.apart) for pair in back.pairs
    }
    assert [theme.matter for theme in between.themes] == [theme.matter for theme in back.themes]


def test_vectors_find_more_pairs_and_are_not_needed() -> None:
    from qa.neighbours import encoded_margins

    a, b = reading(AGDER), reading(NORDVIK)
    alone, near = comparison(a, b), comparison(a, b, near=partial(encoded_margins, a[1], b[1]))
    assert 0 < len(alone.pairs) < len(near.pairs)


@pytest.mark.parametrize(
    ("one", "other", "apart", "said"),
    [
        (
            "Sykehuslegen skal sende epikrisen til fastlegen.", "Overlegen bør sende epikrisen til fastlegen.",
            (Aspect.MODALITY,), "Styrken er «skal» i a, «bør» i b.",
        ),
        (
            "Sykehuslegen skal sende epikrisen til fastlegen.", "Jordmor skal sende epikrisen til fastlegen.",
            (Aspect.BEARER,), "Ansvarlig for epikrise: sykehuslegen i a, jordmoren i b.",
        ),
        (
            "Sykehuslegen skal sende epikrisen innen sju dager.", "Sykehuslegen skal sende epikrisen innen tre dager.",
            (Aspect.DEADLINE,), "Frist: «innen sju dager» i a, «innen tre dager» i b.",
        ),
        (
            "Sykehuslegen skal sende epikrisen.", "Sykehuslegen skal sende epikrisen dersom pasienten ønsker det.",
            (Aspect.CONDITION,), "Vilkår: ingen i a, «dersom pasienten ønsker det» i b.",
        ),
        (
            "Sykehuslegen skal sende epikrisen.", "Epikrisen skal sendes av sykehuslegen.",
            (), "Sykehuslegen skal begge steder, uten forskjell i frist, vilkår eller unntak.",
        ),
    ],
)  # fmt: skip
def test_where_they_disagree_is_said(
    tmp_path: Path, one: str, other: str, apart: tuple[Aspect, ...], said: str
) -> None:
    pair = texts(tmp_path, one, other)
    assert pair.apart == apart
    assert sentence(pair, "a", "b") == said


def test_what_has_no_counterpart_is_said_with_care() -> None:
    assert alone("x", "y")[0] == "Bare i x (fant ikke noe tilsvarende i y):"


def test_two_versions_of_one_document_are_told_apart_by_version(between: Comparison) -> None:
    assert names(between) == ("agder-2024", "fjordane")
    edited = reading(GOLD / "agder-2025.txt")
    assert names(comparison(reading(AGDER), edited)) == ("agder-2024@2024", "agder-2024@2025")


def test_the_page_has_every_pair_and_escapes_what_it_quotes(tmp_path: Path, between: Comparison) -> None:
    page = as_file(report(between, reading(AGDER), reading(FJORDANE)), ".html").decode()
    assert page.count("<article") == len(between.pairs)
    text = "1. Svar\n\n• Legen skal sende <script>epikrise</script> til pasienten.\n"
    read = read_all(written(tmp_path, text))
    same = read.document, read.clauses, read.norms
    assert "<script" not in as_file(report(comparison(same, same), same, same), ".html").decode()


def test_one_theme_can_be_asked_for(between: Comparison) -> None:
    about = report(between, reading(AGDER), reading(FJORDANE), matter="epikrise")
    assert [theme.matter for theme in about.about.themes] == ["epikrise"]


def test_the_spreadsheet_has_all_of_it(between: Comparison) -> None:
    book = load_workbook(io.BytesIO(as_file(report(between, reading(AGDER), reading(FJORDANE)), ".xlsx")))
    assert book["Par"].max_row == 1 + len(between.pairs)
    alone_count = sum(len(theme.only_a) + len(theme.only_b) for theme in between.themes)
    assert book["Bare i den ene"].max_row == 1 + alone_count


def test_another_ending_is_refused(between: Comparison) -> None:
    with pytest.raises(DifferenceError, match=r"ikke «\.ttl»"):
        as_file(report(between, reading(AGDER), reading(FJORDANE)), ".ttl")
