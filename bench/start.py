"""A command in a cold process, against a bare Python process that loads the same parts."""

from __future__ import annotations

from bench.tables import Row, Table
from bench.timing import ansvar, built_home, in_turns, python
from kg.home import Home

TIMES = 7
HELP_TIMES = 21
AIM, BARE_AIM, HELP_AIM = 1.4, 2.0, 3.0
QUESTION = "Hvem skriver sykmelding etter operasjon?"

# What `ansvar ask` imports, and what it loads before it can answer.
_PARTS = """
import argparse, hashlib, json, sys
import bm25s, faiss, numpy, pyoxigraph, Stemmer
from qa.encoder import encoder
index, turtle = sys.argv[1:3]
encoder()
vectors, words = faiss.read_index(index + "/vectors.faiss"), bm25s.BM25.load(index + "/words")
store = pyoxigraph.Store()
store.bulk_load(path=turtle, format=pyoxigraph.RdfFormat.TURTLE)
"""
_PIPELINE = """
import spacy
spacy.load(sys.argv[3])
"""


def tables() -> list[Table]:
    """Measure, and return the tables."""
    import data

    build = Home(built_home()).open()
    loaded = (str(build.index), str(build.turtle(build.manifest.documents[0].id)), str(data.PIPELINE))
    took = in_turns(
        {
            "ask": ansvar("ask", QUESTION, home=built_home()),
            "parts": python(_PARTS, *loaded),
            "all": python(_PARTS + _PIPELINE, *loaded),
        },
        times=TIMES,
    )
    helped = in_turns(
        {"help": ansvar("--help", home=built_home()), "pass": python("pass")}, times=HELP_TIMES, dropped=2
    )
    parts = "bare Python that loads encoder, index, graph"
    rows = [
        Row("ansvar ask, cold", f"{parts} and pipeline", took.ratio("ask", "all"), AIM),
        Row("ansvar ask, cold", parts, took.ratio("ask", "parts"), BARE_AIM),
        Row("ansvar --help", "python -c pass", helped.ratio("help", "pass"), HELP_AIM),
    ]
    return [Table(f"start: processes in turns, medians of {TIMES} and {HELP_TIMES}", rows)]
