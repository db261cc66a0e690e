"""The stage of a norm: as a doctor would look for it in the real guidelines, and by rule in small ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.model import Modality
from kg.roles.stages import stage_of
from ontology.onboarding import onboarding
from tests.support import AGDER, FJORDANE, GOLD, read_all, real, written

NORDVIK = GOLD / "nordvik.txt"


@cache
def stages(path: Path) -> dict[str, list[str]]:
    """Return the words of a document's norms by stage."""
    read = real(path)
    clauses = {clause.id: clause for clause in read.clauses}
    found: dict[str, list[str]] = {}
    for norm in read.norms:
        found.setdefault(stage_of(norm, clauses).id, []).append(norm.text)
    return found


@pytest.mark.parametrize(
    ("path", "stage", "words"),
    [
        (AGDER, "henvisning", "LIB-listen skal være oppdatert i henvisningen"),
        (AGDER, "raad", "Forventet svartid er inntil 5 virkedager"),
        (AGDER, "innleggelse", "Fastlegen konfererer med bakvakt"),
        (AGDER, "poliklinikk", "Poliklinisk notat skal som hovedregel sendes fastlegen samme dag"),
        (AGDER, "utskriving", "Epikrisen sendes elektronisk"),
        (AGDER, "oppfoelging", "Tidspunkt for kontrollen angis i epikrisen"),
        (AGDER, "proever", "skriver rekvisisjonen"),
        (AGDER, "legemidler", "Etterspørre LiB-listen"),
        (AGDER, "sykmelding", "bør sykmelding ivaretas av fastlegen"),
        (AGDER, "transport", "Behandlingsstedet skal da rekvirere transport"),
        (AGDER, "sammensatt", "Samstemmer/oppdaterer LiB-liste"),
        (AGDER, "samarbeid", "Endret oppgavedeling skal ikke komme"),
        (NORDVIK, "opphold", "Tildelingskontoret bekrefter mottak av tidligmeldingen"),
        (NORDVIK, "oppfoelging", "Fra uke 13 overtar fastlegen oppfølgingen"),
        (NORDVIK, "svangerskap", "Epikrisa skal sendast til fastlegen og helsestasjonen"),
        (NORDVIK, "psykisk", "kan fastlegen overta LAR-behandlingen"),
        (NORDVIK, "legemidler", "Begrunn alle endringer i epikrisen"),
        (FJORDANE, "sykmelding", "Deretter overtar fastlegen"),
        (FJORDANE, "kommunale", "Fastlegen beholder ansvaret for pasienter på avlastningsopphold"),
        (FJORDANE, "proever", "Er svaret kritisk, ringer laboratoriet"),
        (FJORDANE, "psykisk", "Fastlegen skal sende tilvising til distriktspsykiatrisk senter"),
    ],
)
def test_a_norm_stands_where_a_doctor_looks_for_it(path: Path, stage: str, words: str) -> None:
    assert [name for name, texts in stages(path).items() if any(words in text for text in texts)] == [stage]


@pytest.mark.parametrize("path", [AGDER, NORDVIK, FJORDANE], ids=lambda path: path.stem)
def test_hardly_anything_is_left_for_the_last_stage(path: Path) -> None:
    read = real(path)
    clauses = {clause.id: clause for clause in read.clauses}
    binding = [norm for norm in read.norms if norm.modality is not Modality.INFO]
    left = [norm for norm in binding if stage_of(norm, clauses) is onboarding().other]
    assert len(left) <= 0.03 * len(binding)


def test_what_names_no_stage_goes_under_other(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, "1. Diverse\n\nFastlegen skal snakke tydelig.\n"))
    clauses = {clause.id: clause for clause in read.clauses}
    assert [stage_of(norm, clauses) for norm in read.norms] == [onboarding().other]


def test_a_heading_about_a_group_of_patients_keeps_it_together(tmp_path: Path) -> None:
    text = "1. Svangerskap\n\nHenvisning\n\n• Fastlegen skal sende henvisningen samme dag.\n"
    read = read_all(written(tmp_path, text))
    clauses = {clause.id: clause for clause in read.clauses}
    assert {stage_of(norm, clauses).id for norm in read.norms} == {"svangerskap"}
    read = read_all(written(tmp_path, text.replace("Svangerskap", "Oppfølging"), "annen.txt"))
    clauses = {clause.id: clause for clause in read.clauses}
    assert {stage_of(norm, clauses).id for norm in read.norms} == {"henvisning"}
