"""The Norwegian spaCy pipeline: loaded once, run over many texts in batches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import data
from ingest.compounds import add_compound_norms
from ingest.passives import add_passive_forms
from kg.errors import BuildError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SETTING = "ANSVAR_PIPELINE"
BATCH = 64


def pipeline_name() -> str:
    """Return the pipeline in use: a folder, or an installed package such as ``nb_core_news_md``."""
    return os.environ.get(SETTING) or str(data.PIPELINE)


@cache
def pipeline() -> Language:
    """Load the pipeline, once a process.

    :raises BuildError: where it is not there.
    """
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # Measured in bench/: numpy's BLAS multiplies faster than the bundled BLIS.
    set_current_ops(NumpyOps(use_blis=False))
    name = pipeline_name()
    try:
        nlp = spacy.load(Path(name) if os.sep in name else name, exclude=["ner", "senter"])
    except OSError as error:
        raise BuildError(f"Finner ikke språkmodellen {name}. Sett {SETTING} til en mappe eller pakke.") from error
    add_compound_norms(nlp)
    add_passive_forms(nlp)
    return nlp


def parsed(texts: Iterable[str]) -> Iterator[Doc]:
    """Parse texts in batches, in order."""
    return pipeline().pipe(texts, batch_size=BATCH)
