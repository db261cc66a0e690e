"""The text reader: blocks by their marks, page furniture blanked out, offsets that hold."""

from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind
from ingest.readers import LARGEST_FILE, Reading, read
from kg.errors import DocumentError
from kg.model import collapsed
from tests.support import AGDER, FJORDANE, written


def blocks(folder: Path, text: str) -> list[tuple[BlockKind, int, str, str]]:
    """Return kind, level, number and words of each block of a text."""
    reading = read(written(folder, text))
    return [(b.kind, b.level, b.number, collapsed(reading.text[b.start : b.end])) for b in reading.blocks]


def words_of(reading: Reading, block: Block) -> str:
    return collapsed(reading.text[block.start : block.end])


@pytest.mark.parametrize("mark", ["•", "-", "–", "▪", "*", "o"])
def test_a_bullet_is_a_list_item_without_its_mark(tmp_path: Path, mark: str) -> None:
    assert blocks(tmp_path, f"{mark} Jordmor vurderer kvinnen.\n{mark} Legen ringer.\n") == [
        (BlockKind.BULLET, 1, "", "Jordmor vurderer kvinnen."),
        (BlockKind.BULLET, 1, "", "Legen ringer."),
    ]


def test_new_marks_go_deeper_and_old_ones_come_back(tmp_path: Path) -> None:
    text = "• Første punkt.\n  − Under dette.\n    o Enda lenger inn.\n  − Ett nivå ut.\n• Siste punkt.\n"
    assert [(level, words) for _, level, _, words in blocks(tmp_path, text)] == [
        (1, "Første punkt."),
        (2, "Under dette."),
        (3, "Enda lenger inn."),
        (2, "Ett nivå ut."),
        (1, "Siste punkt."),
    ]


def test_a_dash_inside_a_line_is_no_bullet(tmp_path: Path) -> None:
    assert len(blocks(tmp_path, "Legen ringer – om mulig – samme kveld.\n")) == 1


def test_decimals_number_and_nest(tmp_path: Path) -> None:
    text = "1 Varsling\n\n1.1 Om kvelden\n1.1.1 Vakten ringer pårørende.\n1.1.2 Vakten skriver notat.\n\n2 Transport\n"
    assert [(kind, number) for kind, _, number, _ in blocks(tmp_path, text)] == [
        (BlockKind.HEADING, "1"),
        (BlockKind.NUMBERED, "1.1"),
        (BlockKind.NUMBERED, "1.1.1"),
        (BlockKind.NUMBERED, "1.1.2"),
        (BlockKind.HEADING, "2"),
    ]


@pytest.mark.parametrize("line", ["37.5 grader regnes som feber.", "2020 var et år med pandemi.", "12 uker er lenge."])
def test_a_number_that_opens_a_sentence_numbers_nothing(tmp_path: Path, line: str) -> None:
    assert [kind for kind, *_ in blocks(tmp_path, f"Innledning til saken.\n\n{line}\n")] == [BlockKind.PARAGRAPH] * 2


def test_letters_are_list_items_with_their_letter(tmp_path: Path) -> None:
    found = blocks(tmp_path, "Jordmor skal:\n   a) ringe legen\n   b) skrive notat\n\nEtterpå skjer ikke mer.\n")
    assert [(kind, number, words) for kind, _, number, words in found] == [
        (BlockKind.PARAGRAPH, "", "Jordmor skal:"),
        (BlockKind.BULLET, "a", "ringe legen"),
        (BlockKind.BULLET, "b", "skrive notat"),
        (BlockKind.PARAGRAPH, "", "Etterpå skjer ikke mer."),
    ]


def test_wrapped_lines_are_one_block(tmp_path: Path) -> None:
    text = (
        "• Vaktlegen gir beskjed til hjemmesykepleien før helgen når en pasient\n"
        "  med behov for tilsyn skrives ut, og skriver hva som er avtalt\n"
        "  med pasienten.\n"
        "• Neste punkt står for seg selv.\n"
    )
    assert [words for *_, words in blocks(tmp_path, text)] == [
        "Vaktlegen gir beskjed til hjemmesykepleien før helgen når en pasient med behov for tilsyn skrives ut, "
        "og skriver hva som er avtalt med pasienten.",
        "Neste punkt står for seg selv.",
    ]


def test_a_blank_line_ends_a_paragraph(tmp_path: Path) -> None:
    assert len(blocks(tmp_path, "Det første avsnittet er her.\n\nDet andre avsnittet er der.\n")) == 2


def test_an_address_alone_is_a_link_and_one_in_a_sentence_is_not(tmp_path: Path) -> None:
    text = "• Se mer på www.eksempel.no/skjema før samtalen.\n\nhttps://www.eksempel.no/side\n"
    assert [(kind, words) for kind, _, _, words in blocks(tmp_path, text)] == [
        (BlockKind.BULLET, "Se mer på www.eksempel.no/skjema før samtalen."),
        (BlockKind.LINK, "https://www.eksempel.no/side"),
    ]


