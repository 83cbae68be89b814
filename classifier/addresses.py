"""From where a request comes, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from . import conf


def peer_of(request: HttpRequest) -> str:
    """Return the caller's address: the peer's, or what the trusted proxies in front say."""
    if proxies := conf.trusted_proxies():
        header = request.META.get("HTTP_X_FORWARDED_FOR", "")
        named = header.split(",") if header else []
        if len(named) >= proxies:
            return _without_port(named[-proxies].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def _without_port(entry: str) -> str:
    """Return an entry of X-Forwarded-For without the port that some proxies add to it.

    An IPv6 address stands in brackets then (RFC 7239, section 6), and without them otherwise.
    """
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    address, colon, port = entry.partition(":")
    return address if colon and port.isdecimal() else entry


def address_of(request: HttpRequest) -> str:
    """Return the address that counts calls: the caller's.

    All addresses of one IPv6 network of 64 bits count as one: a single caller has as many.
    """
    address = peer_of(request)
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return address
