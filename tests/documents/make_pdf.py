"""Prints guidelines with LibreOffice: how the files in ``tests/documents/pdf`` were made.

Run from the project's folder, with LibreOffice and its Norwegian hyphenation (Debian: ``libreoffice-writer``,
``hyphen-no``, ``fonts-liberation``): ``python -m tests.documents.make_pdf [FOLDER] [GUIDELINE ...]``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.documents.guidelines import Part, parts
from tests.documents.printing import TABLE, typed
from tests.support import AGDER, GOLD

HERE = Path(__file__).parent / "pdf"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
    for short, name in {
        "office": "office:1.0",
        "style": "style:1.0",
        "text": "text:1.0",
        "table": "table:1.0",
        "fo": "xsl-fo-compatible:1.0",
    }.items()
)
_LETTERS = 'fo:font-family="Liberation Sans" fo:font-size="{size}pt" fo:language="nb" fo:country="NO"'


def flat_odt(pieces: Iterable[Part], *, title: str, columns: int = 1, hyphens: bool = True, table: bool = False) -> str:
    """Return a document of LibreOffice's own: headings, lists at three levels, a running header and footer."""
    body = "\n".join([*_body(pieces), *(_table() if table else ())])
    column = f'<style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/>' if columns > 1 else ""
    hyphenate = (
        'fo:hyphenate="true" fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"' if hyphens else ""
    )
    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{sign}">'
        f'<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.5cm" '
        f'fo:margin-left="{0.6 * level}cm"/></style:list-level-properties></text:list-level-style-bullet>'
        for level, sign in ((1, "•"), (2, "◦"), (3, "▪"))
    )
    headings = "".join(
        f'<style:style style:name="H{level}" style:family="paragraph">'
        f'<style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.15cm" fo:keep-with-next="always"/>'
        f'<style:text-properties {_LETTERS.format(size=size)} fo:font-weight="bold"/></style:style>'
        for level, size in ((0, 20), (1, 16), (2, 13), (3, 11))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_NAMES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:style style:name="P" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0.2cm" fo:text-align="justify"/>
<style:text-properties {_LETTERS.format(size=10.5)} {hyphenate}/></style:style>
<style:style style:name="L" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0.08cm"/>
<style:text-properties {_LETTERS.format(size=10.5)} {hyphenate}/></style:style>
<style:style style:name="S" style:family="paragraph"><style:text-properties {_LETTERS.format(size=8)}/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
{headings}<text:list-style style:name="Bullets">{bullets}</text:list-style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.3cm" fo:margin-right="2.3cm">{column}
</style:page-layout-properties>
<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style>
</style:page-layout>
<style:style style:name="Cell" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:header><text:p text:style-name="S">{escape(title)}</text:p></style:header>
<style:footer><text:p text:style-name="S">Side <text:page-number text:select-page="current"/> av
 <text:page-count/></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def _body(pieces: Iterable[Part]) -> Iterable[str]:
    depth = 0
    for part in pieces:
        bullet = part.kind == "item" and not part.number
        level = part.level if bullet else 0
        while depth > level:
            yield "</text:list-item></text:list>"
            depth -= 1
        if bullet and depth == level:
            yield "</text:list-item><text:list-item>"
        while depth < level:
            yield f"<text:list{'' if depth else ' text:style-name=' + chr(34) + 'Bullets' + chr(34)}><text:list-item>"
            depth += 1
        words = escape(typed(part))
        if part.kind in ("heading", "title"):
            level = min(part.level, 3)
            yield f'<text:h text:style-name="H{level}" text:outline-level="{max(level, 1)}">{words}</text:h>'
        elif part.kind == "lead_in":
            yield f'<text:p text:style-name="P"><text:span text:style-name="B">{words}</text:span></text:p>'
        else:
            yield f'<text:p text:style-name="{"L" if part.kind == "item" else "P"}">{words}</text:p>'
    yield "</text:list-item></text:list>" * depth


def _table() -> Iterable[str]:
    yield f'<table:table><table:table-column table:number-columns-repeated="{len(TABLE[0])}"/>'
    for at, row in enumerate(TABLE):
        yield "<table:table-header-rows><table:table-row>" if at == 0 else "<table:table-row>"
        for words in row:
            told = f'<text:span text:style-name="B">{escape(words)}</text:span>' if at == 0 else escape(words)
            paragraph = f'<text:p text:style-name="L">{told}</text:p>'
            yield f'<table:table-cell table:style-name="Cell">{paragraph}</table:table-cell>'
        yield "</table:table-row></table:table-header-rows>" if at == 0 else "</table:table-row>"
    yield "</table:table>"


VARIANTS: dict[str, dict[str, int | bool]] = {
    "pages": {},
    "columns": {"columns": 2},
    "table": {"hyphens": False, "table": True},
}


def printed(source: Path, folder: Path, variants: Sequence[str]) -> None:
    """Print a guideline into a folder, once a variant."""
    with tempfile.TemporaryDirectory() as name:
        inside = Path(name)
        pieces = parts(source)
        for variant in variants:
            flat = inside / f"{source.stem}-{variant}.fodt"
            title = f"Anbefalinger for samarbeid, {source.stem}"
            flat.write_text(flat_odt(pieces, title=title, **VARIANTS[variant]), encoding="utf-8")  # type: ignore[arg-type]
            profile = f"-env:UserInstallation=file://{inside}/profile"
            subprocess.run(
                ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(flat)],
                check=True,
                capture_output=True,
            )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    names = sys.argv[2:] or ["agder-2024", "nordvik"]
    for each in names:
        printed(AGDER if each == AGDER.stem else GOLD / f"{each}.txt", target, list(VARIANTS))
