"""Figures for Prometheus, for those alone who watch the site."""

from ipaddress import ip_address, ip_network

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from classifier import conf
from classifier.addresses import peer_of


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures of all processes; to strangers this address does not exist."""
    if not _may_read(peer_of(request)):
        raise Http404
    from django_prometheus.exports import ExportToDjangoView  # only once the folder is set

    response: HttpResponse = ExportToDjangoView(request)
    return response


def _may_read(address: str) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in ip_network(network) for network in conf.metrics_allow())
