"""What people call the modalities: a symbol and Norwegian words, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.model import Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues


@dataclass(frozen=True, slots=True)
class Name:
    """A modality's name: a symbol, the verb and the noun."""

    symbol: str
    verb: str
    noun: str

    @property
    def full(self) -> str:
        """Verb and noun: "skal (plikt)"."""
        return f"{self.verb} ({self.noun})" if self.verb else self.noun


MODALITIES = {
    Modality.OBLIGATION: Name("●", "skal", "plikt"),
    Modality.RECOMMENDATION: Name("◐", "bør", "anbefaling"),
    Modality.PERMISSION: Name("○", "kan", "tillatelse"),
    Modality.PROHIBITION: Name("✕", "skal ikke", "forbud"),
    Modality.INFO: Name("◇", "", "opplysning"),
}


def avoids(norm: Norm) -> bool:
    """Return whether a prohibition's own verb forbids: "skal unngås" is no "skal ikke unngås"."""
    return norm.modality is Modality.PROHIBITION and (norm.action or "") in cues()["phrase_prohibition"]


def name_of(norm: Norm) -> Name:
    """Return what a norm's modality is called; where its own verb forbids, by that verb ("skal unngå")."""
    name = MODALITIES[norm.modality]
    if not avoids(norm):
        return name
    verb = next((m.concept for m in mentions(norm.action or "") if m.kind is Kind.ACTION), None)
    return replace(name, verb=f"{norm.cue.split()[0]} {concepts().name(verb)}") if verb and norm.cue else name
