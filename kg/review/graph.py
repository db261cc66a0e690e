"""Reviews as RDF in their own named graph, and back; ``reviews_of`` undoes ``quads_of``.

PROV-O says who, when and in place of what; Web Annotation ties a review to the norm's words.
No blank nodes; every IRI is hashed from what it stands for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import CONCEPTS, DOCUMENTS, NS, PREFIXES, REVIEWS, act_iri, hashed, person_iri, review_iri
from kg.review.reviews import CONCEPT_FIELDS, Change, Field, Review, Target, Verdict
from kg.rows import in_order
from ontology import BASE

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PROV, _OA, _RDFS, _DCTERMS = (PREFIXES[name] for name in ("prov", "oa", "rdfs", "dcterms"))
_TIME = NamedNode(PREFIXES["xsd"] + "dateTime")
_PROPERTIES = {
    Field.MODALITY: _RDF + "type",
    Field.BEARERS: NS + "bearer",
    Field.ARTIFACTS: NS + "artifact",
    Field.COUNTERPARTIES: NS + "counterparty",
    Field.ACTION: NS + "action",
    Field.CONDITIONS: NS + "condition",
    Field.EXCEPTIONS: NS + "exception",
    Field.DEADLINE: NS + "deadline",
    Field.CHANNEL: NS + "channel",
}
_MODALITIES = {
    "obligation": NS + "Obligation",
    "recommendation": NS + "Recommendation",
    "permission": NS + "Permission",
    "prohibition": NS + "Prohibition",
    "info": NS + "Information",
}
_GRAPH = NamedNode(REVIEWS)


def quads_of(review: Review) -> list[Quad]:
    """Return a review's statements, each once, in the graph of reviews."""
    return list(dict.fromkeys(_quads(review)))


def _quads(review: Review) -> Iterator[Quad]:
    iri, act, person = review_iri(review.id), act_iri(review.id), person_iri(review.reviewer)
    time = Literal(review.time, datatype=_TIME)
    yield _quad(iri, _RDF + "type", NamedNode(NS + "Review"))
    yield _quad(iri, NS + "verdict", Literal(review.verdict.value))
    yield _quad(iri, _PROV + "generatedAtTime", time)
    yield _quad(iri, _PROV + "wasAttributedTo", NamedNode(person))
    yield _quad(iri, _PROV + "wasGeneratedBy", NamedNode(act))
    if review.reason:
        yield _quad(iri, NS + "reason", Literal(review.reason))
    yield _quad(person, _RDF + "type", NamedNode(_PROV + "Person"))
    yield _quad(person, _RDFS + "label", Literal(review.reviewer))
    yield _quad(act, _RDF + "type", NamedNode(_PROV + "Activity"))
    yield _quad(act, _PROV + "wasAssociatedWith", NamedNode(person))
    yield _quad(act, _PROV + "endedAtTime", time)
    yield from _target(iri, _OA + "hasTarget", review.target)
    if review.into is not None:
        yield from _target(iri, NS + "mergedInto", review.into)
    if review.revises is not None:
        taken = review_iri(review.revises)
        yield _quad(iri, _PROV + "wasRevisionOf", NamedNode(taken))
        if review.verdict is Verdict.WITHDRAWN:
            yield _quad(taken, _PROV + "wasInvalidatedBy", NamedNode(act))
    for change in review.changes:
        yield from _change(iri, change)


def _quad(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, _GRAPH)


def _target(review: str, predicate: str, target: Target) -> Iterator[Quad]:
    iri = f"{BASE}review-target/{hashed(target.document, target.clause, target.norm, target.quote)}"
    quote = f"{BASE}review-quote/{hashed(target.quote)}"
    yield _quad(review, predicate, NamedNode(iri))
    yield _quad(iri, _RDF + "type", NamedNode(_OA + "SpecificResource"))
    yield _quad(iri, _OA + "hasSource", NamedNode(DOCUMENTS + target.document))
    yield _quad(iri, NS + "eId", Literal(target.clause))
    yield _quad(iri, _DCTERMS + "identifier", Literal(target.norm))
    yield _quad(iri, _OA + "hasSelector", NamedNode(quote))
    yield _quad(quote, _RDF + "type", NamedNode(_OA + "TextQuoteSelector"))
    yield _quad(quote, _OA + "exact", Literal(target.quote))


