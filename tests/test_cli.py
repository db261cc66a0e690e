"""The command line: each command in a process of its own or through its entry point, as users meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

import cli
from kg.home import Home
from kg.records import norm_record
from tests.support import AGDER, GOLD, ROOT, ansvar, real, started, written

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
COMMANDS = (
    "build", "add", "list", "remove", "ask", "norms", "overlaps", "diff", "compare", "role", "quiz", "eval", "export",
    "sparql", "serve", "review", "validate", "info",
)  # fmt: skip
NEEDED = {"add": ["f"], "remove": ["d"], "diff": ["a", "b"], "compare": ["a", "b"], "role": ["r"], "eval": ["g"]}
ACTS = ("export", "import", "list", "withdraw")
NORM_FIELDS = [
    "id", "document", "section", "clause", "text", "start", "end", "modality", "bearers", "action", "artifacts",
    "counterparties", "conditions", "exceptions", "deadline", "channel", "contacts",
]  # fmt: skip
ANSWER_FIELDS = [
    "id", "question", "status", "answer", "roles", "citations", "conditions", "confidence", "elapsed_ms",
]  # fmt: skip
QUESTION = "Hvem skriver sykmelding etter operasjon?"


def asked(*questions: object) -> str:
    """Return questions as JSON Lines."""
    records = [q if isinstance(q, dict) else {"id": f"q{n}", "question": q} for n, q in enumerate(questions)]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def assert_one_line(err: str, *parts: str) -> None:
    """Check an error: one Norwegian line with these parts."""
    assert err.startswith("Feil: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


def test_help_lists_every_command(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "--help")
    assert ran.status == 0
    for name in COMMANDS:
        assert f"\n    {name} " in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, name, "--help")
    assert ran.status == 0
    assert f"Bruk: ansvar {name}" in ran.out
    assert f"Eksempel:\n  ansvar {name}" in ran.out
    for english in ("usage", "show this", "positional", "optional", "options:"):
        assert english not in ran.out.lower()


@pytest.mark.parametrize("name", ACTS)
def test_every_command_of_review_has_help_with_an_example(name: str, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "review", name, "--help")
    assert ran.status == 0
    assert f"Bruk: ansvar review {name}" in ran.out
    assert f"Eksempel:\n  ansvar review {name}" in ran.out


def test_review_alone_shows_what_it_can_do(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "review")
    assert ran.status == 0
    for name in ACTS:
        assert f"\n    {name} " in ran.out


def test_help_loads_nothing_heavy() -> None:
    script = "import sys, cli\ntry: cli.main()\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    ran = started("--help", script=script)
    for heavy in ("numpy", "rdflib", "spacy", "faiss", "pyoxigraph", "typer", "rich", "logging", "fastapi"):
        assert f"'{heavy}'" not in ran.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["nosuch"], "«nosuch» finnes ikke"),
        (["info", "mer"], "Ukjent valg: mer"),
        (["ask", "--document"], "--document mangler en verdi"),
        (["export", "--format", "xml"], "«xml» finnes ikke. Velg en av: turtle, trig, json-ld"),
        (["norms", "--json"], "Ukjent valg: --json"),
        (["ask"], "Skriv et spørsmål"),
        (["norms", "--explain"], "--explain mangler en verdi"),
        (["norms", "--jsonl", "--explain", "11.3"], "--explain"),
        (["overlaps", "--output"], "--output mangler en verdi"),
        (["overlaps", "--output", "a.xlsx", "--jsonl"], "--jsonl"),
        (["overlaps", "--output", "a.xlsx", "--gaps"], "--gaps"),
        (["review", "nosuch"], "«nosuch» finnes ikke"),
        (["review", "import"], "Det mangler noe: FIL"),
        (["review", "withdraw", "abc"], "Det mangler noe: --reviewer"),
        (["eval"], "Det mangler noe: GULL"),
        (["role"], "Det mangler noe: ROLLE"),
        (["eval", "gull.jsonl", "--misses", "noen"], "--misses kan ikke være «noen»"),
        (["eval", "gull.jsonl", "--misses=-1"], "--misses kan ikke være «-1»"),
        (["eval", "finnes-ikke.jsonl"], "Kan ikke lese finnes-ikke.jsonl"),
    ],
)
def test_a_mistyped_command_is_one_norwegian_line(
    words: list[str], part: str, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, *words)
    assert ran.status == 2
    assert ran.out == ""
    assert_one_line(ran.err, part)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", QUESTION], ["norms"], ["overlaps"], ["eval", str(GOLD / "questions.dev.jsonl")], ["export"],
        ["validate"], ["info"], ["sparql", "documents"], ["serve"],
    ],
)  # fmt: skip
def test_nothing_built_says_what_to_do(words: list[str], capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, *words)
    assert ran.status == 2
    assert_one_line(ran.err, "Kjør «ansvar build»")


@pytest.mark.parametrize(("text", "part"), [("", "tomt"), ("123 456", "ingen tekst")])
def test_a_bad_document_is_one_line(
    text: str, part: str, capsys: Capture, monkeypatch: Patch, tmp_path: Path, ansvar_home: Path
) -> None:
    ran = ansvar(capsys, monkeypatch, "build", str(written(tmp_path, text)))
    assert ran.status == 2
    assert_one_line(ran.err, "egen.txt", part)
    assert not (ansvar_home / "current").exists()


def test_a_missing_document_is_one_line(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "build", "finnes-ikke.txt")
    assert ran.status == 2
    assert_one_line(ran.err, "Finner ikke", "finnes-ikke.txt")


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_overlaps_are_written_for_a_meeting(
    ending: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    path = tmp_path / f"møte{ending}"
    ran = ansvar(capsys, monkeypatch, "overlaps", "--output", str(path))
    assert (ran.status, ran.out) == (0, "")
    pairs = len(ansvar(capsys, monkeypatch, "overlaps", "--jsonl").records)
    assert ran.err == f"Skrev {pairs} par til {path}.\n"
    assert path.read_bytes().startswith(b"PK" if ending == ".xlsx" else b"<!DOCTYPE html>")


def test_a_report_of_another_kind_is_one_line(home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path) -> None:
    ran = ansvar(capsys, monkeypatch, "overlaps", "-o", str(tmp_path / "møte.pdf"))
    assert ran.status == 2
    assert_one_line(ran.err, ".xlsx eller .html")
    assert not list(tmp_path.glob("møte*"))


def test_verbose_shows_the_whole_fault() -> None:
    ran = started("build", "finnes-ikke.txt", "--verbose")
    assert ran.status != 0
    assert "Traceback" in ran.err
    assert "DocumentError" in ran.err


def test_build_keeps_standard_output_clean(tmp_path: Path) -> None:
    ran = started("build", str(written(tmp_path, "Fastlegen skal sende epikrisen.\n")), home=tmp_path / "home")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "Bygget egen: 1 normer og opplysninger i 1 punkter.\n"


def test_norms_are_the_contract_s_records(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "norms", "--jsonl")
    assert ran.status == 0
    assert [list(record) for record in ran.records] == [NORM_FIELDS] * len(ran.records)
    assert ran.records == [norm_record(norm) for norm in real(AGDER).norms]
    text = Home(home).open().source("agder-2024")
    for record in ran.records:
        assert " ".join(text[record["start"] : record["end"]].split()) == record["text"]  # type: ignore[misc]
    assert "info" in {record["modality"] for record in ran.records}


def test_norms_of_a_named_document_only(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    every = ansvar(capsys, monkeypatch, "norms", "--jsonl")
    one = ansvar(capsys, monkeypatch, "norms", "--jsonl", "--document", "agder-2024")
    assert one.out == every.out


@pytest.mark.parametrize("name", ["ask", "norms", "overlaps"])
def test_an_unknown_document_is_named_with_the_known_ones(
    name: str, home: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, name, "--jsonl", "--document", "bergen-1999", stdin=asked(QUESTION))
    assert ran.status == 2
    assert ran.out == ""
    assert_one_line(ran.err, "bergen-1999", "agder-2024")


def test_answers_are_the_contract_s_records(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    questions = [QUESTION, "Hva er hovedstaden i Frankrike?", "", "Ring meg på 404 12 345 om pasienten"]
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin=asked(*questions))
    assert ran.status == 0
    assert [list(record) for record in ran.records] == [ANSWER_FIELDS] * 4
    assert [record["id"] for record in ran.records] == ["q0", "q1", "q2", "q3"]
    assert [record["question"] for record in ran.records] == questions
    assert ran.records[0]["status"] == "answered"
    assert all(record["answer"] for record in ran.records)


def test_ids_come_back_as_they_were(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin=asked({"id": 7, "question": QUESTION}) + "\n")
    assert [record["id"] for record in ran.records] == [7]


@pytest.mark.parametrize("line", ["{", "[]", '"hei"', '{"id": "a"}', '{"question": "b"}', '{"id": 1, "question": 2}'])
def test_a_bad_line_is_named_by_its_number(line: str, home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin=asked(QUESTION) + line + "\n")
    assert ran.status == 2
    assert len(ran.records) == 1
    assert_one_line(ran.err, "Linje 2")


@pytest.mark.parametrize(
    "question", [QUESTION, "who writes the sick note after surgery?", "Kven skriv sjukmelding etter operasjon?"]
)
def test_a_person_reads_who_when_and_where_it_stands(
    question: str, home: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, "ask", question)
    assert ran.status == 0
    first = ran.out.splitlines()[0]
    assert "helt fram til første kontroll hos fastlege" in first
    assert " 11" in first


def test_a_question_with_personal_data_is_refused(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "ask", "Hvem sykmelder kari.nordmann@example.no?")
    assert ran.status == 2
    assert "kari" not in ran.out + ran.err
    assert ran.err.startswith("Feil: ")


@pytest.mark.parametrize("question", ["", "   ", "a" * 10_000])
def test_a_question_that_cannot_be_taken_is_one_line(
    question: str, home: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, "ask", question)
    assert ran.status == 2
    assert_one_line(ran.err)


def test_gaps_are_listed_for_people_and_programs(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    records = ansvar(capsys, monkeypatch, "overlaps", "--gaps", "--jsonl").records
    assert {record["kind"] for record in records} == {"no_bearer", "no_receiver", "uncovered", "undefined"}
    assert set(records[0]) == {"kind", "document", "sentence", "norms", "texts", "clauses", "concepts"}
    lines = ansvar(capsys, monkeypatch, "overlaps", "--gaps").out.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [[r["kind"], r["sentence"]] for r in records]


def test_overlaps_are_the_contract_s_records(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "overlaps", "--jsonl")
    assert ran.status == 0
    assert {tuple(record) for record in ran.records} == {("a", "a_text", "b", "b_text", "kind", "score", "why")}
    assert {record["kind"] for record in ran.records} <= {"duplicate", "shared", "handover", "tension"}


def few_questions(folder: Path) -> Path:
    """Write the first gold questions to a file of their own."""
    lines = (GOLD / "questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    return written(folder, "\n".join(lines[:12]), "gull.jsonl")


def test_an_evaluation_shows_figures_groups_misses_and_confidence(
    home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    gold = str(few_questions(tmp_path))
    ran = ansvar(capsys, monkeypatch, "eval", gold, "--reliability", "--misses", "1")
    figures = json.loads(ansvar(capsys, monkeypatch, "eval", gold, "--json").out)
    assert ran.status == 0
    assert f"{100 * figures['correct']:.1f} %".replace(".", ",") in ran.out
    for part in ("12 spørsmål", "etter type", "etter språk", "bokmål", "Sier sikkerheten"):
        assert part in ran.out
    assert f"Feil (1 av {len(figures['misses'])})" in ran.out
    assert "Sammenlikning" not in ran.out
    assert sum(each["questions"] for each in figures["reliability"]) == 12


def test_an_evaluation_compares_with_retrieval_alone(
    home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    ran = ansvar(capsys, monkeypatch, "eval", str(few_questions(tmp_path)), "--compare", "--misses", "0")
    assert ran.status == 0
    for part in ("Sammenlikning", "øverste punkt", "bare ord", "bare vektorer", "ord og vektorer", "txtai", "Haystack"):
        assert part in ran.out
    assert "Feil (" not in ran.out


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a", "question": "Hvem?"}'])
def test_a_bad_gold_line_is_named_by_its_number(
    line: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    path = few_questions(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    ran = ansvar(capsys, monkeypatch, "eval", str(path))
    assert ran.status == 2
    assert ran.out == ""
    assert_one_line(ran.err, "Linje 13", "gull.jsonl")


def test_an_evaluation_of_an_unknown_document_names_the_known_ones(
    home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    ran = ansvar(capsys, monkeypatch, "eval", str(few_questions(tmp_path)), "--document", "bergen-1999")
    assert ran.status == 2
    assert_one_line(ran.err, "bergen-1999", "agder-2024")


@pytest.mark.parametrize("form", ["turtle", "trig", "json-ld"])
def test_an_export_loads_elsewhere_with_the_same_triples(
    form: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    shown = ansvar(capsys, monkeypatch, "export", "--format", form)
    filed = ansvar(capsys, monkeypatch, "export", "--format", form, "--output", str(tmp_path / "ut"))
    assert (shown.status, filed.status, filed.out) == (0, 0, "")
    assert (tmp_path / "ut").read_text(encoding="utf-8") == shown.out
    data = Dataset()
    data.parse(data=shown.out, format=form)
    loaded = Graph()
    for subject, predicate, value, _ in data.quads():
        loaded.add((subject, predicate, value))
    assert isomorphic(loaded, Graph().parse(Home(home).open().turtle("agder-2024")))


@pytest.mark.parametrize(("name", "form"), [("ut.jsonld", "json-ld"), ("ut.trig", "trig"), ("ut.TTL", "turtle")])
def test_an_export_is_in_the_format_that_its_file_is_named_by(
    name: str, form: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    assert ansvar(capsys, monkeypatch, "export", "--output", str(tmp_path / name)).status == 0
    shown = ansvar(capsys, monkeypatch, "export", "--format", form)
    assert (tmp_path / name).read_text(encoding="utf-8") == shown.out


def test_an_export_that_cannot_be_written_is_one_line(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "export", "--output", "/finnes/ikke/ut.ttl")
    assert ran.status == 2
    assert_one_line(ran.err, "/finnes/ikke/ut.ttl")


def test_the_built_graph_is_valid(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "validate")
    assert ran.status == 0
    assert "ingen brudd" in ran.out


def test_info_tells_what_is_built(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "info")
    assert ran.status == 0
    assert "agder-2024, versjon 2024" in ran.out
    assert str(Home(home).open().folder) in ran.out


def test_a_reader_that_has_had_enough_is_no_fault(home: Path) -> None:
    line = f"{sys.executable} -c 'import cli; cli.main()' norms | head -1"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_every_command_stands_in_the_parser() -> None:
    for name in COMMANDS:
        assert cli.parser().parse_args([name, *NEEDED.get(name, ())]).run.__doc__
    assert sorted(add.__name__.removeprefix("add_") for add in cli.COMMANDS) == sorted(COMMANDS)


@pytest.mark.parametrize("place", ["sec_11__point_3", "11.3"])
def test_a_clause_is_explained(place: str, home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "norms", "--explain", place, "--document", "agder-2024")
    assert (ran.status, ran.err) == (0, "")
    for norm in (norm for norm in real(AGDER).norms if norm.clause == "sec_11__point_3"):
        assert f"Norm {norm.id}:" in ran.out
    assert "▸ Kapittel 11: Sykmelding" in ran.out
    assert "Hvem            sykehuslege og avtalespesialist" in ran.out
    assert "Lest slik       presens, subjektet etter verbet" in ran.out
    assert "subjekt (nsubj)" in ran.out


@pytest.mark.parametrize("place", ["sec_99", ""])
def test_a_clause_that_is_not_there_is_one_line(place: str, home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "norms", "--explain", place)
    assert (ran.status, ran.out) == (2, "")
    assert_one_line(ran.err, f"Fant ikke punktet «{place}»")


def test_a_clause_that_two_documents_have_is_asked_for(capsys: Capture, monkeypatch: Patch, tmp_path: Path) -> None:
    for name in ("en.txt", "to.txt"):
        written(tmp_path, "1. Vakt\n\n• Legen skal ringe.\n", name)
    assert ansvar(capsys, monkeypatch, "build", str(tmp_path)).status == 0
    ran = ansvar(capsys, monkeypatch, "norms", "--explain", "1.1")
    assert ran.status == 2
    assert_one_line(ran.err, "sec_1__point_1 (en)", "sec_1__point_1 (to)", "--document")
    assert ansvar(capsys, monkeypatch, "norms", "--explain", "1.1", "--document", "to").status == 0


# -- reviews -----------------------------------------------------------------------------------

RULE = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare.\n"


@pytest.fixture
def sheet(capsys: Capture, monkeypatch: Patch, tmp_path: Path) -> Path:
    """A build of a small document, and its norms as a CSV file."""
    assert ansvar(capsys, monkeypatch, "build", str(written(tmp_path, RULE, "vakt.txt"))).status == 0
    path = tmp_path / "normer.csv"
    ran = ansvar(capsys, monkeypatch, "review", "export", str(path), "--document", "vakt")
    assert (ran.status, ran.out, ran.err) == (0, "", f"Skrev 2 normer og opplysninger til {path}.\n")
    return path


def put(path: Path, old: str, new: str) -> None:
    """Change a cell as an editor of text would."""
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig")


def test_a_correction_goes_from_the_sheet_into_all_that_is_printed_and_back(
    sheet: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    before = ansvar(capsys, monkeypatch, "norms", "--jsonl").out
    put(sheet, ";plikt;lege;", ';anbefaling;"fastlege; sykehuslege";')
    ran = ansvar(capsys, monkeypatch, "review", "import", str(sheet), "--reviewer", "Kari Nordmann")
    assert (ran.status, ran.out, ran.err) == (0, "", "1 rettelse lagret.\n")
    first, _ = ansvar(capsys, monkeypatch, "norms", "--jsonl").records
    assert (first["modality"], first["bearers"]) == ("recommendation", ["fastlege", "sykehuslege"])
    assert "[gjennomgått av Kari Nordmann " in ansvar(capsys, monkeypatch, "norms").out
    assert ansvar(capsys, monkeypatch, "validate").status == 0
    assert "prov:wasAttributedTo" in ansvar(capsys, monkeypatch, "export").out
    listed = ansvar(capsys, monkeypatch, "review", "list")
    assert "rettet av Kari Nordmann" in listed.out
    assert "ansvarlig: fastlege; sykehuslege" in listed.out
    assert "1 gjeldende rettelse, 0 ikke plassert" in listed.err
    ran = ansvar(capsys, monkeypatch, "review", "import", str(sheet), "--reviewer", "Kari Nordmann")
    assert (ran.status, ran.err) == (0, "Ingen rader var endret; ingenting lagret.\n")
    ran = ansvar(capsys, monkeypatch, "review", "withdraw", listed.out[:6], "--reviewer", "Ola")
    assert ran.status == 0
    assert ansvar(capsys, monkeypatch, "norms", "--jsonl").out == before
    assert "0 gjeldende rettelser" in ansvar(capsys, monkeypatch, "review", "list").err


def test_a_sheet_with_a_fault_is_one_line_and_nothing_is_imported(
    sheet: Path, capsys: Capture, monkeypatch: Patch, ansvar_home: Path
) -> None:
    put(sheet, ";plikt;lege;", ";forbud;lege;")
    put(sheet, ";anbefaling;vakt;", ";anbefaling;vaktmesteren;")
    ran = ansvar(capsys, monkeypatch, "review", "import", str(sheet), "--reviewer", "Kari")
    assert ran.status == 2
    assert_one_line(ran.err, "Rad 3", "«ansvarlig»", "«vaktmesteren»")
    assert not (ansvar_home / "reviews.nq").exists()


def test_a_correction_that_fits_nothing_any_more_is_told_of_and_waits(
    sheet: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
) -> None:
    put(sheet, ";plikt;lege;", ";forbud;lege;")
    assert ansvar(capsys, monkeypatch, "review", "import", str(sheet), "--reviewer", "Kari").status == 0
    other = written(tmp_path, RULE.replace("ringe vakten ved uro", "gå hjem"), "vakt.txt")
    assert "1 rettelse er ikke plassert" in ansvar(capsys, monkeypatch, "build", str(other)).err
    listed = ansvar(capsys, monkeypatch, "review", "list")
    assert "ikke plassert: " in listed.out
    assert "1 ikke plassert" in listed.err
    ansvar(capsys, monkeypatch, "build", str(written(tmp_path, RULE, "vakt.txt")))
    assert ansvar(capsys, monkeypatch, "norms", "--jsonl").records[0]["modality"] == "prohibition"


def test_personal_data_in_a_reason_are_not_kept(
    sheet: Path, capsys: Capture, monkeypatch: Patch, ansvar_home: Path
) -> None:
    put(sheet, ";plikt;lege;", ";forbud;lege;")
    head, first, *rest = sheet.read_text(encoding="utf-8-sig").splitlines()
    lines = [head, first.removesuffix(";;") + ";skriv til kari@example.no;", *rest]
    sheet.write_text("\n".join(lines), encoding="utf-8-sig")
    ran = ansvar(capsys, monkeypatch, "review", "import", str(sheet), "--reviewer", "Kari")
    assert ran.status == 2
    assert_one_line(ran.err, "e-postadresse")
    assert "example" not in ran.err
    assert not (ansvar_home / "reviews.nq").exists()


# -- a role's duties


@pytest.mark.usefixtures("home")
def test_role_prints_what_to_keep_in_mind_and_then_every_duty_by_stage(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "role", "fastlege")
    assert ran.status == 0
    assert ran.out.startswith("Fastlege i Anbefalinger for samarbeid")
    first, stage, last = (
        ran.out.index(f"\n{title}\n") for title in ("Dette må du huske", "Henvisning", "Pasienttransport")
    )
    assert first < stage < last
    assert "Gjelder når du er" in ran.out
    assert "✕ skal unngå Henvisning: «Dobbelthenvisninger" in ran.out


@pytest.mark.usefixtures("home")
def test_role_prints_each_duty_once_as_a_record(capsys: Capture, monkeypatch: Patch) -> None:
    records = ansvar(capsys, monkeypatch, "role", "LIS", "--jsonl").records
    assert records
    assert all(list(record) == ["role", "way", "by", "stage", "place", *NORM_FIELDS] for record in records)
    assert len({record["id"] for record in records}) == len(records)
    assert {record["role"] for record in records} == {"lis"}
    assert "own" not in {record["way"] for record in records}


@pytest.mark.usefixtures("home")
def test_role_writes_a_page(capsys: Capture, monkeypatch: Patch, tmp_path: Path) -> None:
    path = tmp_path / "fastlege.pdf"
    ran = ansvar(capsys, monkeypatch, "role", "fastlege", "--output", str(path))
    assert (ran.status, ran.out) == (0, "")
    assert path.read_bytes().startswith(b"%PDF-")
    assert str(path) in ran.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["fastlege", "--output", "fastlege.docx"], "ender på .pdf"),
        (["rørlegger"], "Fant ingen rolle «rørlegger»"),
        (["fastlege", "--output", "finnes/ikke/f.pdf"], "Kan ikke skrive finnes/ikke/f.pdf"),
        (["fastlege", "--document", "nosuch"], "Ukjent dokument"),
    ],
)
def test_a_role_or_page_that_cannot_be_is_one_line(
    words: list[str], part: str, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, "role", *words)
    assert ran.status == 2
    assert_one_line(ran.err, part)
