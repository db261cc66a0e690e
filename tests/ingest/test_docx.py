"""The reader of Word documents, on documents made with python-docx and a little XML of our own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from ingest.blocks import BlockKind
from ingest.readers import read, read_bytes
from kg.errors import DocumentError

H, B, N, P, L = BlockKind.HEADING, BlockKind.BULLET, BlockKind.NUMBERED, BlockKind.PARAGRAPH, BlockKind.LINK
LEGAL = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
</w:abstractNum>"""
MIXED = """<w:abstractNum {ns} w:abstractNumId="91"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>"""


def stored(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def told(document: Document) -> list[tuple[BlockKind, int, str, str]]:
    """Return kind, level, number and words of each block."""
    reading = read_bytes(stored(document), "egen.docx")
    return [(b.kind, b.level, b.number, reading.text[b.start : b.end]) for b in reading.blocks]


def add_list(document: Document, xml: str, override: str = "") -> int:
    """Add a list definition, and return the number of a list of it."""
    root = document.part.numbering_part.element
    abstract = parse_xml(xml.format(ns=nsdecls("w")))
    number = abstract.get(qn("w:abstractNumId"))
    if not any(each.get(qn("w:abstractNumId")) == number for each in root.iter(qn("w:abstractNum"))):
        root.insert(0, abstract)
    num = root.add_num(int(number))
    if override:
        num.append(parse_xml(override.format(ns=nsdecls("w"))))
    return int(num.numId)


def add_item(document: Document, words: str, num: int, level: int = 0, style: str | None = None) -> None:
    properties = document.add_paragraph(words, style=style)._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = num
    properties.get_or_add_ilvl().val = level


def test_headings_stand_as_deep_as_their_styles() -> None:
    document = docx.Document()
    document.add_heading("Samarbeid om fall", 0)
    document.add_heading("1. Varsling", 1)
    document.add_heading("Om natten", 2)
    document.add_paragraph("Vakten ringer legen.")
    assert told(document) == [
        (H, 1, "", "Samarbeid om fall"),
        (H, 2, "1", "Varsling"),
        (H, 3, "", "Om natten"),
        (P, 0, "", "Vakten ringer legen."),
    ]


def test_norwegian_style_names_outline_levels_and_styles_built_on_headings_make_headings() -> None:
    document = docx.Document()
    styles = document.styles.element
    for xml in (
        '<w:style {ns} w:type="paragraph" w:styleId="Overskrift2"><w:name w:val="Overskrift 2"/></w:style>',
        '<w:style {ns} w:type="paragraph" w:styleId="Egen"><w:name w:val="Egen"/>'
        '<w:basedOn w:val="Heading3"/></w:style>',
    ):
        styles.append(parse_xml(xml.format(ns=nsdecls("w"))))
    for style in ("Overskrift2", "Egen"):
        document.add_paragraph(f"Under {style}")._p.get_or_add_pPr().insert(
            0, parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{style}"/>')
        )
    document.add_paragraph("Med nivå")._p.get_or_add_pPr().append(
        parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>')
    )
    document.add_paragraph("Legen ringer.")
    assert [(kind, level) for kind, level, *_ in told(document)] == [(H, 3), (H, 4), (H, 2), (P, 0)]


def test_numbers_that_word_prints_are_computed_level_by_level() -> None:
    document = docx.Document()
    num = add_list(document, LEGAL)
    for words, level in (
        ("Henvisning", 0),
        ("Innhold", 1),
        ("Fastlegen skriver problemstilling.", 2),
        ("Fastlegen legger ved listen.", 2),
        ("Svar", 1),
        ("Sykehuset svarer.", 2),
        ("Epikrise", 0),
        ("Legen sender den.", 1),
    ):
        add_item(document, words, num, level, "Heading 1" if level == 0 else None)
    assert [(kind, number) for kind, _, number, _ in told(document)] == [
        (H, "1"),
        (N, "1.1"),
        (N, "1.1.1"),
        (N, "1.1.2"),
        (N, "1.2"),
        (N, "1.2.1"),
        (H, "2"),
        (N, "2.1"),
    ]


def test_letters_roman_numbers_and_bullets_nest_and_begin_anew_under_each_item() -> None:
    document = docx.Document()
    document.add_paragraph("Legen skal:")
    num = add_list(document, MIXED)
    for words, level in (("ringe", 0), ("først", 1), ("så", 1), ("straks", 2), ("skrive", 0), ("kort", 1)):
        add_item(document, words, num, level)
    assert told(document)[1:] == [
        (B, 1, "a", "ringe"),
        (B, 2, "i", "først"),
        (B, 2, "ii", "så"),
        (B, 3, "", "straks"),
        (B, 1, "b", "skrive"),
        (B, 2, "i", "kort"),
    ]


def test_a_list_goes_on_after_other_text_and_begins_anew_where_the_document_says_so() -> None:
    document = docx.Document()
    first = add_list(document, MIXED)
    add_item(document, "ringe", first)
    document.add_paragraph("Noe annet sies her.")
    add_item(document, "skrive", first)
    anew = '<w:lvlOverride {ns} w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    add_item(document, "vente", add_list(document, MIXED, anew))
    assert [number for *_, number, _ in told(document)] == ["a", "", "b", "a"]


def test_list_styles_of_word_stand_as_deep_as_they_are_indented() -> None:
    document = docx.Document()
    for style in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet", "List Number"):
        document.add_paragraph(f"Legen ringer {style}.", style=style)
    assert [(kind, level, number) for kind, level, number, _ in told(document)] == [
        (B, 1, ""),
        (B, 2, ""),
        (B, 3, ""),
        (B, 1, ""),
        (B, 1, "1"),
    ]


def test_bullets_typed_as_text_are_items() -> None:
    document = docx.Document()
    document.add_heading("Vakt", 1)
    document.add_paragraph("•\tRing legen.")
    document.add_paragraph("a) skriv notat")
    assert [(kind, words) for kind, *_, words in told(document)][1:] == [(B, "Ring legen."), (B, "skriv notat")]


def test_an_indented_paragraph_after_an_item_goes_on_with_it() -> None:
    document = docx.Document()
    document.add_paragraph("Ring legen.", style="List Bullet")
    document.add_paragraph("Si hvem du er.").paragraph_format.left_indent = Pt(36)
    document.add_paragraph("Et nytt avsnitt.")
    assert [words for *_, words in told(document)] == ["Ring legen. Si hvem du er.", "Et nytt avsnitt."]


def test_bold_short_paragraphs_are_headings() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Ved innleggelse").bold = True
    document.add_paragraph("Legen ringer.")
    document.add_paragraph().add_run("Dette skal alle vite.").bold = True
    assert [kind for kind, *_ in told(document)] == [H, P, P]


def test_a_bold_first_line_is_a_heading_over_the_rest_of_its_paragraph() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Ved innleggelse").bold = True
    paragraph.runs[0].add_break(WD_BREAK.LINE)
    paragraph.add_run("Legen ringer.")
    assert [(kind, words) for kind, *_, words in told(document)] == [(H, "Ved innleggelse"), (P, "Legen ringer.")]


def test_rows_of_a_table_are_points_named_by_their_columns() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, words in enumerate((["Oppgave", "Ansvar", "Frist"], ["Epikrise", "Legen", "1 dag"], ["", "Jordmor", ""])):
        for cell, said in zip(table.rows[row].cells, words, strict=True):
            cell.text = said
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [(kind, words) for kind, *_, words in told(document)] == [
        (B, "Oppgave: Epikrise; Ansvar: Legen; Frist: 1 dag"),
        (B, "Oppgave: Epikrise; Ansvar: Jordmor"),
    ]


def test_a_table_of_one_column_is_a_box_around_text() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "Fastlegen skal ringe."
    cell.add_paragraph("Straks.", style="List Bullet")
    assert [(kind, words) for kind, *_, words in told(document)] == [(P, "Fastlegen skal ringe."), (B, "Straks.")]


def add_xml(document: Document, xml: str) -> None:
    document.element.body.insert(
        len(document.element.body) - 1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w', 'r')}>", 1))
    )


def test_inserted_text_is_taken_and_deleted_hidden_and_struck_text_is_not() -> None:
    document = docx.Document()
    add_xml(
        document,
        "<w:p><w:r><w:t>Legen </w:t></w:r><w:ins><w:r><w:t>skal ringe</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> bør skrive</w:delText></w:r></w:del><w:r><w:t>.</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>strøket</w:t></w:r></w:p>",
    )
    assert told(document) == [(P, 0, "", "Legen skal ringe.")]


def test_links_are_kept_where_the_text_does_not_show_them() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Se ")
    link = document.part.relate_to(
        "https://www.eksempel.no/skjema",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    paragraph._p.append(
        parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}"><w:r><w:t>skjemaet her</w:t></w:r></w:hyperlink>')
    )
    document.add_paragraph("https://www.eksempel.no/mer")
    assert told(document) == [
        (P, 0, "", "Se skjemaet her"),
        (L, 0, "", "https://www.eksempel.no/skjema"),
        (L, 0, "", "https://www.eksempel.no/mer"),
    ]


def test_headers_footers_and_tables_of_contents_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Topptekst skal ikke leses."
    document.sections[0].footer.paragraphs[0].text = "Bunntekst skal ikke leses."
    add_xml(
        document,
        '<w:sdt {ns}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        "<w:sdtContent><w:p><w:r><w:t>Vakt 3</w:t></w:r></w:p></w:sdtContent></w:sdt>".replace("{ns}", nsdecls("w")),
    )
    add_xml(document, '<w:p><w:hyperlink w:anchor="vakt"><w:r><w:t>1 Vakt</w:t></w:r></w:hyperlink></w:p>')
    document.add_paragraph("Legen ringer.")
    assert [words for *_, words in told(document)] == ["Legen ringer."]


def test_text_boxes_are_read_once_though_stored_twice() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Ring 113.</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    add_xml(
        document,
        f'<w:p><w:r><w:t>Legen ringer.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps">'
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert [words for *_, words in told(document)] == ["Legen ringer.", "Ring 113."]


def with_part(raw: bytes, name: str, content: bytes, *, type_: str = "", relation: str = "") -> bytes:
    """Return a package with one more part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            data = old.read(each)
            if each == "[Content_Types].xml" and type_:
                override = f'<Override PartName="/{name}" ContentType="{type_}"/></Types>'
                data = data.replace(b"</Types>", override.encode())
            if each == "word/_rels/document.xml.rels" and relation:
                target = name.removeprefix("word/")
                added = f'<Relationship Id="rId900" Type="{relation}" Target="{target}"/></Relationships>'
                data = data.replace(b"</Relationships>", added.encode())
            new.writestr(each, data)
        new.writestr(name, content)
    return out.getvalue()


def test_a_footnote_follows_its_paragraph() -> None:
    document = docx.Document()
    add_xml(
        document,
        '<w:p><w:r><w:t>Legen ringer.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
    )
    document.add_paragraph("Jordmor venter.")
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">'
        "<w:p><w:r><w:t>Også om natten.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    raw = with_part(
        stored(document),
        "word/footnotes.xml",
        notes.encode(),
        type_="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        relation="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes",
    )
    reading = read_bytes(raw, "egen.docx")
    said = [reading.text[b.start : b.end] for b in reading.blocks]
    assert said == ["Legen ringer.", "Også om natten.", "Jordmor venter."]


def good() -> bytes:
    document = docx.Document()
    document.add_paragraph("Fastlegen skal ringe vakten.")
    return stored(document)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("låst.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "uten passord"),
        ("makro.docx", with_part(good(), "word/vbaProject.bin", b"x"), "makroer"),
        ("makro.docm", good(), "makroer"),
        ("kuttet.docx", good()[:-400], "skadet"),
        ("bilde.docx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "et bilde"),
        ("arkiv.docx", with_part(b"PK\x05\x06" + b"\x00" * 18, "a.txt", b"hei"), "skadet, eller er ikke"),
        ("tom.docx", stored(docx.Document()), "ingen tekst"),
        ("gammel.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "som DOCX eller PDF"),
        ("skrevet.rtf", b"{\\rtf1 hei}", "som DOCX eller PDF"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, raw: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(DocumentError, match=message) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
