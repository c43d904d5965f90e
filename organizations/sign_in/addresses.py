"""Where a request comes from. X-Forwarded-For counts only behind the configured number of proxies."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - says "unknown", nothing listens there


def forwarded_address(header: str, *, proxies: int) -> str:
    """The address that the outermost of our own proxies saw, or an empty string when the header has no such place.

    Each proxy appends the address it was called from, so only the last `proxies` entries are worth belief: whatever a
    client writes itself stands before them.
    """
    parts = [part.strip() for part in header.split(",")]
    return _valid(parts[-proxies]) if 0 < proxies <= len(parts) else ""


def client_address(request: HttpRequest) -> str:
    """The client's address as the middleware left it; `0.0.0.0` where there is none (a socket, a bare request)."""
    return _valid(str(request.META.get("REMOTE_ADDR") or "")) or UNKNOWN


def may_administer_from(address: str) -> bool:
    """Whether administrators may work from the address: any, unless networks are set."""
    networks = settings.GOVINFO_ADMINISTRATOR_NETWORKS
    return not networks or any(ip_address(address) in ip_network(network, strict=False) for network in networks)


def _valid(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return ""
