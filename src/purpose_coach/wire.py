"""Shapes that cross the process boundary, and how they travel: frozen, camelCase outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Answer", "AsTuple", "Listed", "Request", "Text", "Texts", "Wire", "given"]


class _Frozen(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="ignore",
        frozen=True,
        # Building validators on first use keeps `import purpose_coach` close to `import pydantic`.
        defer_build=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )


class Wire(_Frozen):
    """A frozen value with camelCase names on the wire and Python names in Python.

    Sequences in a wire value are tuples, so a value can be shared between callers. Unknown fields
    are ignored, NaN and infinities are refused, and a validation error never shows the input.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        # What is written always has all its keys, those with a default too.
        json_schema_serialization_defaults_required=True,
    )


class Request(Wire):
    """What a caller sends."""


class Answer(_Frozen):
    """What a model owes: as small as possible, with the names that the model sees."""


class AsTuple:
    """Marks a sequence: any sequence may be given, a tuple is kept, so that values can be shared."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as a tuple of the same items."""
        from pydantic_core import core_schema

        (item,) = get_args(source)
        return core_schema.tuple_schema([handler.generate_schema(item)], variadic_item_index=0)


def _storable(text: str) -> str:
    """Refuse the one character that databases and parsers downstream refuse."""
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    return text


Text = Annotated[str, StringConstraints(max_length=5000), AfterValidator(_storable)]
"""Text of a request: at most 5,000 characters, what the system that stores goals allows."""

Texts = Annotated[Sequence[Text], AsTuple(), Field(max_length=100)]
"""Texts of a request: at most 100."""


def given(value: object) -> object:
    """Validates an object for which null is as good as absent."""
    return {} if value is None else value


def _listed(value: object) -> object:
    return () if value is None else value


Listed = Annotated[Texts, BeforeValidator(_listed, json_schema_input_type=Texts | None)]
"""Texts for which null is as good as none."""
