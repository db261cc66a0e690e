"""A hostile little guideline in three formats, with hostile titles, names, notes and questions.

Wherever one of its words is taken for markup, a script of it sets ``window.__pwned``, or an address is asked
for that only it names.
"""

from __future__ import annotations

from pathlib import Path

from kg.home import Home
from kg.library import open_library
from kg.model import Norm
from kg.overlap import assessments
from kg.overlap.overlaps import overlaps
from qa.answers import Answer
from qa.build import build
from qa.curation import correct
from qa.feedback import Verdict, keep
from qa.opening import open_engine

HOST = "pwned.invalid"
MARK = "onerror"
"""A word that stands in each attack, so that a test can see that it was there to be run."""
HTML = (
    "<img src=x onerror=window.__pwned=1><svg onload=window.__pwned=2></svg><script>window.__pwned=3</script>"
    f"<iframe srcdoc='<script>parent.__pwned=4</script>'></iframe><img src=https://{HOST}/a.png>"
)
MARKDOWN = f"[les](javascript:window.__pwned=5) ![se](https://{HOST}/b.png) <javascript:window.__pwned=6>"
QUOTES = "\"'><img src=x onerror=window.__pwned=7> {{7*7}} ${window.__pwned=8} </title></script><!--"
SHEET = '=HYPERLINK("https://pwned.invalid/c","klikk")'
ESCAPED = HTML.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
QUESTION = f"Hvem skal sende epikrise {HTML} {MARKDOWN}?"


def sentences(attack: str, days: int) -> list[str]:
    """Clauses that are read as norms, each with an attack in it."""
    return [
        f"Sykehuslegen skal sende epikrise {attack} til fastlegen innen {days} dager.",
        f"Fastlegen skal sende henvisning {attack} til sykehuset dersom pasienten har {attack} smerter.",
        f"Sykehuset skal sende epikrise {attack} til fastlegen innen {days + 6} dager.",
        f"Fastlegen bør ringe sykehuslegen {attack} ved behov for øyeblikkelig hjelp.",
        f"Sykehuslegen kan ikke be fastlegen om å rekvirere prøver {attack} {QUOTES}",
    ]


def as_text(days: int) -> str:
    lines = [f"1. Epikrise {HTML} {MARKDOWN}", ""]
    for number, attack in enumerate((HTML, MARKDOWN, QUOTES), start=1):
        lines += [
            f"1.{number} Om {attack}",
            "",
            *(f"{n}. {said}" for n, said in enumerate(sentences(attack, days), 1)),
            "",
        ]
    return "\n".join([*lines, "javascript:window.__pwned=9", f"https://{HOST}/d'onclick='window.__pwned=10", ""])


def as_html() -> str:
    items = "".join(
        f"<li>{said}<a href='javascript:window.__pwned=11'>les mer</a><a href='https://{HOST}/e'>og mer</a></li>"
        for said in sentences(ESCAPED, 7)
    )
    return (
        f"<!DOCTYPE html><html lang='nb'><head><title>{ESCAPED}</title><script>window.__pwned=12</script></head><body "
        f"onload='window.__pwned=13'><h1>Side {ESCAPED}</h1><h2>1. Epikrise {ESCAPED}</h2><ol>{items}</ol>{HTML}</body>"
    )


def as_markdown() -> str:
    points = "\n".join(f"{n}. {said}" for n, said in enumerate(sentences(f"{HTML} {MARKDOWN} `{ESCAPED}`", 7), 1))
    return f"# Mappe\n\n## 1. Epikrise {MARKDOWN}\n\n{points}\n\n{HTML}\n\n[x]: javascript:window.__pwned=14\n"


def toml(name: str, identifier: str, version: str, date: str) -> str:
    attack = (HTML + MARKDOWN + QUOTES).replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'id = "{identifier}"\ntitle = "{name} {attack}"\npublisher = "Utgiver {attack}"\nversion = "{version}"\n'
        f'valid_from = "{date}"\nlanguage = "nb\\" onload=\\"window.__pwned=15"\n'
    )


def built(folder: Path, home: Home) -> list[Norm]:
    """Build the guideline, two editions of it as text, one each as HTML and Markdown; review, assess and ask."""
    folder.mkdir(exist_ok=True)
    texts = {
        "gammel.txt": (as_text(7), toml("Gammel", "ond", "1", "2020-01-01")),
        "ny.txt": (
            as_text(5) + "\nFastlegen skal varsle pårørende <b>alltid</b>.\n",
            toml("Ny", "ond", "2", "2021-01-01"),
        ),
        "side.html": (as_html(), toml("Side", "side", "1", "2020-01-01")),
        "mappe.md": (as_markdown(), toml("Mappe", "mappe", "1", "2020-01-01")),
    }
    for name, (text, facts) in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).with_suffix(".toml").write_text(facts, encoding="utf-8")
    made = build([folder / name for name in texts], home=home)
    norms = open_library(made).norms_of(["ond"])
    pair = overlaps(norms)[0]
    said = assessments.said_of(pair, who=f"Kari {HTML[:60]}{MARKDOWN}", note=f"{HTML}\n{MARKDOWN}\n{QUOTES}")
    assessments.keep(said, home.folder)
    correct("ond", norms[0].id, {}, reviewer=f"Ola {HTML[:40]}{MARKDOWN}"[:100], reason=MARKDOWN[:200], home=home)
    engine = open_engine(home)
    for verdict in Verdict:
        answer: Answer = engine.ask(QUESTION)
        keep(answer, verdict, f"{HTML[:200]} {MARKDOWN}", folder=home.folder)
    return norms
