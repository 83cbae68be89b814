"""Whole numbers in bodies: 3 and 3.0 are one number in JSON, "3" and true are none."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_whole)]
"""A number from 1, as versions, scenarios and revisions have."""

Count = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(_whole)]
"""A number from 0."""

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The number of an object, in an address."""
