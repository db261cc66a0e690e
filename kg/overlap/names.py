"""What people call the kinds of overlaps and gaps: a symbol and Norwegian words, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from kg.gaps import GapKind
from kg.overlap.overlaps import OverlapKind


@dataclass(frozen=True, slots=True)
class KindName:
    """A kind's name: a symbol, so that colour never stands alone, what it is called, and what it means."""

    symbol: str
    noun: str
    meaning: str

    @property
    def full(self) -> str:
        """Symbol and noun: "= Dobbelt"."""
        return f"{self.symbol} {self.noun}"


OVERLAPS = {
    OverlapKind.TENSION: KindName(
        "≠", "I spenn", "Punktene drar hver sin vei, eller skiller ikke klart mellom rollene."
    ),
    OverlapKind.HANDOVER: KindName("→", "Overlevert", "Ansvaret går fra én rolle til en annen etter forholdene."),
    OverlapKind.SHARED: KindName("+", "Delt", "Flere roller har del i det samme."),
    OverlapKind.DUPLICATE: KindName("=", "Dobbelt", "Det samme er sagt to ganger."),
}
GAPS = {
    GapKind.NO_BEARER: KindName("?", "Ansvarlig mangler", "Punktet binder noen, men sier ikke hvem."),
    GapKind.NO_RECEIVER: KindName("⇥", "Mottaker mangler", "Noe sendes eller lages, men ingen er nevnt som mottaker."),
    GapKind.UNCOVERED: KindName("◌", "Situasjon uten ansvar", "I situasjonen mangler én eller alle roller et ansvar."),
    GapKind.UNDEFINED: KindName(
        "…", "Ord uten forklaring", "Ordet er ikke forklart i teksten, og ikke kjent i ordlisten."
    ),
}
