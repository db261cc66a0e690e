"""Runs the server until it is interrupted."""

from __future__ import annotations

import ipaddress
import socket
import sys

from kg.audit import log_start
from kg.errors import AnsvarError
from kg.home import home_folder
from kg.serving import serving
from kg.sparql.queries import Limits

CONNECTIONS = 400
"""At a time; beyond it uvicorn answers with two words of its own. The gate lets fewer in, and says so in ours."""
LOCAL = ("127.0.0.1", "localhost", "::1")


def serve(host: str, port: int, *, limits: Limits | None = None) -> None:
    """Serve the build in use; a port of 0 takes one that is free. Nothing of a request is logged.

    :raises AnsvarError: where nothing is built, or the address cannot be had.
    """
    import uvicorn

    from server.app import make_app
    from server.login import login
    from server.settings import intake

    if warning := serving().warning:
        sys.stderr.write(f"Advarsel: {warning}\n")
    log_start("ansvar serve", home_folder())
    local = is_loopback(host)
    door = login()
    app = make_app(limits=limits, hosts=(*LOCAL, host) if local else (), intake=intake(), login=door)
    with _listening(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        sys.stderr.write(
            f"Lytter på http://{name}:{listening.getsockname()[1]} (SPARQL: /sparql, API: /docs). Stopp med Ctrl+C.\n"
        )
        if not local:
            lacks = "verken innlogging eller kryptering" if door is None else "innlogging, men ikke kryptering"
            sys.stderr.write(
                f"Advarsel: {host} kan nås fra andre maskiner. Her er {lacks}; "
                "sett noe foran som har det, eller la --host være.\n"
            )
        sys.stderr.flush()
        config = uvicorn.Config(
            app, access_log=False, log_level="error", server_header=False, limit_concurrency=CONNECTIONS
        )
        uvicorn.Server(config).run(sockets=[listening])


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise AnsvarError(f"Kan ikke lytte på {host}, port {port} ({why}). Velg en annen med --port.") from error
