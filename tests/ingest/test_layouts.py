"""The common layouts of plain text: one invented guideline each, with the clauses that it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import read
from ingest.segments import path_to, segments
from kg.model import Clause, ClauseKind, Modality
from tests.support import ROOT, read_all, written

LAYOUTS = ROOT / "tests" / "documents" / "layouts"


def tree(name: str) -> dict[str, Clause]:
    """Return the clauses of a layout by their first words."""
    return {" ".join(c.text.split()[:4]): c for c in segments(read(LAYOUTS / f"{name}.txt"))}


def headings(clauses: dict[str, Clause]) -> list[str]:
    return [clause.text for clause in clauses.values() if clause.kind is ClauseKind.HEADING]


def above(clause: Clause, clauses: dict[str, Clause]) -> list[str]:
    return [each.text for each in path_to(clause, {c.id: c for c in clauses.values()})]


def test_letters_counts_in_brackets_and_roman_numbers_are_points() -> None:
    found = tree("letters")
    assert [(c.label, c.section) for text, c in found.items() if text.startswith(("fotografere", "Skifte"))] == [
        ("punkt a", "1"),
        ("punkt 1", "2"),
    ]
    assert found["om pasienten bør innlegges"].label == "punkt 2.iii"
    assert above(found["om pasienten bør innlegges"], found)[-1].startswith("Varsle fastlegen")
    assert above(found["gi pasienten time innen"], found) == ["Henvisning", "Sårpoliklinikken skal:"]
    assert found["Føre sårjournal."].label == "punkt 3"


def test_paragraphs_of_law_are_headings_with_their_number() -> None:
    found = tree("law")
    assert [(c.section, c.text) for c in found.values() if c.kind is ClauseKind.CHAPTER] == [
        ("1", "Innledende bestemmelser"),
        ("2", "Utskriving"),
    ]
    assert [c.section for c in found.values() if c.kind is ClauseKind.HEADING][1:] == [
        "1-1",
        "1-2",
        "2-1",
        "2-2",
        "2-3",
    ]
    assert found["Behandlende lege skal sende"].section == "2-2"
    assert found["Epikrise"].label == "§ 2-2"


def test_a_reference_to_a_paragraph_of_law_at_a_line_s_start_is_part_of_its_sentence() -> None:
    assert "jf. § 1-1 og § 2-2. Varselet sendes elektronisk." in tree("law")["Sykehuset skal varsle kommunen"].text


def test_prose_is_its_paragraphs() -> None:
    assert [c.kind for c in tree("prose").values()] == [ClauseKind.PARAGRAPH] * 3


def test_underlined_lines_are_headings_and_tabs_make_bullets_deeper() -> None:
    found = tree("underlined")
    assert headings(found) == [
        "Samhandling om diabetes i Nordøy",
        "Fastlegens oppgaver",
        "Sykehusets oppgaver",
        "Felles oppgaver",
    ]
    assert found["Fastlegen skal måle langtidsblodsukker"].section == "Fastlegens oppgaver"
    assert above(found["Epikrisen sendes innen ett"], found) == [
        "Sykehusets oppgaver",
        "Når pasienten har hatt insulinsjokk:",
    ]
    assert found["Diabetessykepleier kan gi råd"].label == "punkt 3"


def test_a_short_line_right_above_prose_is_its_title_and_lines_that_count_are_headings_not_pages() -> None:
    found = tree("titled")
    assert headings(found) == [
        "Anbefalinger for samarbeid om sår i Nordøy",
        "Forord",
        "Anbefaling 1 Den som ser såret først",
        "Anbefaling 2 Skifte av bandasje",
        "Anbefaling 3 Kontroll",
    ]
    assert found["Hjemmesykepleien skal skifte bandasje"].section == "Anbefaling 2 Skifte av bandasje"
    assert found["Hjemmesykepleien skal skifte bandasje"].text.endswith("Unntak: Ved infeksjon skifter fastlegen.")


def test_points_are_counted_anew_under_each_heading() -> None:
    found = tree("underlined")
    assert found["Diabetespoliklinikken skal gi time"].label == "punkt 1"


def test_lines_in_capitals_are_headings_also_right_above_prose() -> None:
    found = tree("capitals")
    assert headings(found) == [
        "RETNINGSLINJE FOR RUS OG PSYKISK HELSE",
        "FORMÅL",
        "HENVISNING",
        "OPPFØLGING ETTER BEHANDLING",
    ]
    assert above(found["Fastlegen ringer akutt-teamet."], found) == ["HENVISNING", "Ved akutt fare:"]
    assert found["Ruspoliklinikken skal sende epikrise"].section == "OPPFØLGING ETTER BEHANDLING"


def test_numbered_headings_end_where_prose_begins_and_lists_in_prose_are_no_chapters() -> None:
    found = tree("numbered")
    assert [(c.section, c.text) for c in found.values() if c.kind is ClauseKind.CHAPTER] == [
        ("1", "Innledning"),
        ("2", "Akuttfasen"),
        ("3", "Rehabilitering"),
    ]
    assert above(found["Bestille CT"], found) == ["Akuttfasen", "Vakthavende lege har tre oppgaver:"]
    assert found["Fysioterapeuten i kommunen bør"].section == "3.2.2"


def test_a_table_of_contents_is_left_out() -> None:
    assert "....." not in read(LAYOUTS / "numbered.txt").text


def roles(name: str) -> dict[str, tuple[str, ...]]:
    """Return who carries the norms of a layout, by their first words."""
    return {" ".join(norm.text.split()[:4]): norm.bearers for norm in read_all(LAYOUTS / f"{name}.txt").norms}


def test_lines_that_only_name_a_role_are_headings_though_no_point_before_them_is_closed() -> None:
    found = roles("copied")
    assert (
        found["skal ha tatt EKG"]
        == found["skal ikke sende samme"]
        == found["skal kontrollere vekt og"]
        == ("fastlege",)
    )
    assert found["skal vurdere henvisningen innen"] == ("sykehus",)
    assert found["kan henvise videre til"] == found["skal sende notat til"] == ("avtalespesialist",)
    assert tree("copied")["En god henvisning sparer"].text.endswith("for en time.")
    assert tree("copied")["skal ha tatt EKG"].text.endswith("til poliklinikken")


def test_prose_below_the_points_of_a_role_is_not_the_role_s() -> None:
    found = roles("copied")
    assert found["Hun skal også gå"] == found["Hjertesykepleieren på poliklinikken ringer"] == ("hjertesykepleier",)
    assert "avtalespesialist" not in found["Svaret skrives i journalen"]


def test_labelled_fields_on_lines_of_their_own_are_one_task() -> None:
    found = roles("fields")
    assert found["Oppgave: Henvise til sårpoliklinikken"] == ("fastlege",)
    assert found["Hjemmesykepleien henviser når pasienten"] == ("hjemmesykepleie",)
    assert found["Oppgave: Skifte på såret."] == ("saarpoliklinikk",)
    assert found["deretter hjemmesykepleien"] == ("hjemmesykepleie",)
    read_tasks = read_all(LAYOUTS / "fields.txt")
    assert read_tasks.norm("Oppgave: Skifte").modality is Modality.OBLIGATION, "only the exception forbids"
    norm = read_tasks.norm("Oppgave: Henvise")
    assert norm.deadline == "Innen en uke"
    assert [c.text for c in norm.unless] == ["Hjemmesykepleien henviser når pasienten ikke har fastlege"]


def test_rows_between_bars_are_tasks_named_by_their_columns_however_often_these_are_named() -> None:
    found = roles("fields")
    assert found["Ta blodprøven | Fastlegekontoret"] == ("fastlege",)
    assert found["Bestille transport | Behandlingsstedet"] == ("behandlingssted",)
    assert found["Ringe svaret til pasienten"] == ("skole",)
    assert found["Gi ut dosett |"] == ("hjemmesykepleie",)


def test_lines_below_a_colon_are_points_though_nothing_marks_them() -> None:
    found = roles("unmarked")
    assert found["Henviser til spesialist ved"] == found["Følger opp pasienten i"] == ("fastlege",)
    assert found["Skal henvise internt ved"] == ("sykehuslege",)
    assert found["Sykmelding i behandlingstiden"] == ("avtalespesialist",)
    assert tree("unmarked")["Sender supplerende opplysninger dersom"].label == "punkt 2"


def test_questions_stand_over_their_answers_though_no_blank_line_parts_them() -> None:
    found = tree("unmarked")
    assert above(found["Sykehuslegen sender epikrise samme"], found) == ["EPIKRISE", "Hvem sender epikrise?"]
    assert above(found["Etter 8 uker, eller"], found)[-1] == "Når skal fastlegen overta sykmeldingen?"


def test_lines_that_open_with_a_role_and_a_colon_are_its_duties() -> None:
    found = roles("unmarked")
    assert found["Ansvar fastlege: Oppdatere legemiddellisten"] == found["Fastlege: fornyer resepter"] == ("fastlege",)
    assert found["Ansvar sykehus: Sende med"] == found["Sykehus: starter nye legemidler"] == ("sykehus",)


def test_a_text_with_headings_of_markdown_is_read_as_markdown_whatever_it_is_called(tmp_path: Path) -> None:
    marked = "# Samarbeid om sår\n\n## Fastlegen\n\n- Skifter på **såret**.\n\n## Sykehuset\n\n- Syr såret.\n"
    found = read_all(written(tmp_path, marked))
    assert [(norm.text, norm.bearers) for norm in found.norms] == [
        ("Skifter på såret.", ("fastlege",)),
        ("Syr såret.", ("sykehus",)),
    ]
    plain = read(written(tmp_path, "# Samarbeid om sår\n\nFastlegen skifter på **såret**.\n"))
    assert "**såret**" in plain.text


PHONES = "AMK ............. 113\nLegevakt ........ 1161\nVakttelefon ______ 3421\n"
EMERGENCIES = "Brann ........ 110\nPoliti ....... 112\nAMK .......... 113\n"
WARDS = "Vakt ........ 3\nFødestue ..... 5\nPost ........ 7\n"


@pytest.mark.parametrize(
    "text",
    [
        PHONES,
        EMERGENCIES + "\nFastlegen skal ringe ved uro, og sende brev dagen etter.\n" * 600,
        f"1 Innledning\n\nLegen ringer.\n\n{WARDS}\nVakten svarer.\n" + "\nJordmor venter på svar.\n" * 200,
        "Oversikt over telefoner\n\nVakt ........ 3\nFødestue ..... 5\n\nVakten svarer.\n",
    ],
    ids=["numbers above the pages", "high from the first", "after the first chapter", "only two"],
)
def test_a_list_of_telephones_is_no_table_of_contents(tmp_path: Path, text: str) -> None:
    kept = read(written(tmp_path, text)).text
    assert all(line in kept for line in text.splitlines() if "...." in line or "____" in line)


def test_telephones_below_a_table_of_contents_stay(tmp_path: Path) -> None:
    listed = "1 Vakt ........ 1\n2 Fall ........ 1\n3 Tvang ....... 2\n"
    text = read(written(tmp_path, f"Innhold\n{listed}\n{PHONES}\n1 Vakt\n\nLegen skal ringe.\n")).text
    assert "Tvang" not in text
    assert all(line in text for line in PHONES.splitlines())


@pytest.mark.parametrize("sign", ["(SSK), 4564 (SSA), 7181 (SSF).", "NAV", "LIS1", "A/B-prøve"])
def test_abbreviations_are_no_headings(tmp_path: Path, sign: str) -> None:
    text = f"Vakten ringer avdelingen.\n\n{sign}\n\nVakten skriver notat om saken.\n"
    assert not [b for b in read(written(tmp_path, text)).blocks if b.kind == "heading"]


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_clauses_are_in_order_and_their_offsets_hold(path: Path) -> None:
    reading = read(path)
    found = segments(reading)
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert all(" ".join(reading.text[c.start : c.end].split()) == c.text for c in found)
    assert len({c.id for c in found}) == len(found)


def test_a_heading_that_only_names_somebody_stands_under_the_matter_where_such_come_again(tmp_path: Path) -> None:
    """ "Begge parter" means the two named most often."""
    read_out = read_all(
        written(
            tmp_path,
            "Sår\n\nFastlegen\n- måler såret.\n\nSykehuset\n- gir time.\n\nBegge parter\n- svarer på meldinger.\n\n"
            "Epikrise\n\nSykehuset\n- sender epikrise.\n\nFastlegen\n- leser epikrisen.\n",
        )
    )
    assert {norm.text: (norm.section, norm.bearers) for norm in read_out.norms} == {
        "måler såret.": ("Sår", ("fastlege",)),
        "gir time.": ("Sår", ("sykehus",)),
        "svarer på meldinger.": ("Sår", ("fastlege", "sykehus")),
        "sender epikrise.": ("Epikrise", ("sykehus",)),
        "leser epikrisen.": ("Epikrise", ("fastlege",)),
    }


def test_all_parties_are_nobody_where_no_heading_names_one(tmp_path: Path) -> None:
    read_out = read_all(written(tmp_path, "Meldinger\n\nAlle parter\n- svarer på meldinger innen fem dager.\n"))
    assert [norm.bearers for norm in read_out.norms] == [()]
