"""How a text names a place on the web."""

from __future__ import annotations

import re

OPENING = r"(?:https?://|www\.)"
LINK = re.compile(rf"{OPENING}\S+")
"""An address on the web, up to the next blank: what ends a sentence after it is in it."""
WHOLE_LINK = re.compile(rf"{LINK.pattern}$")
"""A line that is nothing else."""
LAST_LINK = re.compile(rf"{OPENING}\S*$")
"""An address at the end of a line, or its beginning, that may go on in the next one."""