def paged(pages: int = 4) -> str:
    """A text of several pages with a running header and footer, and a sentence that runs over a page's end."""
    return "".join(
        f"Nordvik kommune – Rutine                      Side {n} av {pages}\n\n"
        f"• Legen nummer {n} ser til pasienten hver eneste formiddag og skriver\n\n"
        f"Dok.nr. 7-{n}. Utskrift er ukontrollert.\n"
        for n in range(1, pages + 1)
    )


def test_running_headers_and_footers_are_blanked_out(tmp_path: Path) -> None:
    reading = read(written(tmp_path, paged()))
    assert "Nordvik" not in reading.text
    assert "ukontrollert" not in reading.text
    assert len(reading.blocks) == 4


def test_blanking_out_shifts_no_offset(tmp_path: Path) -> None:
    text = paged()
    reading = read(written(tmp_path, text))
    assert len(reading.text) == len(text)
    kept = [(a, b) for a, b in zip(text, reading.text, strict=True) if a != b]
    assert kept
    assert {b for _, b in kept} == {" "}
    assert all(text[b.start : b.end] == reading.text[b.start : b.end] for b in reading.blocks)


def test_what_stands_only_twice_is_no_header(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "Ved tvil ringer du.\n\nVakten svarer straks.\n\nVed tvil ringer du.\n"))
    assert reading.text.count("Ved tvil ringer du.") == 2


@pytest.mark.parametrize("heading", ["Fastlegen", "{n}.2 Fastlegens ansvar"])
def test_a_heading_that_is_repeated_is_no_header(tmp_path: Path, heading: str) -> None:
    topics = enumerate(("Henvisning", "Innleggelse", "Epikrise", "Sykmelding", "Transport"), start=1)
    text = "".join(f"{n} {topic}\n\n{heading.format(n=n)}\n• Ringer sykehuset.\n\n" for n, topic in topics)
    blanked = read(written(tmp_path, text)).text
    assert all(heading.format(n=n) in blanked for n in range(1, 6))


def test_the_last_word_of_several_sentences_is_no_header(tmp_path: Path) -> None:
    text = paged() + "".join(
        f"{who} svarer på henvendelser innen fem\nvirkedager.\n\n" for who in ("Legen", "Vakten", "Kommunen", "NAV")
    )
    assert read(written(tmp_path, text)).text.count("virkedager.") == 4


def test_a_number_longer_than_any_page_has_is_read_like_other_words(tmp_path: Path) -> None:
    text = f"Legen ringer.\n\n{'9' * 5000} er svaret.\n\n" * 3
    assert read(written(tmp_path, text)).text.count("Legen ringer.") == 3


def test_a_lead_in_that_is_repeated_is_no_header(tmp_path: Path) -> None:
    text = "".join(f"Vakten skal:\n• {act} straks\n\n" for act in ("ringe", "varsle", "rapportere"))
    assert read(written(tmp_path, text)).text.count("Vakten skal:") == 3


def test_line_ends_and_a_byte_order_mark_are_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "egen.txt"
    path.write_bytes("\ufeff• Legen ringer.\r\n• Vakten svarer.\r\n".encode())
    assert read(path).text == "• Legen ringer.\n• Vakten svarer.\n"


@pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)
def test_the_blocks_of_real_documents_are_in_order_and_apart(path: Path) -> None:
    reading = read(path)
    assert all(block.start < block.end for block in reading.blocks)
    apart = zip(reading.blocks, reading.blocks[1:], strict=False)
    assert all(one.end <= other.start for one, other in apart)
    assert not any(word.isspace() for b in reading.blocks for word in (reading.text[b.start], reading.text[b.end - 1]))


def test_all_words_of_the_guideline_are_in_some_block() -> None:
    reading = read(AGDER)
    inside = bytearray(len(reading.text))
    for block in reading.blocks:
        inside[block.start : block.end] = b"\1" * (block.end - block.start)
    outside = "".join(letter if not inside[at] else " " for at, letter in enumerate(reading.text))
    assert not [word for word in outside.split() if word.isalpha() and word != "o"]


def test_the_pages_of_fjordane_leave_no_trace() -> None:
    reading = read(FJORDANE)
    assert "HF-117" not in reading.text
    assert "Side 3 av 8" not in reading.text
    assert len(reading.text) == len(FJORDANE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tom.txt", b"", "er tomt"),
        ("blank.txt", b" \n\n \t\n", "ingen tekst"),
        ("tall.txt", b"1 2 3\n4 5 6\n", "ingen tekst"),
        ("bilde.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "inneholder et bilde"),
        ("latin.txt", "Fastlegen får brev.".encode("latin-1"), "ISO 8859-1"),
        ("bred.txt", "Fastlegen får brev.".encode("utf-16"), "UTF-16"),
        ("brev.odt", b"PK\x03\x04", "formatet .* Lagre dokumentet som DOCX eller PDF"),
        ("brev.docx", b"PK\x03\x04", "skadet"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=message) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"Finner ikke .*borte\.txt"):
        read(tmp_path / "borte.txt")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(5 * LARGEST_FILE)
    with pytest.raises(DocumentError, match="100 MB"):
        read(path)
