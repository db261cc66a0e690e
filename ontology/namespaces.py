"""The vocabularies that rdflib does not ship, closed so that a mistyped term fails."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from ontology import BASE

CONCEPT = Namespace(BASE + "concept/")


class ANSVAR(DefinedNamespace):
    """Our own vocabulary, documented in ``ansvar.ttl``."""

    _NS = Namespace(BASE + "ns#")
    _fail = True

    # A guideline, its clauses, and the norms that they state.
    Document: URIRef
    Clause: URIRef
    Condition: URIRef
    Norm: URIRef
    Obligation: URIRef
    Recommendation: URIRef
    Permission: URIRef
    Prohibition: URIRef
    Information: URIRef

    # What people have laid down about norms.
    Review: URIRef
    Change: URIRef
    change: URIRef
    corrects: URIRef
    eId: URIRef
    mergedInto: URIRef
    reason: URIRef
    review: URIRef
    verdict: URIRef

    # What has changed from one edition to another.
    Amendment: URIRef
    affects: URIRef
    after: URIRef
    amendmentKind: URIRef
    amends: URIRef
    before: URIRef
    results: URIRef

    # Kinds of concept, and of cue.
    Role: URIRef
    Artifact: URIRef
    Action: URIRef
    Situation: URIRef
    Topic: URIRef
    Channel: URIRef
    Cue: URIRef

    # What a new doctor looks up.
    Stage: URIRef
    Theme: URIRef
    Position: URIRef
    LightAction: URIRef
    Place: URIRef
    gathers: URIRef
    heldBy: URIRef
    worksAt: URIRef

    # From norms, conditions and clauses to concepts and clauses.
    bearer: URIRef
    artifact: URIRef
    counterparty: URIRef
    concerns: URIRef
    condition: URIRef
    exception: URIRef
    situation: URIRef
    clause: URIRef
    parent: URIRef

    # Words and figures.
    action: URIRef
    bearing: URIRef
    channel: URIRef
    clauseKind: URIRef
    contact: URIRef
    cue: URIRef
    deadline: URIRef
    digest: URIRef
    duration: URIRef
    inOrder: URIRef
    level: URIRef
    links: URIRef
    position: URIRef
    reading: URIRef
    section: URIRef
    text: URIRef

    # Of concepts and cues.
    definite: URIRef
    does: URIRef
    excludes: URIRef
    hours: URIRef
    implies: URIRef
    iso: URIRef
    producedBy: URIRef
    provisional: URIRef
    readsAs: URIRef
    scope: URIRef
    signals: URIRef


class OA(DefinedNamespace):
    """Web Annotation: the selectors that tie a clause to its characters."""

    _NS = Namespace("http://www.w3.org/ns/oa#")
    _fail = True

    SpecificResource: URIRef
    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef
    end: URIRef
    exact: URIRef
    hasSelector: URIRef
    hasSource: URIRef
    hasTarget: URIRef
    start: URIRef
