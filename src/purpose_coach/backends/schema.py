"""The JSON schema of an answer, lowered to what every strict mode accepts, byte-stable."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from purpose_coach.backends.port import Schema

__all__ = ["schema_of"]

Node = dict[str, Any]
Json = Node | list[Any] | str | float | bool | None

DROPPED = frozenset({"title", "default", "$defs", "description"})
"""Keys that cost tokens and say nothing that names and the prompt do not."""


@cache
def schema_of(answer: type[BaseModel]) -> Schema:
    """The schema of `answer`: definitions inlined, every object closed, every property required."""
    document = answer.model_json_schema(mode="validation")
    lowered = _object(document["properties"], document.get("$defs", {}))
    return Schema(answer.__name__, json.dumps(lowered, separators=(",", ":")), lowered)


def _lower(node: Json, defs: Node) -> Json:
    match node:
        case list():
            return [_lower(item, defs) for item in node]
        case {"$ref": str(name)}:
            return _lower(defs[name.rpartition("/")[2]], defs)
        case dict() if "properties" in node:
            return _object(node["properties"], defs)
        case dict():
            return {key: _lower(node[key], defs) for key in sorted(node) if key not in DROPPED}
        case _:
            return node


def _object(fields: Node, defs: Node) -> Node:
    properties = {name: _lower(value, defs) for name, value in fields.items()}
    return {
        "additionalProperties": False,
        # Declared order: models fill an object in this order, so reasons can come before levels.
        "properties": properties,
        "required": list(properties),
        "type": "object",
    }
