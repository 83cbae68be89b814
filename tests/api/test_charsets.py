"""A Content-Type's charset neither breaks a request nor chooses how it is decoded."""

import httpx
import pytest

MULTIPART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n%s\r\n--x--\r\n'
TOKEN = "t" * 32


def send(site, kind: str, body: bytes) -> httpx.Response:
    """Send the form of the front page as its own."""
    headers = {"Content-Type": kind, "X-CSRFToken": TOKEN, "Cookie": f"csrftoken={TOKEN}"}
    return httpx.post(f"{site.url}/", content=body, headers=headers, timeout=30)


@pytest.mark.parametrize("charset", ["charset=rot13", "charset=hex", "charset*=bogus''a%20b"])
@pytest.mark.parametrize("path", ["/?q=call", "/api/v1/openapi.json?q=call"])
def test_a_codec_that_is_no_charset_is_passed_over(site, path, charset):
    headers = {"Content-Type": f"text/plain; {charset}"}
    assert httpx.get(f"{site.url}{path}", headers=headers).status_code == 200


@pytest.mark.parametrize("charset", ["utf8", "UTF-8", "ISO-8859-1", "rot13", "punycode"])
def test_a_form_is_utf_8_whatever_it_says(site, charset):
    text = "Call café owners"
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    parts = f"multipart/form-data; boundary=x; charset={charset}"
    for answer in (
        send(site, kind, f"text={text}".encode()),
        send(site, parts, MULTIPART % text.encode()),
    ):
        assert answer.status_code == 200
        assert text in answer.text


def test_a_megabyte_of_punycode_is_refused_at_once(site):
    parts = "multipart/form-data; boundary=x; charset=punycode"
    answer = send(site, parts, MULTIPART % (b"aaaaaaaaaa-" + b"a" * 900_000))
    assert "the limit is 20,000" in answer.text
