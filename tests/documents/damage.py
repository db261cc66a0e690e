"""Damages documents: files that are nearly real ones, and some that are made to hurt; the same for the same seed."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from docx.oxml.ns import qn
from fpdf import FPDF
from lxml import etree

from tests.documents.guidelines import Part, as_docx, as_html, as_markdown
from tests.support import ROOT

PARTS = [
    Part("heading", "Henvisning", 1, "1"),
    Part("lead_in", "Fastlegens ansvar:"),
    Part("item", "Fastlegen skal sende henvisningen elektronisk innen 24 timer.", 1),
    Part("item", "Dersom pasienten trenger tolk, skal det stå i henvisningen.", 2),
    Part("heading", "Utskrivning", 1, "2"),
    Part("paragraph", "Sykehuslegen skal sende epikrise til fastlegen samme dag som pasienten skrives ut."),
    Part("link", "https://www.example.org/samarbeid"),
]
Made = Callable[[], bytes]


@cache
def sound(suffix: str) -> tuple[bytes, ...]:
    """Return small documents of a format that can be read."""
    if suffix == ".pdf":
        return _pdf(compressed=False), _pdf(compressed=True)
    if suffix == ".docx":
        return (_lean(as_docx(PARTS)),)
    if suffix in (".html", ".htm"):
        return (as_html(PARTS, "Samarbeid").encode(),)
    if suffix == ".json":
        return tuple(path.read_bytes() for path in sorted((ROOT / "tests/documents/hapi").glob("*.json")))
    return (as_markdown(PARTS).encode(),)


def _pdf(*, compressed: bool) -> bytes:
    pdf = FPDF()
    pdf.set_compression(compressed)
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    for part in PARTS:
        pdf.multi_cell(0, 6, part.words, new_x="LMARGIN", new_y="NEXT")
    with pdf.table([("Oppgave", "Ansvarlig"), ("Epikrise", "Sykehuslegen")]):
        pass
    return bytes(pdf.output())


def _lean(raw: bytes) -> bytes:
    """Return a Word document without the many styles that it does not use."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    for name in ("word/styles.xml", "word/stylesWithEffects.xml"):
        root = etree.fromstring(members[name])
        for each in [*root.iter(qn("w:style"), qn("w:latentStyles"))]:
            if each.get(qn("w:type")) != "paragraph":
                root.remove(each)
        members[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(members)


def damaged(suffix: str, number: int, seed: int) -> Iterator[bytes]:
    """Yield so many damaged files of a format."""
    chance = random.Random(f"{seed} {suffix}")  # noqa: S311 - nothing secret
    for at in range(number):
        raw = chance.choice(sound(suffix))
        if suffix == ".docx" and at % 4 > 0:
            yield _packed(raw, chance, chance.choice(_BLOWS) if at % 4 == 1 else _edited)
            continue
        for _ in range(chance.randint(1, 4)):
            raw = chance.choice(_BLOWS)(raw, chance)
        yield raw


def _packed(raw: bytes, chance: random.Random, blow: Callable[[bytes, random.Random], bytes]) -> bytes:
    """Damage members of an archive, and pack it again with the right checksums."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    likely = [name for name in members if name.endswith(("document.xml", "numbering.xml", "styles.xml", ".rels"))]
    for name in chance.sample(likely, chance.randint(1, 2)):
        members[name] = blow(members[name], chance)
    return zipped(members)


def _edited(raw: bytes, chance: random.Random) -> bytes:
    """Change elements of XML that stays XML: lost, doubled, moved, renamed, with odd words or values."""
    root = etree.fromstring(raw)
    for _ in range(chance.randint(1, 12)):
        below = [each for each in root.iter(etree.Element) if each is not root]
        if not below:
            break
        one, other = chance.choice(below), chance.choice(below)
        what = chance.choice(("lose", "double", "move", "rename", "say", "set", "set"))
        if what == "lose":
            one.getparent().remove(one)
        elif what == "double":
            one.addnext(copy.deepcopy(one))
        elif what == "move" and other not in (one, *one.iter()):
            other.append(one)
        elif what == "rename":
            one.tag = other.tag
        elif what == "say":
            one.text = chance.choice(_ODD_WORDS)
        elif what == "set" and one.attrib:
            one.set(chance.choice(sorted(one.attrib)), chance.choice(_ODD_VALUES))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


_ODD_WORDS = ("", "\u202e\u00ad", "a" * 3000, "1.1.1.1", "§ ", "• ", "\U0001f600", "9" * 400, "<w:p>&amp;", "\n\n\t")
_ODD_VALUES = ("", "-1", "0", "NaN", "9" * 40, "4294967296", "../../a.xml", "http://a.no", "%9", "æ", "true", "ilvl")


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _flip(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 30)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _splice(raw: bytes, chance: random.Random) -> bytes:
    other = sound(chance.choice([".pdf", ".docx", ".html", ".json", ".md"]))[0]
    at, start = chance.randint(0, len(raw)), chance.randint(0, len(other))
    return raw[:at] + other[start : start + chance.randint(1, 2000)] + raw[at:]


def _repeat(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[at : at + chance.randint(1, 400)] * chance.randint(2, 60) + raw[at:]


def _drop(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[at + chance.randint(1, 400) :]


def _fill(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    filling = chance.choice(
        [b"\x00", b"\xff", b"<", b"(", b"[", b"\xf0\x9f", b"&#0;", b"\xed\xa0\x80", b"\xe2\x80\xae"]
    )
    return raw[:at] + filling * chance.randint(1, 300) + raw[at:]


def _inflate(raw: bytes, chance: random.Random) -> bytes:
    """Put a number that no document has for one that it has."""
    numbers = list(re.finditer(rb"\d+", raw))
    if not numbers:
        return raw
    found = chance.choice(numbers)
    new = chance.choice([b"-1", b"0", b"4294967296", b"9" * 40, b"1e308", b"9" * 5000, b"NaN"])
    return raw[: found.start()] + new + raw[found.end() :]


_BLOWS = (_cut, _flip, _flip, _splice, _repeat, _drop, _fill, _inflate)


# -- made to hurt ------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_XML = '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY l0 "ha">{entities}]>{body}'
_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_TEXT = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def _docx_with(document: str, **more: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(sound(".docx")[0])) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    return zipped({**members, "word/document.xml": document.encode(), **more})


def _nested_zip() -> bytes:
    raw = b"0" * 10_000_000
    for _ in range(6):
        raw = zipped({f"word/{n}.bin": raw for n in range(3)})
    return _docx_with(_BODY.format(_TEXT.format("Fastlegen skal ringe.")), **{"word/media/a.zip": raw})


def _overlapping() -> bytes:
    """Return an archive whose members all say to be the same bytes."""
    raw = bytearray(zipped({f"word/{n}.xml": b"a" * 40_000_000 for n in range(2)}))
    first = raw.index(b"PK\x01\x02")
    second = raw.index(b"PK\x01\x02", first + 4)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    return bytes(raw)


def pdf_of(objects: dict[int, bytes], root: int = 1) -> bytes:
    """Return a PDF of these objects."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, max(objects) + 1))
    return bytes(out) + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1,
        root,
        start,
    )


