"""Which texts are locked away to judge every version on the same rows."""

import hashlib

from .features import find_words, stem
from .text import normalise


def is_test_row(text: str, share: float) -> bool:
    """Return whether `text` is one of the `share` (0 to 1) of texts that are never learned.

    The choice depends on the set of its stems alone, so copies that differ in case,
    punctuation, inflection, order or numbers fall on the same side, on every machine.
    """
    stems = sorted({stem(word.text) for word in find_words(normalise(text))})
    skeleton = " ".join(one for one in stems if not one.isdigit())
    digest = hashlib.sha256(skeleton.encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64
