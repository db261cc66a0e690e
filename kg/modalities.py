"""What people call the modalities: a symbol and Norwegian words, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Modality


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
    Modality.PERMISSION: Name("○", "kan", "adgang"),
    Modality.PROHIBITION: Name("✕", "skal ikke", "forbud"),
    Modality.INFO: Name("◇", "", "opplysning"),
}
