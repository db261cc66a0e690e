"""Makes the documents in this folder that pandoc and LibreOffice wrote; run by hand, not by the tests.

    pip install pypandoc_binary python-docx; apt-get install libreoffice-writer
    PYTHONPATH=. python tests/documents/make_by_pandoc_and_libreoffice.py

Each guideline is written out as Markdown and as a Word document (guidelines.py); pandoc turns the
Markdown into DOCX, HTML and Markdown of its own, LibreOffice the Word document into DOCX and HTML.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pypandoc

from tests.documents import guidelines

HERE = Path(__file__).resolve().parent


def by_libreoffice(source: Path, form: str, folder: Path) -> Path:
    """Convert a file and return what LibreOffice wrote."""
    soffice = shutil.which("soffice") or "soffice"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / f"{source.stem}.{form.partition(':')[0]}"


def main() -> None:
    """Write all files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in guidelines.GUIDELINES.values():
            pieces = guidelines.parts(path)
            markdown = guidelines.as_markdown(pieces)
            pandoc = HERE / "pandoc"
            pandoc.mkdir(exist_ok=True)
            for form, suffix in (("docx", "docx"), ("html5", "html"), ("gfm", "md")):
                pypandoc.convert_text(
                    markdown,
                    form,
                    format="markdown+lists_without_preceding_blankline",
                    outputfile=str(pandoc / f"{path.stem}.{suffix}"),
                    extra_args=["--standalone", "--toc", "--metadata", f"title={path.stem}"] if form == "html5" else [],
                )
            word = folder / f"{path.stem}.docx"
            word.write_bytes(guidelines.as_docx(pieces))
            made = folder / "made"
            made.mkdir(exist_ok=True)
            office = HERE / "libreoffice"
            office.mkdir(exist_ok=True)
            page = by_libreoffice(word, "html:HTML (StarWriter)", made)
            shutil.copy(page, office / f"{path.stem}.html")
            odt = by_libreoffice(word, "odt", made)
            shutil.copy(by_libreoffice(odt, "docx", made), office / f"{path.stem}.docx")


if __name__ == "__main__":
    main()
