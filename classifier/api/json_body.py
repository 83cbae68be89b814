"""Bodies of requests, read strictly."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from classifier.core.exchange.record import RowError
from classifier.core.exchange.strict_json import parse_object

from .errors import ApiError, BadJson, BadValue, WrongMediaType

JSON = "application/json"


class StrictParser(Parser):
    """Takes JSON objects in UTF-8 alone: no key twice, no NaN, no broken Unicode."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the object; raises BadJson or WrongMediaType."""
        check_media_type(request)
        promised = int(request.META.get("CONTENT_LENGTH") or 0)
        if len(request.body) != promised:
            raise BadJson(f"The body broke off after {len(request.body)} of {promised} bytes.")
        return read_json(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Return the values by name; raises BadValue if one holds NUL, which no column takes."""
        for name, value in data.items():
            if isinstance(value, str) and "\x00" in value:
                raise BadValue(f"“{name[:40]}” holds the character NUL.", field=name[:40])
        return super().parse_querydict(data, list_fields, request)


def read_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object that `body` is; raises BadJson, saying where it is broken."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: byte {error.start} is wrong.") from error
    if text.startswith("\ufeff"):
        raise BadJson("The body begins with a byte order mark. Leave it out.")
    try:
        value = parse_object(text)
    except RowError as error:
        raise BadJson(str(error)) from error
    if "\\u" in text:  # only an escape brings NUL or half a character
        for part in _texts(value):
            _check_unicode(part)
    return value


def check_media_type(request: HttpRequest) -> None:
    """Raise WrongMediaType unless the body is said to be plain JSON, neither packed nor parted."""
    if request.content_type != JSON:
        kind = f"“{request.content_type[:60]}”" if request.content_type else "of no kind"
        raise WrongMediaType(f"The body is {kind}. Send JSON with Content-Type: {JSON}.")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise WrongMediaType(f"The body is in “{charset[:40]}”. Send UTF-8.")
    packing = request.headers.get("Content-Encoding", "identity")
    if packing != "identity":
        raise WrongMediaType("The body is compressed. Send it as it is, without Content-Encoding.")


def missing_body(request: HttpRequest) -> ApiError:
    """Return why a request came without its body."""
    try:
        check_media_type(request)
    except WrongMediaType as error:
        return error
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return BadJson("The body came in chunks. Send it whole, with Content-Length.")
    return BadJson("The body is empty. Send a JSON object.")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in `value`, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)


def _check_unicode(text: str) -> None:
    if "\x00" in text:
        raise BadJson("A text holds the character NUL (\\u0000). Leave it out.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadJson("A text holds half a character (a lone surrogate).") from error
