"""The page that lists the concepts, by kind, with their names in three languages."""

from __future__ import annotations

from functools import cache
from html import escape

from kg.iris import CONCEPTS
from kg.wording.printed import printed
from ontology import ROOT
from ontology.concepts import Concept, Kind, concepts

KINDS = {
    Kind.ROLE: "Roller",
    Kind.ARTIFACT: "Gjenstander",
    Kind.ACTION: "Handlinger",
    Kind.SITUATION: "Situasjoner",
    Kind.TOPIC: "Emner",
    Kind.CHANNEL: "Kanaler",
}
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "Engelsk"}
_STYLE = (
    "td, th { width: 20%; overflow-wrap: normal; } tr { scroll-margin-top: 1rem; }"
    " tr:target { background: var(--soft); } .wide { overflow-x: auto; } table { min-width: 44rem; }"
)


@cache
def concept_page() -> str:
    """Return the page, as HTML; each concept has its id for its anchor, so that its IRI leads there."""
    known = sorted(concepts(), key=lambda concept: concept.name())
    contents = "".join(f'<li><a href="#kind-{kind}">{name}</a></li>' for kind, name in KINDS.items())
    parts = "".join(_part(kind, [concept for concept in known if concept.kind is kind]) for kind in KINDS)
    style = (ROOT / "vocabulary.css").read_text(encoding="utf-8")
    body = (
        f"<h1>Begrepene i Ansvarsgraf</h1>\n<p>{len(known)} begreper som retningslinjene nevner. "
        f"IRI-en er <code>{escape(CONCEPTS)}</code> og id-en. "
        f'Hva klassene betyr: <a href="ns">vokabularet</a>.</p>\n<nav aria-label="Innhold"><ul>{contents}</ul></nav>\n'
        f"{parts}"
    )
    return printed("Begrepene i Ansvarsgraf", body, style=_STYLE, base=style)


def _part(kind: Kind, found: list[Concept]) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in (*LANGUAGES.values(), "Under", "Id"))
    rows = "".join(_row(concept) for concept in found)
    return (
        f'<h2 id="kind-{kind}">{KINDS[kind]}</h2>\n<div class="wide" tabindex="0" role="region" '
        f'aria-labelledby="kind-{kind}"><table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>\n'
    )


def _row(concept: Concept) -> str:
    names = "".join(
        f'<td lang="{language}">{escape(concept.preferred.get(language, ""))}</td>' for language in LANGUAGES
    )
    above = ", ".join(f'<a href="#{escape(each)}">{escape(concepts().name(each))}</a>' for each in concept.broader)
    name = escape(concept.id)
    return f'<tr id="{name}">{names}<td>{above}</td><td><code>{name}</code></td></tr>\n'
