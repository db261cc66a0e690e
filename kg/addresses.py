"""The address of a clause: short, stable, and read back: ``agder-2024@2024/sec_11__point_3``.

With the edition it leads to the words that were read, for as long as the edition is kept; without it
(``agder-2024/sec_11__point_3``) to what is in force. A norm has one too, and leads to its clause.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kg.errors import AnsvarError, BuildError
from kg.home import Build
from kg.model import Metadata, edition_key

SETTING = "ANSVAR_PAGE"
PAGE = "http://127.0.0.1:8501"
"""Where ``make app`` opens the page."""

# What a document and its version may be called: see ingest/metadata.py.
_WHOLE = re.compile(r"([\w.-]+(?:@[\w.-]+)?)/(.+)", re.ASCII)

_ROOT = re.compile(r"https?://[^\s?#<>\"'\\]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a clause is: its document, its edition where one is meant, and its id; empty where not said."""

    document: str
    clause: str = ""
    version: str = ""

    @property
    def edition(self) -> str:
        """The document, with its version where one is meant.

        >>> Address("agder-2024", "sec_1").edition, Address("agder-2024", "sec_1", "2024").edition
        ('agder-2024', 'agder-2024@2024')
        """
        return edition_key(self.document, self.version) if self.version else self.document

    def __str__(self) -> str:
        return f"{self.edition}/{self.clause}" if self.clause else self.edition

    @property
    def query(self) -> str:
        """The part of a link after the question mark.

        >>> Address("agder-2024", "sec_11__point_3", "2024").query
        'clause=agder-2024@2024/sec_11__point_3'
        """
        name = "clause" if self.clause else "document"
        return urlencode({name: str(self)}, safe="/@", quote_via=quote)


def read_address(clause: str, document: str = "") -> Address:
    """Return the address that a link names; a clause without its document is one of ``document``, as links once were.

    >>> read_address("agder-2024@2024/sec_11__point_3")
    Address(document='agder-2024', clause='sec_11__point_3', version='2024')
    >>> read_address("sec_11__point_3", "agder-2024")
    Address(document='agder-2024', clause='sec_11__point_3', version='')
    """
    if whole := _WHOLE.fullmatch(clause):
        document, clause = whole[1], whole[2]
    name, _, version = document.partition("@")
    return Address(name, clause, version)


def edition_at(build: Build, address: Address) -> tuple[Metadata | None, str]:
    """Return the edition that an address leads to, and what is to be said where it is not the one meant.

    An edition that is not there gives way to the one in force; where there is none, nothing is left.
    """
    if not address.document:
        return None, ""
    try:
        return build.edition(address.edition), ""
    except BuildError as error:
        if not address.version or address.document not in build.versions:
            return None, str(error)
        return build.edition(address.document), f"{error} Utgaven som er i kraft, vises."


def nearest(clauses: Collection[str], norms: Mapping[str, str], wanted: str) -> tuple[str, bool]:
    """Return the clause that an id leads to, and whether it is the one meant: else the nearest above it, or "".

    :param norms: the clause of each norm by the norm's id.

    >>> nearest(["sec_2", "sec_2.1"], {"sec_2__norm_1": "sec_2"}, "sec_2__norm_1")
    ('sec_2', True)
    >>> nearest(["sec_2", "sec_2.1"], {}, "sec_2.1__point_4__point_a"), nearest(["sec_2"], {}, "sec_3")
    (('sec_2.1', False), ('', False))
    """
    if wanted in clauses:
        return wanted, True
    if wanted in norms:
        return norms[wanted], True
    above = wanted
    while above:
        # The last step of the path, else the last number of the chapter.
        step = max(above.rfind("__"), above.rfind("."))
        above = above[: max(step, 0)].rstrip("_")
        if above in clauses:
            return above, False
    return "", False


def page_root() -> str:
    """Return where the page is, for links from elsewhere: ``$ANSVAR_PAGE``, else that of ``make app``.

    :raises AnsvarError: where the setting is no address of the web.
    """
    root = os.environ.get(SETTING) or PAGE
    if not _ROOT.fullmatch(root):
        raise AnsvarError(f"{SETTING} er ikke en nettadresse: «{root}». Skriv den som https://ansvar.example.no.")
    return root.rstrip("/")


def link(address: Address, root: str = "") -> str:
    """Return the address as a link on the page, from ``root`` or from where the setting says.

    >>> link(Address("agder-2024", "sec_1"), "https://ansvar.example.no/")
    'https://ansvar.example.no/?clause=agder-2024/sec_1'
    """
    return f"{(root or page_root()).rstrip('/')}/?{address.query}"


def outside(address: Address) -> str:
    """Return an address as a link for what leaves the program, empty where no setting says where the page is.

    :raises AnsvarError: where the setting is no address of the web.
    """
    return link(address) if os.environ.get(SETTING) else ""
