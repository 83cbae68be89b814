"""What the text model refuses, in sentences for the person who asked."""


class CoreError(ValueError):
    """Base of all refusals of the text model.

    Attributes
    ----------
    code : str
        Stable snake_case name of the refusal, for programs.
    """

    code = "invalid"


class TextError(CoreError):
    """A text cannot be classified: empty, too long, or holding characters that are not text."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class TrainingDataError(CoreError):
    """The examples do not suffice for a model."""

    code = "training_data"


class ArtifactError(CoreError):
    """A model file is missing, altered, or made by other library versions."""

    code = "artifact"


class TableError(CoreError):
    """An uploaded table cannot be read; the message names the place."""

    code = "table"


class WrongKindError(TableError):
    """A file is, by its content, of a kind that is not read."""

    code = "wrong_kind"


class TooMuchError(TableError):
    """A file is larger, or unpacks to more, than is read at once."""

    code = "too_much"
