"""A build by stage, and builds of 1, 10 and 100 guidelines the whole way from their texts: time, memory and disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from bench.generated import write_texts
from bench.stages import EMBEDDING, PARSE, clock
from bench.tables import Row, Table
from bench.timing import ROOT, folder, processor_seconds
from ingest.pipeline import BATCH, pipeline
from kg.home import Home
from qa.build import build
from qa.encoder import encoder
from qa.sources import default_documents

SCALES = tuple(int(each) for each in os.environ.get("ANSVAR_BENCH_SCALES", "1,10,100").split(","))
TIMES = 3
SLOWEST = 1.25
"""How much less than bare parsing and embedding a build may get done: 0.8 of their rate."""
LINEAR = 1.1
BARE = 10
"""How many of the documents the bare parser and encoder are timed on."""

# A process of its own, so that its memory is that of one build.
_BUILD = """
import json, sys
from bench.building import measured
print(json.dumps(measured(int(sys.argv[1]))))
"""


def tables() -> list[Table]:
    """Measure, and return the tables."""
    return [stages(), scales()]


def stages() -> Table:
    """Return what each stage of a build of the guideline takes, against the bare parser and encoder on its texts."""
    from bench.build import texts

    source = default_documents()[0]
    to_parse, to_embed = texts(source)
    rounds: list[dict[str, float]] = []
    for _ in range(TIMES):
        bare = {
            PARSE: processor_seconds(lambda: list(pipeline().pipe(to_parse, batch_size=BATCH))),
            EMBEDDING: processor_seconds(lambda: encoder().passages(to_embed)),
        }
        with clock() as counted:
            whole = processor_seconds(lambda: build([source], home=Home(folder())))
        other = whole - sum(counted.taken.values())
        both = sum(bare.values())
        rounds.append({stage: took / both for stage, took in {**counted.taken, "all else": other}.items()})
        rounds[-1] |= {"the whole build": whole / both, **{f"bare {name}": took / both for name, took in bare.items()}}
    rows = [
        Row(stage, "bare parsing and embedding", float(np.median([each.get(stage, 0.0) for each in rounds])),
            SLOWEST if stage == "the whole build" else None)
        for stage in rounds[0]
    ]  # fmt: skip
    return Table(f"build by stage: {source.name}, processor time, medians of {TIMES}", rows)


def scales() -> Table:
    """Return how builds of many guidelines do: against that of one, and against the bare parser and encoder."""
    runs = {times: _run(times) for times in SCALES}
    first = runs[SCALES[0]]["seconds"] / SCALES[0]
    rows = []
    for times, run in runs.items():
        each = run["seconds"] / times
        note = f"{run['memory'] / 2**20:.0f} MB at most, {run['disk'] / 2**20:.1f} MB on disk, {run['norms']:.0f} norms"
        rows += [
            Row(f"{times} guidelines, a document", "a document of the first row", each / first, LINEAR, note),
            Row("the same", "bare parsing and embedding of a document", each / run["bare"], SLOWEST),
        ]
    return Table("builds of many guidelines, processor time", rows)


def _run(times: int) -> dict[str, float]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(times)], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(times: int) -> dict[str, float]:
    """Build some number of generated guidelines, and return what that took.

    :return: seconds of processor time, those that the bare parser and encoder take a document, bytes of memory at most
        and on disk, and the number of norms.
    """
    from resource import RUSAGE_SELF, getrusage

    made = folder()
    paths = write_texts(made / "texts", times)
    build([default_documents()[0]], home=Home(made / "warm"))
    home = Home(made / "home")
    seconds = processor_seconds(lambda: build(paths, home=home))
    memory = getrusage(RUSAGE_SELF).ru_maxrss * 1024
    done = home.open()
    disk = sum(path.stat().st_size for path in done.folder.rglob("*") if path.is_file())
    bare = float(np.mean([_bare(path) for path in paths[:BARE]]))
    return {"seconds": seconds, "bare": bare, "memory": memory, "disk": disk, "norms": done.manifest.norms}


def _bare(source: Path) -> float:
    """Return the processor time of the parser and the encoder alone on what a build of a document gives them."""
    from bench.build import texts

    to_parse, to_embed = texts(source)
    parsing = processor_seconds(lambda: list(pipeline().pipe(to_parse, batch_size=BATCH)))
    return parsing + processor_seconds(lambda: encoder().passages(to_embed))
