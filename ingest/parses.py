"""The dependency parse of a clause as a reader sees it: the tokens of each sentence, and a drawing of them.

The labels are those of Universal Dependencies, with their Norwegian names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.passages import passage
from ingest.pipeline import parsed
from ingest.sentences import sentences

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

WORD_CLASSES = {
    "ADJ": "adjektiv", "ADP": "preposisjon", "ADV": "adverb", "AUX": "hjelpeverb", "CCONJ": "konjunksjon",
    "DET": "bestemmerord", "INTJ": "interjeksjon", "NOUN": "substantiv", "NUM": "tallord", "PART": "partikkel",
    "PRON": "pronomen", "PROPN": "egennavn", "PUNCT": "tegn", "SCONJ": "subjunksjon", "SYM": "symbol",
    "VERB": "verb", "X": "annet",
}  # fmt: skip
RELATIONS = {
    "acl": "setning til substantiv", "acl:cleft": "utbrytning", "acl:relcl": "relativsetning",
    "advcl": "adverbialsetning", "advmod": "adverbial", "amod": "adjektiv til substantiv", "appos": "apposisjon",
    "aux": "hjelpeverb", "aux:pass": "hjelpeverb i passiv", "case": "preposisjon til", "cc": "konjunksjon",
    "ccomp": "leddsetning", "compound": "sammensetning", "compound:prt": "verbpartikkel", "conj": "sideordnet",
    "cop": "kopula", "csubj": "setning som subjekt", "csubj:pass": "setning som subjekt i passiv",
    "dep": "annen relasjon", "det": "bestemmer", "discourse": "utrop", "expl": "formelt subjekt",
    "fixed": "fast uttrykk", "flat": "del av navn", "flat:name": "del av navn", "flat:foreign": "fremmed uttrykk",
    "goeswith": "hører sammen med", "iobj": "indirekte objekt", "list": "listeledd", "mark": "innleder leddsetning",
    "nmod": "substantiv til substantiv", "nmod:poss": "eier", "nsubj": "subjekt", "nsubj:pass": "subjekt i passiv",
    "nummod": "tall til substantiv", "obj": "objekt", "obl": "adverbial med substantiv", "orphan": "uten hode",
    "parataxis": "sidestilt setning", "punct": "tegn", "reparandum": "rettet", "root": "rot", "vocative": "tiltale",
    "xcomp": "åpen leddsetning",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """A word of a sentence: ``head`` is the number of the word that it hangs on, 0 for the root; numbers start at 1."""

    number: int
    word: str
    word_class: str
    relation: str
    head: int
    head_word: str


@dataclass(frozen=True, slots=True)
class Parse:
    """A sentence's parse: its tokens, and for displaCy its words and arcs."""

    tokens: tuple[ParsedToken, ...]

    @property
    def text(self) -> str:
        """The words, each after a blank."""
        return " ".join(token.word for token in self.tokens)

    def drawing(self, *, colour: str, ground: str) -> str:
        """Return the parse as an SVG drawn by displaCy.

        :param colour: of words and arcs, as CSS has it; ``ground`` is that of the background.
        """
        from spacy import displacy

        words = [{"text": token.word, "tag": token.word_class} for token in self.tokens]
        # Punctuation hangs on far words: its arcs would double the drawing's height and say nothing.
        arcs = [_arc(token) for token in self.tokens if token.head and not token.relation.endswith("(punct)")]
        options = {
            "compact": True, "distance": 110, "word_spacing": 34, "arrow_spacing": 14, "offset_x": 70,
            "color": colour, "bg": ground, "font": "sans-serif",
        }  # fmt: skip
        return str(
            displacy.render({"words": words, "arcs": arcs}, style="dep", manual=True, options=options, jupyter=False)
        )


def _arc(token: ParsedToken) -> dict[str, object]:
    start, end = sorted((token.number - 1, token.head - 1))
    label = token.relation.partition(" (")[2].rstrip(")")
    return {"start": start, "end": end, "label": label, "dir": "left" if token.number < token.head else "right"}


def parses(source: str, start: int, end: int) -> list[Parse]:
    """Return the parses of the sentences in a stretch of a document, made as extraction makes them.

    Loads the pipeline where it is not loaded yet.

    :raises BuildError: where the pipeline is not there.
    """
    (doc,) = parsed([passage(source, start, end).text])
    return [Parse(tuple(_tokens(sentence))) for sentence in sentences(doc)]


def _tokens(sentence: Span) -> Sequence[ParsedToken]:
    words = [token for token in sentence if not token.is_space]
    numbers = {token.i: number for number, token in enumerate(words, start=1)}
    return [_token(token, numbers) for token in words]


def _token(token: Token, numbers: dict[int, int]) -> ParsedToken:
    """Return a token; one whose head lies in another sentence stands as a root."""
    inside = token.head.i in numbers and token.head.i != token.i
    relation = token.dep_.lower() if inside else "root"
    named = RELATIONS.get(relation, relation)
    return ParsedToken(
        number=numbers[token.i],
        word=token.text,
        word_class=WORD_CLASSES.get(token.pos_, token.pos_.lower() or "annet"),
        relation=named if relation == "root" else f"{named} ({relation})",
        head=numbers[token.head.i] if inside else 0,
        head_word=token.head.text if inside else "",
    )
