"""The table of reviews: there and back without a loss, as xlsx and as CSV, and clear about what cannot be taken."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kg.errors import ReviewError
from kg.model import Modality
from kg.review.curation import Curation, curated
from kg.review.proposals import FIELD_NAMES
from kg.review.reviews import CONCEPT_FIELDS, Change, Field, Review, Verdict, fields_of
from kg.review.table import HEADINGS, reviews_in, rows_of, written
from kg.wording.sheets import Sheet, printable, read_sheet, write_sheet
from tests.support import AGDER, real

KINDS = (".xlsx", ".csv")
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "'=x", "''", "-2", "@SUM(A1)", "+47", "_x0041_", "_x005F_x0041_", "a;b", '"q"', " a ", "\n", "1e5", "TRUE"]
)


def agder() -> Curation:
    """Return the real guideline without a review."""
    read = real(AGDER)
    return curated(read.document, read.clauses, read.norms, ())


def carried(rows: list[list[str]], kind: str) -> Sheet:
    """Return rows as they come back from a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"normer{kind}"
        write_sheet(path, HEADINGS, rows)
        return read_sheet(path)


# -- the file ----------------------------------------------------------------------------------


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(KINDS))
@settings(max_examples=100, deadline=None)
def test_any_cells_come_back_as_they_were(rows: list[tuple[str, str]], kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{kind}"
        write_sheet(path, ["en", "to"], rows)
        printed = [tuple(printable(cell) for cell in row) for row in rows]
        assert read_sheet(path).rows == tuple(row for row in printed if any(cell.strip() for cell in row))


@pytest.mark.parametrize("cell", ["=1+1", "+47 38", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(tmp_path: Path, cell: str) -> None:
    for kind in KINDS:
        write_sheet(tmp_path / f"a{kind}", ["en"], [[cell]])
    (found,) = (load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"],)
    assert (found.data_type, found.value) == ("s", cell)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";"))[1] == [f"'{cell}"]


def test_csv_is_what_excel_has_in_norwegian(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.csv", ["tekst", "sak"], [["på søndag", "a; b"]])
    assert (tmp_path / "a.csv").read_bytes() == '\ufefftekst;sak\r\npå søndag;"a; b"\r\n'.encode()


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("cp1252", ";"), ("utf-8-sig", ","), ("utf-8", "\t")]
)
def test_csv_as_other_programs_save_it_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = delimiter.join(["norm", "tekst"]) + "\n" + delimiter.join(["n1", "«På søndag»"]) + "\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert read_sheet(tmp_path / "a.csv").rows == (("n1", "«På søndag»"),)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.ods", b"x", "verken"),
        ("a.xlsx", b"PK nei", "ingen hel xlsx"),
        ("a.xlsx", b"", "ingen hel xlsx"),
        ("a.csv", b"", "ingen overskrifter"),
        ("a.csv", b'norm;tekst\n"en;to', "ingen hel CSV"),
        ("borte.csv", None, "Kan ikke lese"),
    ],
)
def test_a_file_that_is_no_table_is_a_clear_error(tmp_path: Path, name: str, content: bytes | None, part: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ReviewError, match=part) as caught:
        read_sheet(tmp_path / name)
    assert "\n" not in str(caught.value)


# -- there and back ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_table_lays_down_nothing(kind: str) -> None:
    sheet = carried(rows_of([agder()]), kind)
    assert len(sheet.rows) == len(real(AGDER).norms)
    assert reviews_in(sheet, [agder()], reviewer="Kari") == []


Edits = dict[int, dict[Field, tuple[str, ...]]]
ROLES = ("fastlege", "sykehuslege", "avtalespesialist", "kommune")
ARTIFACTS = ("epikrise", "henvisning", "sykmelding")


@st.composite
def edits(draw: st.DrawFn) -> Edits:
    """Draw what some norms of the guideline are to be: fields that differ from what was read."""
    norms = real(AGDER).norms
    found: Edits = {}
    for at in draw(st.lists(st.integers(0, len(norms) - 1), max_size=4, unique=True)):
        norm, clause = norms[at], norms[at].text.split()
        start = draw(st.integers(0, max(len(clause) - 3, 0)))
        words = " ".join(clause[start : start + 3])
        binding = draw(st.sampled_from([m for m in Modality if m is not Modality.INFO]))
        wanted: dict[Field, tuple[str, ...]] = {
            Field.MODALITY: (binding.value,),
            Field.BEARERS: tuple(draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))),
            Field.ARTIFACTS: tuple(draw(st.lists(st.sampled_from(ARTIFACTS), unique=True, max_size=3))),
            Field.ACTION: draw(st.sampled_from([(), ("=sende",), ("-ringe",), ("@følge opp",)])),
            Field.CONDITIONS: draw(st.sampled_from([(), (words,)])),
            Field.EXCEPTIONS: (),
            Field.DEADLINE: draw(st.sampled_from([(), (words,)])),
            Field.CHANNEL: draw(st.sampled_from([(), ("telefon",)])),
        }
        chosen = draw(st.sets(st.sampled_from(sorted(wanted)), min_size=1)) | {Field.MODALITY}
        present = fields_of(norm)
        differing = {name: wanted[name] for name in Field if name in chosen and wanted[name] != present[name]}
        if differing:
            found[at] = differing
    return found


