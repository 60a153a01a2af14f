"""The client's address: that of the connection, or what trusted proxies report."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedNetworks:
    """A list of addresses and networks, such as `10.0.0.0/8`."""

    def __init__(self, networks: Iterable[str]) -> None:
        """`ValueError`: one of them is neither an address nor a network."""
        if isinstance(networks, str):
            raise TypeError("expected a list of networks, not one text")
        self._networks = [ipaddress.ip_network(each) for each in networks]

    def contains(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks)


def client(peer: str | None, forwarded: Sequence[str], proxies: TrustedNetworks) -> Address | None:
    """The peer of the connection; behind trusted proxies, the address that the last of them reports.

    `forwarded`: the values of `X-Forwarded-For`. They are read from the right, up to the first hop that is
    not a trusted proxy. If that hop is not an IP address, the client's address is unknown.
    """
    address = _parse(peer or "")
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while hops and proxies.contains(address):
        address = _parse_hop(hops.pop())
    return address


def _parse(text: str) -> Address | None:
    try:
        # A zone such as `%eth0` belongs to this machine and not to the address.
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _parse_hop(text: str) -> Address | None:
    """An address, perhaps with a port."""
    if text.startswith("["):
        return _parse(text[1:].partition("]")[0])
    host, _, port = text.rpartition(":")
    if port.isascii() and port.isdigit() and ":" not in host:
        return _parse(host)
    return _parse(text)
