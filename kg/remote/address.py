"""Where an endpoint is, and with which credentials it is asked; shown to people without these."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from kg.errors import StoreError

STORE, UPDATE, USER, PASSWORD = "ANSVAR_STORE", "ANSVAR_STORE_UPDATE", "ANSVAR_STORE_USER", "ANSVAR_STORE_PASSWORD"
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Address:
    """An endpoint for queries and one for updates, often the same."""

    query: str
    update: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def chosen() -> Address | None:
    """Return the endpoint that the settings name, None where they name none.

    :raises StoreError: where a setting is no address, or holds credentials.
    """
    query = os.environ.get(STORE, "").strip()
    if not query:
        return None
    check(STORE, query, USER, PASSWORD)
    update = os.environ.get(UPDATE, "").strip() or update_of(query)
    check(UPDATE, update, USER, PASSWORD)
    return Address(query, update, os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))


def update_of(query: str) -> str:
    """Return where a server takes updates that takes queries at an address.

    >>> update_of("http://127.0.0.1:7878/query"), update_of("https://graf.example/sparql")
    ('http://127.0.0.1:7878/update', 'https://graf.example/sparql')
    """
    parts = urlsplit(query)
    if not parts.path.endswith("/query"):
        return query
    return urlunsplit(parts._replace(path=parts.path.removesuffix("query") + "update"))


def check(setting: str, value: str, user: str, password: str) -> None:
    """Check that a setting is an address without credentials, which would stand in lists of processes and logs.

    :param user: the setting that takes the user's name, ``password`` the one for the password.
    :raises StoreError: where it is not; the message does not repeat it.
    """
    try:
        parts = urlsplit(value)
        whole = parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    if not whole:
        raise StoreError(f"{setting} må være en adresse som begynner med http:// eller https://. Rett den.")
    if "@" in parts.netloc:
        raise StoreError(f"{setting} har brukernavn eller passord i adressen. Sett {user} og {password} i stedet.")


def shown(address: str) -> str:
    """Return an address for people and logs, without credentials, query and fragment.

    >>> shown("https://kari:hemmelig@graf.example/sparql?key=1")
    'https://graf.example/sparql'
    """
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