def _page(content: bytes, extra: bytes = b"", box: bytes = b"[0 0 595 842]", dictionary: bytes = b"") -> bytes:
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %b >> >>"
            % (box, extra),
            4: b"<< /Length %d %b >> stream\n%b\nendstream" % (len(content), dictionary, content),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            6: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 /Resources << /XObject << /X 6 0 R >> >> >>"
            b" stream\n/X Do\nendstream",
        }
    )


def _shown(text: bytes = b"Fastlegen skal ringe.") -> bytes:
    return b"BT /F 12 Tf 72 700 Td (%b) Tj ET" % text


def _grid() -> bytes:
    lines = b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % (n, n, n, n) for n in range(0, 590, 2))
    return _page(lines + _shown())


HOSTILE: dict[str, tuple[str, Made]] = {
    "zip bomb": (".docx", lambda: _docx_with(_BODY.format(" " * 150_000_000))),
    "many small members": (".docx", lambda: zipped({f"word/{n}.xml": b"a" for n in range(9000)})),
    "nested archives": (".docx", _nested_zip),
    "overlapping members": (".docx", _overlapping),
    "billion laughs": (
        ".docx",
        lambda: _docx_with(_XML.format(entities=_LAUGHS, body=_BODY.format(_TEXT.format("&l11;")))),
    ),
    "entity of a file": (
        ".docx",
        lambda: _docx_with(
            _XML.format(
                entities='<!ENTITY f SYSTEM "file:///etc/passwd">',
                body=_BODY.format(_TEXT.format("Fastlegen skal ringe &f;.")),
            )
        ),
    ),
    "deep document": (".docx", lambda: _docx_with(_BODY.format("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000))),
    "deep tables": (
        ".docx",
        lambda: _docx_with(_BODY.format("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000)),
    ),
    "deep page": (".html", lambda: b"<html>" + b"<div>" * 300_000 + b"Fastlegen skal ringe."),
    "deep lists": (".html", lambda: b"<html>" + b"<ul><li>" * 20_000 + b"Fastlegen skal ringe."),
    "deep tables of a page": (".html", lambda: b"<html>" + b"<table><tr><td>" * 5_000 + b"Fastlegen skal ringe."),
    "endless attribute": (".html", lambda: b"<html><p " + b"a=" * 2_000_000),
    "many headings": (".html", lambda: b"<html>" + b"<h2>Om uro</h2><p>Fastlegen ringer." * 20_000),
    "wide span": (
        ".html",
        lambda: b"<html><table><tr><td colspan=999999999 rowspan=99999999>Fastlegen ringer.</td></tr></table>",
    ),
    "page of entities": (
        ".html",
        lambda: (_XML.format(entities=_LAUGHS, body="<html>&l11; Fastlegen skal ringe.</html>")).encode(),
    ),
    "deep quotes": (".md", lambda: b"> " * 60_000 + b"Fastlegen skal ringe."),
    "open brackets": (".md", lambda: b"[" * 60_000 + b"Fastlegen skal ringe."),
    "open emphasis": (".md", lambda: b"*a **b " * 30_000),
    "deep items": (".md", lambda: b"\n".join(b" " * (2 * n) + b"- Fastlegen ringer" for n in range(2_000))),
    "backticks": (".md", lambda: b"".join(b"`" * n + b" a " for n in range(1_500))),
    "deep record": (".json", lambda: b"[" * 200_000 + b"]" * 200_000),
    "deep members": (".json", lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "long number": (".json", lambda: b'{"id": ' + b"9" * 2_000_000 + b"}"),
    "no Unicode": (".json", lambda: json.dumps({"tittel": "\ud800 Fastlegen skal ringe."}).encode()),
    "page in itself": (
        ".pdf",
        lambda: pdf_of(
            {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"}
        ),
    ),
    "form in itself": (".pdf", lambda: _page(b"/X Do " + _shown(), extra=b"/XObject << /X 6 0 R >>")),
    "number in itself": (".pdf", lambda: pdf_of({1: b"2 0 R", 2: b"1 0 R"})),
    "packed stream": (
        ".pdf",
        lambda: _page(zlib.compress(b" " * 400_000_000, 1), dictionary=b"/Filter /FlateDecode"),
    ),
    "packed many times": (
        ".pdf",
        lambda: _page(
            zlib.compress(zlib.compress(zlib.compress(b"0 " * 40_000_000))),
            dictionary=b"/Filter [/FlateDecode /FlateDecode /FlateDecode]",
        ),
    ),
    "huge page": (".pdf", lambda: _page(_shown(), box=b"[0 0 1e308 99999999999999999999999999]")),
    "no page": (".pdf", lambda: _page(_shown(), box=b"[0 0 0 0]")),
    "huge letters": (".pdf", lambda: _page(b"BT /F 1e300 Tf 1e308 -1e308 Td (Fastlegen skal ringe) Tj ET")),
    "million pages": (
        ".pdf",
        lambda: pdf_of(
            {
                1: b"<< /Type /Catalog /Pages 2 0 R >>",
                2: b"<< /Type /Pages /Kids [%b] /Count 1000000 >>" % (b"3 0 R " * 1_000_000),
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            }
        ),
    ),
    "deep array": (".pdf", lambda: _page(b"[" * 100_000 + _shown())),
    "deep dictionary": (".pdf", lambda: pdf_of({1: b"<< /A " * 30_000 + b"1" + b" >>" * 30_000})),
    "fine grid": (".pdf", _grid),
    "million letters": (".pdf", lambda: _page(_shown(b"Fastlegen skal ringe. " * 60_000))),
    "million states": (".pdf", lambda: _page(b"q " * 1_000_000 + _shown())),
    "long word": (".txt", lambda: b"a" * 2_000_000),
    "rows of digits": (".txt", lambda: b"1" * 2_000_000 + b" og Fastlegen skal ringe."),
    "many points": (".txt", lambda: "• Fastlegen skal ringe.\n".encode() * 20_000),
    "many links": (".txt", lambda: b"Fastlegen skal ringe.\n" + b"www.a.no\n" * 50_000),
    "many chapters": (".txt", lambda: "".join(f"{n}. Om uro\n\nFastlegen ringer.\n\n" for n in range(20_000)).encode()),
    "unseen letters": (".txt", lambda: "Fast\u200b\u202elegen\u0000 skal ringe.".encode()),
}
