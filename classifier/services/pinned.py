"""Answers by a chosen model version, and by the active one if none is chosen."""

from collections.abc import Sequence

from classifier.core.errors import TextError
from classifier.core.text import check_text, normalise
from classifier.exceptions import InvalidInput, NotFound
from classifier.models import ModelVersion

from . import classification, registry
from .classification import Answer
from .outages import DatabaseAway

_NAMED = 10
_RECALLED = 100
_asked: dict[int, ModelVersion] = {}
"""Versions that were asked for, by number: such a row never changes but in its flag."""


class BadTexts(InvalidInput):
    """Some of several texts cannot be classified; none was."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        """Take the numbers of the bad texts, from 1, and what is wrong with each."""
        numbers = [str(number) for number, _ in problems]
        shown = ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")
        texts = f"Texts {shown}" if len(numbers) > 1 else f"Text {shown}"
        super().__init__(f"{texts} cannot be classified, so none was. {problems[0][1]}")
        self.row = problems[0][0]
        self.field = f"texts.{self.row - 1}"


def answer(texts: Sequence[str], *, version: int | None = None) -> list[Answer]:
    """Return the answers of version number `version`, or of the active one.

    Answers of a chosen version are not counted: they are no part of what the site says.

    Raises
    ------
    BadTexts
        Naming each text that is empty, too long or no text.
    NotFound
        If there is no such version.
    NotReady
        If its file cannot be used, or no model is active.
    """
    if version is None:
        try:
            return classification.classify(texts)
        except InvalidInput:
            check_texts(texts)
            raise
    check_texts(texts)
    found = _find_or_recall(version)
    model = registry.load_usable(found)
    plain = [normalise(text) for text in texts]
    return classification.answer(model, found.number, plain)


def _find_or_recall(number: int) -> ModelVersion:
    """Return what `find_version` does; while the database is away, as it was found last."""
    try:
        version = find_version(number)
    except DatabaseAway:
        if number in _asked:
            return _asked[number]
        raise
    if len(_asked) >= _RECALLED:
        _asked.clear()
    _asked[number] = version
    return version


def find_version(number: int) -> ModelVersion:
    """Return the version of that number without its heavy columns; raises NotFound."""
    version = ModelVersion.objects.defer(*ModelVersion.HEAVY).filter(number=number).first()
    if version is None:
        raise NotFound(f"There is no model version {number}.")
    return version


def check_texts(texts: Sequence[str]) -> None:
    """Raise BadTexts if one of several cannot be classified, InvalidInput if the only one."""
    problems = []
    for number, text in enumerate(texts, start=1):
        try:
            check_text(text)
        except TextError as error:
            problems.append((number, str(error)))
    if problems and len(texts) == 1:
        raise InvalidInput(problems[0][1])
    if problems:
        raise BadTexts(problems)
