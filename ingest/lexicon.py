"""Makes the pipeline's vectors out of a lexicon of inflected forms, for training only.

The vectors are no embeddings: a form's vector has a column for each thing that the lexicon says
of it, one or nought, such as "can be a noun", "is a noun whose lemma lacks the ending -ene" or
"has a neuter's forms". So the pipeline knows the grammar of words that no treebank sentence holds.

The lexicon is the table ``lemma_exc`` of the package spacy-lookups-data (forms and lemmas by part
of speech, from Norsk Ordbank). What it says is computed from the forms alone: an edit such as
``"ene>"`` is what turns a form into its lemma.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ingest.compounds import known_head

if TYPE_CHECKING:
    from spacy.vectors import Vectors
    from spacy.vocab import Vocab

Lexicon = dict[str, frozenset[str]]

# Rarer traits are left out, rarer vectors and longer words too: the shipped folder is to stay small.
RAREST_TRAIT = 3000
RAREST_VECTOR = 5
LONGEST_WORD = 13


def edit(form: str, lemma: str) -> str:
    """Return what turns a form into its lemma: the ending to take off, and the one to put on.

    >>> edit("husene", "hus"), edit("kjøpte", "kjøpe")
    ('ene>', 'te>e')
    """
    same = next((n for n, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), min(len(form), len(lemma)))
    return f"{form[same:]}>{lemma[same:]}"


def edited(form: str, change: str) -> str:
    """Return the lemma that an edit makes of a form.

    >>> edited("kjøpte", "te>e")
    'kjøpe'
    """
    off, _, on = change.partition(">")
    return form.removesuffix(off) + on


def read_lexicon() -> Lexicon:
    """Read the traits of every form of the installed lexicon."""
    from spacy.lookups import load_lookups

    return traits(load_lookups("nb", ["lemma_exc"]).get_table("lemma_exc"))


def traits(table: Mapping[str, Mapping[str, Iterable[str]]], *, rarest: int = RAREST_TRAIT) -> Lexicon:
    """Return the traits of every form of a table from part of speech to forms to lemmas.

    A trait is a part of speech ("noun"), one with the form's own edit ("noun=ene>"), or one with
    an edit of another form of the same lemma ("noun:et>"), which tells genders and classes apart.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for pos in ("adj", "adv", "noun", "verb"):
        forms = table.get(pos, {})
        siblings: dict[str, set[str]] = defaultdict(set)
        for form, lemmas in forms.items():
            for lemma in lemmas:
                siblings[lemma].add(f"{pos}:{edit(form, lemma)}")
        for form, lemmas in forms.items():
            if " " not in form:
                mine = found[form.lower()]
                mine.add(pos)
                for lemma in lemmas:
                    mine.add(f"{pos}={edit(form, lemma)}")
                    mine |= siblings[lemma]
    counts = Counter(trait for mine in found.values() for trait in mine)
    common = {trait for trait, count in counts.items() if count >= rarest}
    return {form: frozenset(mine & common) for form, mine in found.items()}


def shortened(lexicon: Lexicon, words: frozenset[str], small: frozenset[str]) -> Lexicon:
    """Return the part of the lexicon that the pipeline needs, which leaves out most compounds.

    A compound is left out where the known word that it ends in (``ingest/compounds.py`` finds it)
    has the same edits, since the pipeline then looks that word up; and where what stands before it
    is a word too, with a linking letter or without ("spesialist" is no "list").

    :param words: the words of the training file; they are known, and stay.
    :param small: words that are no heads of compounds.
    """

    def is_word(modifier: str) -> bool:
        return any(part in lexicon or part in words for part in (modifier, modifier[:-1]))

    known = set(words)
    out = {word: lexicon[word] for word in sorted(words) if word in lexicon}
    counts = Counter(lexicon.values())
    for word in sorted(lexicon, key=lambda word: (len(word), word)):
        mine = lexicon[word]
        if word in known or len(word) > LONGEST_WORD or counts[mine] < RAREST_VECTOR:
            continue
        head = known_head(word, known, small)
        if head is None or not (_same_edits(mine, lexicon.get(head)) and is_word(word.removesuffix(head))):
            known.add(word)
            out[word] = mine
    return out


def _same_edits(mine: frozenset[str], heads: frozenset[str] | None) -> bool:
    return {trait for trait in mine if "=" in trait} <= (heads or frozenset())


def lexicon_vectors(lexicon: Lexicon, vocab: Vocab) -> Vectors:
    """Return the lexicon as a vectors table, looked up by norm; words of the same traits share a row."""
    import numpy as np
    from spacy.strings import get_string_id
    from spacy.vectors import Vectors

    # Frequent rows first: small numbers take less room in the file.
    counts = Counter(lexicon.values())
    kinds = sorted(counts, key=lambda mine: (-counts[mine], sorted(mine)))
    columns = {trait: n for n, trait in enumerate(sorted(frozenset().union(*kinds)))}
    rows = np.zeros((len(kinds), len(columns)), dtype="float32")
    for row, mine in enumerate(kinds):
        rows[row, [columns[trait] for trait in mine]] = 1
    place = {mine: row for row, mine in enumerate(kinds)}
    # Not through ``Vectors.add``: the words themselves would go into the string store.
    vectors = Vectors(strings=vocab.strings, data=rows, name="lexicon", attr="NORM")
    vectors.key2row = {int(get_string_id(word)): place[mine] for word, mine in lexicon.items()}
    return vectors
