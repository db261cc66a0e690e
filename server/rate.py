"""How often an address may ask: a bucket of tokens each, which fills again as time passes.

Few lines of our own: slowapi decorates each route and keeps its counts in a store; here one process counts
for itself, before anything of a request is read.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_ADDRESSES = 10_000


class Rate:
    """So many requests a minute for each address, and as many at once after a minute's rest.

    >>> clock = iter([0.0, 0.0, 0.0, 30.0])
    >>> rate = Rate(2, now=lambda: next(clock))
    >>> [rate.wait("192.0.2.1") for _ in range(4)]
    [0, 0, 30, 0]
    """

    def __init__(self, a_minute: int, *, now: Callable[[], float] = monotonic) -> None:
        self._most = a_minute
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Take a token of an address; return 0 where there was one, else in how many seconds there will be."""
        if not self._most:
            return 0
        key, now = network(address), self._now()
        left, then = self._buckets.pop(key, (float(self._most), now))
        left = min(float(self._most), left + (now - then) * self._most / 60)
        granted = left >= 1
        self._buckets[key] = (left - 1 if granted else left, now)
        # The one that has rested longest is forgotten: its bucket is the fullest.
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1 - left) * 60 / self._most))


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the network that one customer has, which holds 2**64 of them.

    >>> network("192.0.2.7"), network("2001:db8:1:2:3:4:5:6"), network("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::', '192.0.2.7')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(known) >> 64 << 64, 64)).network_address)
    return str(known)
