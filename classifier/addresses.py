"""From where a request comes, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from . import conf


def address_of(request: HttpRequest) -> str:
    """Return the address that counts: the peer's, or what the trusted proxies in front say.

    All addresses of one IPv6 network of 64 bits count as one: a single caller has as many.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if proxies := conf.trusted_proxies():
        named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(named) >= proxies:
            address = named[-proxies].strip()
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return address
