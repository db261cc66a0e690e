"""The reader of the Norwegian Directorate of Health's open interface, on invented records of its shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.metadata import read_metadata
from ingest.readers import read
from kg.errors import DocumentError
from kg.model import Modality
from tests.support import ROOT, read_all, written

FOLDER = ROOT / "tests" / "documents" / "hapi"
NESTED, LINKED = FOLDER / "nested.json", FOLDER / "linked.json"


def said(path: Path) -> list[tuple[str, int, str]]:
    reading = read(path)
    return [(b.kind.value, b.level, reading.text[b.start : b.end]) for b in reading.blocks]


def test_product_chapters_units_and_their_fields_are_read_in_order() -> None:
    assert said(NESTED) == [
        ("heading", 1, "Nasjonal faglig retningslinje for oppfølging etter fall hos eldre (oppdiktet)"),
        ("paragraph", 0, "Retningslinjen er oppdiktet og brukes bare til prøving."),
        ("heading", 2, "Kartlegging"),
        ("paragraph", 0, "Kapitlet gjelder personer over 65 år."),
        ("paragraph", 0, "Fastlegen bør kartlegge fallrisiko hos eldre hvert år."),
        ("paragraph", 0, "Fastlegen bør kartlegge fallrisiko hos eldre hvert år"),
        ("paragraph", 0, "Han bør:"),
        ("bullet", 1, "spørre om tidligere fall"),
        ("bullet", 1, "gjennomgå legemidlene"),
        ("heading", 4, "Praktisk gjennomføring"),
        ("paragraph", 0, "Hjemmesykepleien skal melde fall til fastlegen innen to virkedager."),
        ("heading", 6, "Utstyr"),
        ("paragraph", 0, "Kommunen kan låne ut trygghetsalarm."),
        ("heading", 4, "Begrunnelse"),
        ("paragraph", 0, "Pasienter som faller, skal ofte opereres."),
        ("heading", 4, "Begrunnelse: fordeler og ulemper"),
        ("paragraph", 0, "Fordelene er større enn ulempene."),
        ("heading", 4, "Begrunnelse: verdier og preferanser"),
        ("paragraph", 0, "Eldre ønsker å bo hjemme."),
        ("heading", 2, "Opptrening"),
        ("heading", 3, "Trening i gruppe"),
        ("paragraph", 0, "Fysioterapeuten i kommunen skal tilby trening innen fire uker."),
    ]


def test_the_words_decide_the_modality_and_reasons_bind_nobody() -> None:
    found = {norm.text: norm for norm in read_all(NESTED).norms}
    assert found["Fastlegen bør kartlegge fallrisiko hos eldre hvert år."].modality is Modality.RECOMMENDATION
    tilby = found["Fysioterapeuten i kommunen skal tilby trening innen fire uker."]
    assert (tilby.modality, tilby.section, tilby.bearers) == (Modality.OBLIGATION, "Opptrening", ("fysioterapeut",))
    assert all(
        norm.modality is Modality.INFO
        for text, norm in found.items()
        if text.startswith(("Pasienter", "Fordelene", "Eldre"))
    )


def test_a_list_of_records_is_put_together_by_its_links() -> None:
    assert [words for *_, words in said(LINKED)] == [
        "Faglige råd om hodepine (oppdiktet)",
        "Utredning",
        "Legen skal måle blodtrykket.",
        "Henvisning",
        "Fastlegen skal henvise elektronisk.",
        "Pasienten bør få svar innen to uker.",
    ]


def test_source_and_licence_are_kept_in_the_text_and_are_no_clause() -> None:
    reading = read_all(NESTED)
    assert reading.document.text.startswith("Kilde: Helsedirektoratet. https://www.eksempel.no/")
    assert "Norsk lisens for offentlige data (NLOD)" in reading.document.text
    assert not any("NLOD" in clause.text for clause in reading.clauses)


def test_a_product_says_its_title_publisher_and_version(tmp_path: Path) -> None:
    told = read_metadata(NESTED)
    assert (told.publisher, told.version, told.valid_from) == ("Helsedirektoratet", "2024-03-15", "2024-03-15")
    assert told.title.startswith("Nasjonal faglig retningslinje")
    path = tmp_path / "fall.json"
    path.write_bytes(NESTED.read_bytes())
    path.with_suffix(".toml").write_text('version = "7"\n', encoding="utf-8")
    assert read_metadata(path).version == "7"


def test_a_record_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    record = {"id": "a", "tittel": "Vakt", "tekst": "<p>Legen ringer.</p>", "lenker": [{"rel": "barn", "href": "x/b"}]}
    other = {"id": "b", "tittel": "Fall", "tekst": "<p>Vakten ser til.</p>", "lenker": [{"rel": "barn", "href": "x/a"}]}
    top = {"id": "c", "tittel": "Alt", "lenker": [{"rel": "barn", "href": "x/a"}]}
    path = written(tmp_path, json.dumps([top, record, other]), "ring.json")
    assert read(path).text.count("Legen ringer.") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "gyldig JSON"),
        ("[" * 100_000, "gyldig JSON"),
        ('{"navn": "noe"}', "«tittel» mangler"),
        ('["tekst"]', "«tittel» mangler"),
        ('{"tittel": "", "tekst": "<p> </p>"}', "ingen tekst"),
        ('{"tittel": "Vakt \\ud800", "tekst": 7, "data": [], "lenker": {}, "children": "nei"}', "ingen punkter"),
    ],
)
def test_what_is_no_such_record_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = written(tmp_path, content, "egen.json")
    with pytest.raises(DocumentError, match=message):
        read_all(path)
