"""Requests whose text is UTF-8, whatever their senders say."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """Does not follow the charset of a Content-Type.

    Django decodes by any codec of Python's that is named there: some are no charsets and fail
    before a middleware could answer, and one (punycode) takes a minute of CPU for a megabyte.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            parsed = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):  # a parameter that itself names a charset, and none
            parsed = "", {}
        self.content_type, self.content_params = parsed


class Utf8Handler(WSGIHandler):
    """Django's, for such requests."""

    request_class = Utf8Request
