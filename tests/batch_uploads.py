"""Uploads to /batches/ that are to be refused, byte by byte if need be."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from classifier.models import Batch

from .batches import files

BOUNDARY = "a-boundary"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def send(client: Client, content: bytes, name: str = "tasks.csv"):
    return client.post("/batches/", {"file": SimpleUploadedFile(name, content)})


def part(
    content: bytes, *, name: str = "file", filename: str = "tasks.csv", more: str = ""
) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n{more}'
    return f"--{BOUNDARY}\r\n{head}\r\n".encode() + content + b"\r\n"


def send_raw(client: Client, *parts: bytes, end: str = f"--{BOUNDARY}--\r\n"):
    return client.generic("POST", "/batches/", b"".join(parts) + end.encode(), KIND)


def said(response) -> str:
    """Return what the page says is wrong."""
    found = re.search(r'<p class="error"[^>]*>(.*?)</p>', response.content.decode(), re.DOTALL)
    return unescape(found[1]) if found else ""


def check_refused(response, status: int, message: str = "") -> None:
    """Check status and sentence, and that nothing was kept."""
    assert response.status_code == status, said(response)
    assert re.search(message, said(response)), said(response)
    assert not Batch.objects.exists()
    assert not files()
