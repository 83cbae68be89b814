"""What is asked about: one text, or up to a hundred."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Discriminator, Field, Tag

from .numbers import Number
from .texts import Text

MAX_TEXTS = 100


class OneText(Schema):
    """One text."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Text
    model_version: Number = Field(0, description="Answer by this version, not by the active one.")

    @property
    def all_texts(self) -> list[str]:
        """The text as a list."""
        return [self.text]


class ManyTexts(Schema):
    """One to a hundred texts."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[Text] = Field(min_length=1, max_length=MAX_TEXTS)
    model_version: Number = Field(0, description="Answer by this version, not by the active one.")

    @property
    def all_texts(self) -> list[str]:
        """The texts."""
        return self.texts


def _which(body: Any) -> str:
    return "many" if isinstance(body, dict) and "texts" in body else "one"


Question = Annotated[
    Annotated[OneText, Tag("one")] | Annotated[ManyTexts, Tag("many")], Discriminator(_which)
]
