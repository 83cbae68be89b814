"""Thirty texts that would become markup or script wherever a page forgets to escape them.

Each calls `planted()` if it runs, and leaves `data-planted` in the page if it is taken for markup.
"""

_CALL = "planted()"

PAYLOADS = (
    # Elements
    f"<script data-planted>{_CALL}</script>",
    f"<ScRiPt data-planted/x>{_CALL}</sCrIpT >",
    f"<img src=x data-planted onerror={_CALL}>",
    f"<svg data-planted onload={_CALL}>",
    f"<svg><animate data-planted onbegin={_CALL} attributeName=x dur=1s>",
    f"<math><mi data-planted xlink:href='javascript:{_CALL}'>x</mi></math>",
    f"<details open data-planted ontoggle={_CALL}><summary>x</summary></details>",
    f"<input data-planted autofocus onfocus={_CALL}>",
    f"<video data-planted><source onerror={_CALL}></video>",
    f"<body data-planted onpageshow={_CALL}>",
    # Out of attributes, both quotes and none
    f"\" autofocus tabindex=1 data-planted onfocus={_CALL} x=\"",
    f"' autofocus tabindex=1 data-planted onfocus={_CALL} x='",
    f"\"><img src=x data-planted onerror={_CALL}>",
    f"'><img src=x data-planted onerror={_CALL}>",
    f"x data-planted onmouseover={_CALL}",
    # Out of elements that hold text, comments and scripts
    f"</script><script data-planted>{_CALL}</script>",
    f"</textarea></title><img src=x data-planted onerror={_CALL}>",
    f"--><svg data-planted onload={_CALL}><!--",
    f"\"}}];{_CALL};//</script><svg data-planted onload={_CALL}>",
    f"{{{{constructor.constructor('{_CALL}')()}}}}<b data-planted>{{% debug %}}</b>",
    # Addresses
    f"<a data-planted href=javascript:{_CALL}>x</a>",
    f"<a data-planted href='\x01java\tscript:{_CALL}'>x</a>",
    f"<iframe data-planted src='data:text/html,<script>parent.{_CALL}</script>'></iframe>",
    f"<iframe data-planted srcdoc='<script>parent.{_CALL}</script>'></iframe>",
    f"<object data-planted data='data:text/html,<script>parent.{_CALL}</script>'></object>",
    # Other tongues: Markdown, spreadsheets, entities, full width, styles, htmx
    f"[x](javascript:{_CALL})![x](x\"onerror=\"{_CALL})<b data-planted>",
    f"=HYPERLINK(\"javascript:{_CALL}\")<b data-planted>",
    f"&lt;img src=x data-planted onerror={_CALL}&gt;&#60;svg data-planted onload={_CALL}&#62;",
    f"＜img src=x data-planted onerror={_CALL}＞‹svg onload={_CALL}›\u202e",
    f"<style data-planted>@import'x';*{{background:url(x)}}</style><p hx-on:load={_CALL} hx-get=/>",
)  # fmt: skip

ENTITIES = {PAYLOADS[27], PAYLOADS[28]}
"""Harmless where they stand as they are: they would do harm where a page turned them back into
brackets, as entities are by unescaping and full width is by NFKC."""


def payload(number: int) -> str:
    """Return one of them, counted on and on."""
    return PAYLOADS[number % len(PAYLOADS)]


def cut(text: str, length: int | None) -> str:
    """Return the text as a column of that length can hold it; a mark of its own if it is short."""
    if length is None or len(text) <= length:
        return text
    return "\"'><a data-planted>"[:length]