@given(edits(), st.sampled_from(KINDS))
@settings(max_examples=25, deadline=None)
def test_a_changed_table_lays_down_exactly_its_changes(wanted: Edits, kind: str) -> None:
    curation, rows = agder(), rows_of([agder()])
    for at, fields in wanted.items():
        for field, values in fields.items():
            rows[at][HEADINGS.index(FIELD_NAMES[field])] = written(field, values)
        rows[at][HEADINGS.index("begrunnelse")] = "Slik er det"
    found = reviews_in(carried(rows, kind), [curation], reviewer="Kari")
    norms = real(AGDER).norms
    assert [(each.target.norm, each.target.quote) for each in found] == [
        (norms[at].id, norms[at].text) for at in sorted(wanted)
    ]
    for review, at in zip(found, sorted(wanted), strict=True):
        assert (review.verdict, review.reviewer, review.reason) == (Verdict.CORRECTED, "Kari", "Slik er det")
        assert review.changes == tuple(Change(f, wanted[at][f]) for f in Field if f in wanted[at])
    read = real(AGDER)
    after = curated(read.document, read.clauses, read.norms, found)
    assert after.misfits == ()
    assert reviews_in(carried(rows_of([after]), kind), [after], reviewer="Kari") == []


# -- rows --------------------------------------------------------------------------------------


def filled(at: int = 0, /, **cells: str) -> Sheet:
    """Return the table with some cells of one row filled in; a blank in a heading is written as an underscore."""
    rows = rows_of([agder()])
    for name, text in cells.items():
        rows[at][HEADINGS.index(name.replace("_", " "))] = text
    return Sheet(HEADINGS, tuple(map(tuple, rows)), tuple(range(2, len(rows) + 2)))


def taken(sheet: Sheet, reviewer: str = "Kari") -> list[Review]:
    return reviews_in(sheet, [agder()], reviewer=reviewer)


def test_a_row_can_confirm_and_can_say_who() -> None:
    (found,) = taken(filled(4, bekreftet="x", gjennomgått_av="Ola", begrunnelse="Lest"), reviewer="")
    assert (found.verdict, found.reviewer, found.reason, found.changes) == (Verdict.CONFIRMED, "Ola", "Lest", ())


def test_a_row_can_join_its_norm_with_another() -> None:
    other = agder().norms[5]
    (found,) = taken(filled(4, samme_norm_som=other.id))
    assert found.verdict is Verdict.MERGED
    assert found.into is not None
    assert found.into.quote == other.text


@pytest.mark.parametrize("said", ["Forbud", "prohibition"])
def test_a_modality_goes_by_either_of_its_names(said: str) -> None:
    (found,) = taken(filled(0, modalitet=said))
    assert found.changes[0] == Change(Field.MODALITY, ("prohibition",))


@pytest.mark.parametrize(
    ("cells", "column", "part"),
    [
        ({"modalitet": "kanskje"}, "modalitet", "plikt, anbefaling"),
        ({"modalitet": ""}, "modalitet", "mangler"),
        ({"modalitet": "plikt", "ansvarlig": "fastlegge"}, "ansvarlig", "Mente du «fastlege»"),
        ({"sak": "fastlege"}, "sak", "ikke en kjent id"),
        ({"vilkår": "ved fullmåne"}, "vilkår", "nøyaktig som i dokumentet"),
        ({"norm": "sec_99__norm_1"}, "norm", "sec_99__norm_1"),
        ({"dokument": "bergen"}, "dokument", "agder-2024"),
        ({"tekst": "Noe annet"}, "tekst", "eksporter på nytt"),
        ({"samme_norm_som": "sec_99__norm_1"}, "samme norm som", "sec_99__norm_1"),
        ({"modalitet": "forbud", "siste_rettelse": "abc"}, "siste rettelse", "Eksporter på nytt"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_column(cells: dict[str, str], column: str, part: str) -> None:
    with pytest.raises(ReviewError, match="Ingenting ble importert") as caught:
        taken(filled(3, **cells))
    assert str(caught.value).startswith(f"Rad 5, kolonnen «{column}»: ")
    assert part in str(caught.value)


def test_a_changed_row_needs_a_reviewer() -> None:
    with pytest.raises(ReviewError, match="Rad 2, kolonnen «gjennomgått av»"):
        taken(filled(0, modalitet="forbud"), reviewer="")


def test_a_row_that_stands_twice_is_refused() -> None:
    sheet = filled(0)
    with pytest.raises(ReviewError, match=r"Rad 3, kolonnen «norm».*rad 2"):
        taken(Sheet(sheet.headings, (sheet.rows[0], *sheet.rows), tuple(range(2, len(sheet.rows) + 3))))


def test_columns_that_were_deleted_leave_their_fields_as_they_are() -> None:
    rows = rows_of([agder()])
    kept = [HEADINGS.index(name) for name in ("norm", "tekst", "modalitet")]
    cut = tuple(tuple(row[at] for at in kept) for row in rows)
    assert taken(Sheet(("norm", "tekst", "modalitet"), cut, tuple(range(2, len(rows) + 2)))) == []
    with pytest.raises(ReviewError, match="«tekst» mangler"):
        taken(Sheet(("norm",), (("a",),), (2,)))


def test_the_fields_of_concepts_hold_ids() -> None:
    row = rows_of([agder()])[30]
    for field in CONCEPT_FIELDS:
        assert all(part == part.strip().lower() for part in row[HEADINGS.index(FIELD_NAMES[field])].split("; "))
