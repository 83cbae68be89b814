import re
import urllib.request
from urllib.error import HTTPError

import pytest

from drills.served_api import served


def test_without_the_setting_there_is_nothing(client, db):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("10.1.2.3", True),
        ("192.0.2.1", True),
        ("192.0.2.2", False),
        ("2001:db8::5", True),
        ("2001:db8::6", False),
        ("nonsense", False),
    ],
)
def test_only_named_addresses_may_read(client, db, settings, address, is_known):
    settings.METRICS, settings.METRICS_ALLOW = True, ["10.0.0.0/8", "192.0.2.1", "2001:db8::5"]
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == (200 if is_known else 404)


def test_a_forged_header_opens_nothing(client, db, settings):
    settings.METRICS, settings.METRICS_ALLOW = True, ["10.0.0.1"]
    headers = {"X-Forwarded-For": "10.0.0.1"}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_behind_a_proxy_who_asks_from_the_machine_itself_may_read(client, db, settings):
    settings.METRICS, settings.TRUSTED_PROXIES, settings.SECURE_SSL_REDIRECT = True, 1, True
    assert client.get("/metrics").status_code == 200
    headers = {"X-Forwarded-For": "192.0.2.7"}
    assert client.get("/metrics", headers=headers).status_code == 404


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def test_the_figures_are_those_of_all_processes(tmp_path):
    """Two processes share the pages out; either tells the sum."""
    with served(tmp_path, settings={"METRICS": "true"}) as site:
        for _ in range(20):
            get(f"{site.url}/feedback/thanks/")
        with pytest.raises(HTTPError):
            get(f"{site.url}/no/such/page")
        for _ in range(5):
            figures = get(f"{site.url}/metrics")
            found = re.search(
                r"^django_http_requests_total_by_view_transport_method_total\{[^}]*"
                r'view="classifier:feedback-thanks"\} (\S+)',
                figures,
                re.MULTILINE,
            )
            assert found, figures
            assert float(found[1]) == 20
        assert "such" not in figures
