"""Where a name leads, and whether that is somewhere on the open internet."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

# An IPv4 address hides in these (RFC 6052, RFC 8215), and a gateway of our own network would unwrap it.
TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def resolved(host: str, port: int) -> list[str]:
    """Every address a name has now. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def is_public(text: str) -> bool:
    """Whether an address lies on the open internet: not private, loopback, link-local, shared, multicast or reserved.

    What merely carries an IPv4 address inside it (mapped, 6to4, Teredo, NAT64) is judged by neither and turned away.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour or address.teredo:
            return False
        if any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
