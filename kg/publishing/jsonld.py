"""Graphs without blank nodes as JSON-LD that a person can read: short names, nothing said twice.

Oxigraph writes JSON-LD in its expanded form, and rdflib writes it in an order that changes from run to run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.iris import DOCUMENTS

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_HERE = {"doc": DOCUMENTS}
Node = dict[str, object]


def compacted(statements: Sequence[Quad | Triple], *, prefixes: Mapping[str, str]) -> str:
    """Return statements as JSON-LD, in the order in which subjects, properties and values first occur.

    :param prefixes: the short names of the context; the documents' own is ``doc``.
    :raises ValueError: for a blank node: the graphs of this program have none.
    """
    names = _Names(dict(prefixes) | _HERE, statements)
    graphs: dict[str, dict[str, Node]] = {}
    for each in statements:
        graph = each.graph_name if isinstance(each, Quad) else DefaultGraph()
        where = graph.value if isinstance(graph, NamedNode) else ""
        subject, predicate = _iri(each.subject), each.predicate.value
        node = graphs.setdefault(where, {}).setdefault(subject, {"@id": names.short(subject)})
        _add(node, *names.said(predicate, each.object))
    whole: list[Node] = list(graphs.pop("", {}).values())
    whole += [{"@id": names.short(name), "@graph": list(nodes.values())} for name, nodes in graphs.items()]
    text = json.dumps({"@context": names.context(), "@graph": whole}, ensure_ascii=False, indent=1)
    # One line for a property of the context: no string holds a line break as such.
    return re.sub(r'\{\n\s+"@type": "@id"\n\s+\}', '{"@type": "@id"}', text) + "\n"


def _add(node: Node, name: str, value: object) -> None:
    """Add a value to a property: one stands alone, several stand in a list."""
    if name not in node:
        node[name] = value
    else:
        held = node[name]
        node[name] = [*held, value] if isinstance(held, list) else [held, value]


def _iri(term: object) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"only IRIs can be written: {term}")
    return term.value


class _Names:
    """The context: short names, and the properties whose values are all IRIs."""

    def __init__(self, prefixes: dict[str, str], statements: Iterable[Quad | Triple]) -> None:
        # The longest namespace first: one may begin with another.
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: set[str] = set()
        leads: dict[str, bool] = {}
        for each in statements:
            property_ = each.predicate.value
            leads[property_] = leads.get(property_, True) and isinstance(each.object, NamedNode)
        self._leads = {name for name, only in leads.items() if only and name != RDF_TYPE}

    def short(self, iri: str) -> str:
        """Return an IRI by its prefix, where it has one that is safe."""
        for prefix, namespace in self._prefixes:
            rest = iri.removeprefix(namespace)
            if rest != iri and rest and not rest.startswith("//"):
                self._used.add(prefix)
                return f"{prefix}:{rest}"
        return iri

    def said(self, predicate: str, value: object) -> tuple[str, object]:
        """Return a property and its value as JSON-LD has them."""
        if predicate == RDF_TYPE:
            return "@type", self.short(_iri(value))
        name = self.short(predicate)
        if isinstance(value, Literal):
            return name, self._literal(value)
        if isinstance(value, BlankNode) or not isinstance(value, NamedNode):
            raise ValueError(f"only IRIs and literals can be written: {value}")
        short = self.short(value.value)
        return name, short if predicate in self._leads else {"@id": short}

    def _literal(self, value: Literal) -> object:
        kind = value.datatype.value.removeprefix(_XSD)
        if value.language:
            return {"@language": value.language, "@value": value.value}
        if kind == "string":
            return value.value
        if kind == "boolean" and value.value in ("true", "false"):
            return value.value == "true"
        # A number only where JSON writes it as it stands, and every reader holds it.
        if kind == "integer" and value.value.lstrip("-").isdecimal() and len(value.value) < 16:
            number = int(value.value)
            if str(number) == value.value:
                return number
        return {"@type": self.short(value.datatype.value), "@value": value.value}

    def context(self) -> dict[str, object]:
        """Return the context of what was written."""
        kinds = {self.short(name): {"@type": "@id"} for name in sorted(self._leads)}
        known = {prefix: space for prefix, space in sorted(self._prefixes) if prefix in self._used}
        return {**known, **kinds}
