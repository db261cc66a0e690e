"""The page that documents the vocabulary, written from ``ansvar.ttl`` by pyLODE: ``python -m ontology.vocabulary``.

pyLODE names a term on the page by its label, puts labels of two languages into one, and knows neither
close matches nor a language of the page. So it is given a graph of its own (each term under its name in the
vocabulary, English in the description, Norwegian in a note), and its page gets a language, a list of contents
at the top and a style that can be read in light, dark and on a narrow screen.
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from ontology import BASE, ROOT

PAGE = ROOT / "ansvar.html"
SOURCE = ROOT / "ansvar.ttl"
STYLE = ROOT / "vocabulary.css"
NS = BASE + "ns#"
TRAITS = {
    OWL.FunctionalProperty: "Functional: at most one value.",
    OWL.InverseFunctionalProperty: "Inverse functional: a value has it of at most one.",
    OWL.SymmetricProperty: "Symmetric.",
}
# Told in words of our own, or of every term the same.
_TOLD = (RDFS.label, RDFS.comment, RDFS.isDefinedBy, SKOS.closeMatch)
# What pyLODE's page has and this one replaces or leaves out: style, icons, a summary for search engines, a mark.
_LEFT_OUT = re.compile(
    r"\s*<style>.*?</style>|\s*<link [^>]*>|\s*<meta [^>]*>|\s*<script.*?</script>|\s*<div id=\"pylode\">.*?</div>",
    re.DOTALL,
)
_LEGEND = re.compile(
    r"\s*<div id=\"legend\">.*?</table>\s*</div>|\s*<li>\s*<h4>\s*<a href=\"#legend\".*?</li>", re.DOTALL
)
_CONTENTS = re.compile(r"\s*<div id=\"toc\">(.*?)</div>", re.DOTALL)
_KIND = re.compile(r'<sup class="[\w-]+" title="([^"]+)">\w+</sup>')
_HEAD = """<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="alternate" type="text/turtle" href="ns.ttl">
<style>
{style}</style>"""
_FORMS = '<p>The same as <a href="ns.ttl">Turtle</a>. The concepts: <a href="concepts">a list of them</a>.</p>'
_FOOT = '<p><small>Written with <a href="https://github.com/RDFLib/pyLODE">pyLODE</a>.</small></p>'


def vocabulary_page(source: Path = SOURCE) -> str:
    """Return the page that documents a vocabulary, as HTML."""
    from pylode import OntPub

    page = str(OntPub(prepared(Graph().parse(source)), sort_subjects=True).make_html())
    # The kind of a term by its name, not by a letter and a colour; so no legend is needed.
    page = _KIND.sub(lambda kind: f"<sup>{kind[1].removeprefix('OWL ').removeprefix('OWL/RDFS ')}</sup>", page)
    page, contents = _cut(_LEGEND.sub("", _LEFT_OUT.sub("", page)))
    head = _HEAD.format(style=STYLE.read_text(encoding="utf-8"))
    page = page.replace("<html>\n  <head>", head, 1).replace('<div id="content">', "<main>", 1)
    page = page.replace("</h1>", f"</h1>\n{_FORMS}\n{contents}", 1)
    page = re.sub(r"</div>\s*</body>", f"{_FOOT}\n</main>\n</body>", page.rstrip())
    return re.sub(r"\s*\n\s*", "\n", page) + "\n"


def _cut(page: str) -> tuple[str, str]:
    """Return a page without its list of contents, and that list as a landmark.

    :raises ValueError: where pyLODE's page is not what it was.
    """
    found = _CONTENTS.search(page)
    if found is None:
        raise ValueError("pyLODE's page has no list of contents any more: adapt ontology/vocabulary.py")
    listed = re.sub(r"\s*</?h4>\s*|\s*<h3>.*?</h3>", "", found[1])
    return _CONTENTS.sub("", page), f'<nav aria-label="Contents">{listed}</nav>'


def prepared(vocabulary: Graph) -> Graph:
    """Return a vocabulary as pyLODE is to see it: terms under their names, one language a statement."""
    graph = Graph()
    for prefix, namespace in vocabulary.namespaces():
        graph.bind(prefix, namespace)
    for triple in vocabulary:
        _, predicate, value = triple
        foreign = isinstance(value, Literal) and value.language not in (None, "en")
        if foreign or predicate in _TOLD or value in TRAITS:
            continue
        graph.add(triple)
    for term in sorted({s for s in vocabulary.subjects(RDFS.isDefinedBy) if isinstance(s, URIRef)}):
        _tell(graph, vocabulary, term)
    return graph


def _tell(graph: Graph, vocabulary: Graph, term: URIRef) -> None:
    """Say of a term its name, what it means in English and Norwegian, and what it is close to."""
    words = {
        (what, value.language): escape(value, quote=False)
        for what in (RDFS.label, RDFS.comment)
        for value in vocabulary.objects(term, what)
        if isinstance(value, Literal)
    }
    graph.add((term, RDFS.label, Literal(term.removeprefix(NS))))
    graph.add((term, DCTERMS.description, Literal(words[RDFS.comment, "en"])))
    name, meaning = words[RDFS.label, "nb"], words[RDFS.comment, "nb"]
    graph.add((term, SKOS.note, Literal(f'<span lang="nb"><strong>{name}</strong>: {meaning}</span>')))
    close = sorted(str(value) for value in vocabulary.objects(term, SKOS.closeMatch))
    said = [f"Close to {', '.join(f'[{vocabulary.qname(each)}]({each})' for each in close)}."] if close else []
    said += [told for kind, told in TRAITS.items() if (term, RDF.type, kind) in vocabulary]
    if said:
        graph.add((term, SKOS.scopeNote, Literal(" ".join(said))))


if __name__ == "__main__":
    PAGE.write_text(vocabulary_page(), encoding="utf-8")
    sys.stderr.write(f"Wrote {PAGE}.\n")