def _change(review: str, change: Change) -> Iterator[Quad]:
    iri = f"{review}/change/{change.field.value}"
    yield _quad(review, NS + "change", NamedNode(iri))
    yield _quad(iri, _RDF + "type", NamedNode(NS + "Change"))
    yield _quad(iri, NS + "corrects", NamedNode(_PROPERTIES[change.field]))
    for value in change.values:
        yield _quad(iri, _RDF + "value", _term(change.field, value))
    if list(change.values) != in_order(change.values, ()):
        yield _quad(iri, NS + "inOrder", Literal(json.dumps(change.values, ensure_ascii=False)))


def _term(field: Field, value: str) -> NamedNode | Literal:
    if field is Field.MODALITY:
        return NamedNode(_MODALITIES[value])
    return NamedNode(CONCEPTS + value) if field in CONCEPT_FIELDS else Literal(value)


def reviews_of(quads: Iterable[Quad]) -> list[Review]:
    """Return the reviews that some statements make up, in their order.

    One whose statements do not give its own id is not whole, and is left out.
    """
    facts: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    found: list[Review] = []
    for iri, fact in facts.items():
        if NS + "Review" in fact.get(_RDF + "type", ()):
            try:
                review = _review(fact, facts)
            except (KeyError, ValueError):
                continue
            found += [review] if review_iri(review.id) == iri else []
    return found


Facts = dict[str, dict[str, list[str]]]


def _review(fact: dict[str, list[str]], facts: Facts) -> Review:
    into, revises = fact.get(NS + "mergedInto"), fact.get(_PROV + "wasRevisionOf")
    order = list(Field)
    changes = [_change_of(facts[iri]) for iri in fact.get(NS + "change", ())]
    return Review(
        verdict=Verdict(fact[NS + "verdict"][0]),
        target=_target_of(facts[fact[_OA + "hasTarget"][0]], facts),
        reviewer=facts[fact[_PROV + "wasAttributedTo"][0]][_RDFS + "label"][0],
        reason=fact.get(NS + "reason", [""])[0],
        time=fact[_PROV + "generatedAtTime"][0],
        changes=tuple(sorted(changes, key=lambda change: order.index(change.field))),
        into=_target_of(facts[into[0]], facts) if into else None,
        revises=revises[0].rpartition("/")[2] if revises else None,
    )


def _target_of(fact: dict[str, list[str]], facts: Facts) -> Target:
    return Target(
        document=fact[_OA + "hasSource"][0].removeprefix(DOCUMENTS),
        clause=fact[NS + "eId"][0],
        norm=fact[_DCTERMS + "identifier"][0],
        quote=facts[fact[_OA + "hasSelector"][0]][_OA + "exact"][0],
    )


def _change_of(fact: dict[str, list[str]]) -> Change:
    field = next(name for name, iri in _PROPERTIES.items() if iri == fact[NS + "corrects"][0])
    ranked = json.loads(fact.get(NS + "inOrder", ["[]"])[0])
    values = in_order((_value(field, value) for value in fact.get(_RDF + "value", ())), ranked)
    return Change(field, tuple(values))


def _value(field: Field, value: str) -> str:
    if field is Field.MODALITY:
        return next(name for name, iri in _MODALITIES.items() if iri == value)
    return value.removeprefix(CONCEPTS) if field in CONCEPT_FIELDS else value


def turtle_of(reviews: Sequence[Review]) -> str:
    """Return reviews as Turtle, without the name of their graph."""
    from pyoxigraph import RdfFormat, serialize

    triples = sorted({quad.triple for review in reviews for quad in quads_of(review)}, key=str)
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES | {"rdf": _RDF}) or b"").decode()
