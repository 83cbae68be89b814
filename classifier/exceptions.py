"""What the services refuse, in sentences for the person who asked.

Services raise these, never HTTP; each face maps them once.
"""


class ServiceError(Exception):
    """Base of all refusals.

    `code` is a stable snake_case name for programs, `status` the HTTP status that fits; where it
    is 503, it may be tried again after `retry_after` seconds.
    """

    code = "refused"
    status = 400
    retry_after = 30


class NotReady(ServiceError):
    """No model can answer yet."""

    code = "no_active_model"
    status = 503


class DatabaseSilent(ServiceError):
    """What was asked needs the database, which does not answer now."""

    code = "database_unavailable"
    status = 503
    retry_after = 5

    def __init__(self) -> None:
        """Say the one thing there is to say."""
        super().__init__("The database does not answer now. Try again in a few seconds.")


class Conflict(ServiceError):
    """Someone else was faster, or it is done already."""

    code = "conflict"
    status = 409


class TrainingRefused(ServiceError):
    """There is nothing to train, or not enough."""

    code = "training_refused"


class ActivationRefused(ServiceError):
    """A version cannot be made the active one."""

    code = "activation_refused"
    status = 409


class NotFound(ServiceError):
    """There is no such thing."""

    code = "not_found"
    status = 404


class InvalidInput(ServiceError):
    """A value cannot be used; the message names it."""

    code = "invalid_input"


class TooLarge(ServiceError):
    """A file, or what it unpacks to, is larger than is taken at once."""

    code = "too_large"
    status = 413


class UnsupportedFile(ServiceError):
    """A file is, by its content, of a kind that is not read."""

    code = "unsupported_file"
    status = 415


class Gone(ServiceError):
    """It was here, and was removed as promised."""

    code = "gone"
    status = 410


class OutOfSpace(ServiceError):
    """The server has no room to keep it."""

    code = "out_of_space"
    status = 507
