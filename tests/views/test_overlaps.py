"""The page of the committee on the real build, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kg.gaps import gaps
from kg.home import Home
from kg.matrix import matrix, norms_in
from kg.overlap.assessments import in_force, kept
from kg.overlap.cases import ACROSS, AGENDA
from kg.overlap.overlaps import Overlap, OverlapKind
from kg.overlap.overlaps import overlaps as found_overlaps
from kg.overlap.report import Findings, findings
from qa.build import build
from qa.neighbours import neighbours
from qa.opening import open_engine
from tests.support import written
from views import overlaps as page_of_overlaps
from views.assessing import key_of
from views.gaps import MOST_PLACES
from views.pairs import A_PAGE

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]


@pytest.fixture
def pairs(home: Path) -> list[Overlap]:
    """The pairs of the build."""
    engine = open_engine()
    norms = engine.library.all_norms("agder-2024")
    return found_overlaps(norms, neighbours=neighbours(engine.build, norms))


def unfold(at: AppTest, form: str, pair: Overlap) -> AppTest:
    """Open a form that is folded, as a click does: AppTest cannot click it."""
    at.session_state[f"{form}-{key_of(pair)}"] = True
    at.run()
    assert not at.exception
    return at


def box(at: AppTest, label: str) -> object:
    return next(each for each in at.selectbox if each.label == label)


def count(page: str) -> int:
    """Return how many pairs are drawn."""
    return page.count("class='av-case-title'")


# -- the agenda


def test_the_agenda_shows_the_ten_most_important_with_why_and_both_clauses(
    own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]
) -> None:
    at = overlaps()
    assert not at.exception
    page = html(at)
    assert count(page) == AGENDA
    assert [header.value for header in at.header] == ["De ti viktigste"]
    for pair in pairs[:AGENDA]:
        assert escape(pair.why) in page
        for norm in (pair.a, pair.b):
            assert f"dokument?clause={norm.document}/{norm.clause}" in page
    assert escape(pairs[AGENDA].why) not in page


def test_what_differs_is_marked_and_listed(own_home: Path, overlaps: Opener, html: Html) -> None:
    shown = html(overlaps()).split("class='av-case-title'")
    doubled = next(each for each in shown if "Dersom sykehuslegen / avtalespesialisten finner indikasjon" in each)
    assert "<mark class='av-own'>vedkommende</mark>" in doubled
    assert "<mark class='av-own'>denne</mark>" in doubled
    handed_over = next(each for each in shown if "Fastlegen melder pasienten til akuttmottak" in each)
    assert "<caption>Det som skiller</caption>" in handed_over
    assert "<th scope='row'>Hvem</th><td>Fastlege</td><td>Sykehuslege</td>" in handed_over
    assert "<mark" not in handed_over


def test_a_build_is_looked_through_once(own_home: Path, overlaps: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def counted(*given: Any, **named: Any) -> Findings:
        looks.append(given)
        return findings(*given, **named)

    monkeypatch.setattr(page_of_overlaps, "findings", counted)
    page_of_overlaps._findings.clear()
    for tab in ("Dagsorden", "Hull"):
        assert not overlaps(vis=tab).exception
    assert len(looks) == 1


# -- assessing


def assess(at: AppTest, pair: Overlap, who: str, note: str) -> AppTest:
    """Mark a pair as assessed."""
    unfold(at, "assess", pair)
    at.text_input[0].set_value(who)
    at.text_area[0].set_value(note)
    at.button[0].click().run()
    assert not at.exception
    return at


def test_a_pair_is_marked_as_assessed_and_leaves_the_agenda(
    own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]
) -> None:
    at = assess(overlaps(), pairs[1], "Kari Nordmann", "Greit <b>slik</b>\nsom det er")
    assert "par 2 er vurdert" in at.success[0].value
    page = html(at)
    assert ".st-key-par-3 a" in page  # where the focus goes
    assert count(page) == AGENDA
    assert escape(pairs[1].why) not in page and escape(pairs[AGENDA].why) in page
    assert f"1 av {len(pairs)} par er vurdert" in page
    (said,) = kept()
    assert (said.who, said.note) == ("Kari Nordmann", "Greit <b>slik</b>\nsom det er")
    shown = html(overlaps(vis="Alle par"))
    assert "<strong>Vurdert</strong> av Kari Nordmann" in shown
    assert "Greit &lt;b&gt;slik&lt;/b&gt;\nsom det er" in shown


def test_it_is_taken_back(own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]) -> None:
    assess(overlaps(), pairs[0], "Kari", "")
    at = unfold(overlaps(vis="Alle par"), "back", pairs[0])
    at.text_input[0].set_value("Ola")
    at.button[0].click().run()
    assert not at.exception
    assert "trukket tilbake" in at.success[0].value
    assert "<strong>Vurdert</strong>" not in html(at)
    assert in_force(kept()) == []


def test_personal_data_in_a_note_is_refused(own_home: Path, overlaps: Opener, pairs: list[Overlap]) -> None:
    at = assess(overlaps(), pairs[0], "Kari", "Ring 91 23 45 67")
    assert "telefonnummer" in at.error[0].value
    assert kept() == []


def test_nobody_assesses_without_a_name(own_home: Path, overlaps: Opener, pairs: list[Overlap]) -> None:
    assert "hvem" in assess(overlaps(), pairs[0], " ", "").error[0].value
    assert kept() == []


# -- all pairs


def test_pairs_are_shown_a_page_at_a_time(own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]) -> None:
    at = overlaps(vis="Alle par")
    assert count(html(at)) == A_PAGE
    more = at.button[-1]
    assert more.label == f"Vis {A_PAGE} flere"
    page = html(more.click().run())
    assert count(page) == 2 * A_PAGE
    assert f".st-key-par-{A_PAGE + 1} a" in page  # the focus goes on to the first of those that have come
    assert ".st-key-par" not in html(at.run())
    assert f"{len(pairs)} av {len(pairs)} par passer" in html(at)


def test_filters_narrow_down_and_start_from_the_first_page(
    own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]
) -> None:
    at = overlaps(vis="Alle par")
    at.button[-1].click().run()
    box(at, "Type").set_value(OverlapKind.TENSION).run()  # type: ignore[attr-defined]
    tense = [pair for pair in pairs if pair.kind is OverlapKind.TENSION]
    assert count(html(at)) == A_PAGE
    assert f"{len(tense)} av {len(pairs)} par passer med valgene: {len(tense)} i spenn." in html(at)
    box(at, "Kapittel").set_value(("agder-2024", "11")).run()  # type: ignore[attr-defined]
    here = [pair for pair in tense if "11" in (pair.a.section, pair.b.section)]
    assert f"{len(here)} av" in html(at)
    box(at, "Ansvarlig").set_value("fastlege").run()  # type: ignore[attr-defined]
    box(at, "Sak").set_value("sykmelding").run()  # type: ignore[attr-defined]
    few = [p for p in here if "fastlege" in p.a.bearers + p.b.bearers and "sykmelding" in p.a.artifacts + p.b.artifacts]
    assert f"{len(few)} av" in html(at)
    assert not at.exception


def test_only_those_that_are_not_assessed(own_home: Path, overlaps: Opener, html: Html, pairs: list[Overlap]) -> None:
    assess(overlaps(), pairs[0], "Kari", "")
    at = overlaps(vis="Alle par")
    at.toggle[0].set_value(True).run()
    assert escape(pairs[0].why) not in html(at)
    assert f"{len(pairs) - 1} av {len(pairs)} par passer" in html(at)


# -- the matrix


def test_a_cell_in_the_address_shows_its_norms_with_links(own_home: Path, overlaps: Opener, html: Html) -> None:
    at = overlaps(vis="Matrise", rolle="fastlege", sak="henvisning")
    assert not at.exception
    library = open_engine().library
    norms = norms_in(library.all_norms("agder-2024"), "fastlege", "henvisning")
    page = html(at)
    assert f"Fastlege, henvisning: {len(norms)} normer" in page
    for norm in norms:
        assert escape(norm.text) in page
        assert f"clause={norm.document}/{norm.clause}" in page


def test_an_unknown_cell_in_the_address_shows_the_matrix_all_the_same(
    own_home: Path, overlaps: Opener, html: Html
) -> None:
    at = overlaps(vis="Matrise", rolle="<script>", sak="henvisning")
    assert not at.exception
    assert "Velg en rute" in at.caption[0].value


def test_roles_and_artifacts_are_chosen_and_none_means_the_busiest(own_home: Path, overlaps: Opener) -> None:
    at = overlaps(vis="Matrise")
    whole = matrix(open_engine().library, ["agder-2024"])
    assert at.multiselect[0].value == list(whole.busiest().roles)
    assert len(at.multiselect[1].options) == len(whole.artifacts)
    at.multiselect[0].set_value([]).run()
    assert not at.exception
    busy = whole.busiest().artifacts
    apart = next(role for role in whole.roles if not any(whole.cell(role, artifact) for artifact in busy))
    at.multiselect[0].set_value([apart]).run()
    assert "Velg flere" in at.info[0].value


# -- gaps


def test_gaps_are_listed_by_kind_with_links(own_home: Path, overlaps: Opener, html: Html) -> None:
    at = overlaps(vis="Hull")
    assert not at.exception
    found = gaps(open_engine().library, ["agder-2024"])
    page = html(at)
    for gap in found:
        assert escape(gap.sentence) in page
        assert all(f"clause={gap.document}/{clause}" in page for clause in gap.clauses[:MOST_PLACES])
    kind = found[0].kind
    box(at, "Type hull").set_value(kind).run()  # type: ignore[attr-defined]
    assert f"{sum(gap.kind is kind for gap in found)} av {len(found)} hull" in html(at)
    assert len(at.subheader) == 1


def test_without_a_build_the_page_says_what_to_do(overlaps: Opener) -> None:
    at = overlaps()
    assert not at.exception
    assert "ansvar build" in at.error[0].value


# -- several documents

NORTH = "1. Epikrise\n\nSykehuslegen skal sende epikrisen til fastlegen innen 1 dag.\n"
SOUTH = "1. Epikrise\n\nSykehuslegen skal sende epikrisen til fastlegen innen 7 dager.\n\nMeldingen sendes samme dag.\n"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small guidelines built."""
    folder = tmp_path_factory.mktemp("two")
    files = [written(folder, text, f"{name}.txt") for name, text in (("nord", NORTH), ("soer", SOUTH))]
    build(files, home=Home(folder / "home"))
    return folder / "home"


def test_several_documents_are_named_and_chosen_among(
    two: Path, overlaps: Opener, html: Html, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(two))
    at = overlaps(vis="Alle par")
    assert not at.exception
    assert "<p class='av-source'>nord</p>" in html(at)
    box(at, "Dokument").set_value(ACROSS).run()  # type: ignore[attr-defined]
    shown = html(at).split("class='av-case-title'")[1:]
    assert shown
    assert all(">nord</p>" in each and ">soer</p>" in each for each in shown)

    at = overlaps(vis="Matrise", rolle="sykehuslege", sak="epikrise")
    assert "Sykehuslege, epikrise: 2 normer" in html(at)
    box(at, "Dokument").set_value("nord").run()  # type: ignore[attr-defined]
    assert "Sykehuslege, epikrise: 1 norm<" in html(at)

    at = overlaps(vis="Hull")
    box(at, "Dokument").set_value("soer").run()  # type: ignore[attr-defined]
    assert not at.exception
    assert "nord" not in html(at).split("hull passer")[1]
