"""The OpenAPI 3.1 document, derived from the same declarations as the routes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Literal

from attrs import frozen
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from purpose_coach.many import Many
from purpose_coach_server.responses import ERROR, responses_of
from purpose_coach_server.routes import AnyOperation, addresses

__all__ = ["openapi"]

Node = dict[str, Any]
Mode = Literal["validation", "serialization"]

REFERENCE = "#/components/schemas/{model}"
PLACE = re.compile(r"\{(\w+)\}")


class _Untitled(GenerateJsonSchema):
    """Without a title a field: it would repeat the field's name, badly."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


@frozen
class _Schemas:
    """The schemas of all requests and results."""

    of: Mapping[Any, Node]
    """A reference by model and mode; for an array, one to its items."""
    components: Node

    def request(self, operation: AnyOperation) -> Node:
        """The request's own schema, looked up."""
        name = self.of[operation.request_model, "validation"]["$ref"].rpartition("/")[2]
        schema: Node = self.components[name]
        return schema


def openapi(operations: Iterable[AnyOperation], base: str = "") -> Node:
    """The document that describes these operations at their addresses."""
    served = tuple(operations)
    schemas = _schemas(served)
    paths: Node = {}
    for operation in served:
        for number, path in enumerate(addresses(operation)):
            name = f"{operation.name}_short" if number else operation.name
            described = {"operationId": name, **_operation(operation, schemas, served)}
            paths.setdefault(path, {})[operation.verb.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "purpose-coach",
            "version": version("purpose-coach"),
            "summary": "Typed coaching operations for a business that one can trust.",
        },
        "servers": [{"url": base or "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.components, "Error": ERROR},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "parameters": PARAMETERS,
        },
        "security": [{}, {"key": []}],
    }


def _schemas(operations: Iterable[AnyOperation]) -> _Schemas:
    wanted: list[tuple[Any, Mode, TypeAdapter[Any]]] = []
    for operation in operations:
        wanted.append((operation.request_model, "validation", TypeAdapter(operation.request_model)))
        wanted.append((operation.result, "serialization", _written(operation.result)))
    references, document = TypeAdapter.json_schemas(
        wanted, ref_template=REFERENCE, schema_generator=_Untitled
    )
    return _Schemas(references, document.get("$defs", {}))


def _written(result: type[Any]) -> TypeAdapter[Any]:
    return result.adapter() if issubclass(result, Many) else TypeAdapter(result)


def _operation(operation: AnyOperation, schemas: _Schemas, served: tuple[AnyOperation, ...]) -> Node:
    result = schemas.of[operation.result, "serialization"]
    described: Node = {
        "summary": operation.summary,
        "tags": [addresses(operation)[-1].split("/")[1]],
        "parameters": [
            *({"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS),
            *_parameters(operation, schemas),
        ],
        "responses": responses_of(operation, result, dict(_links(operation, schemas, served))),
    }
    if operation.asked_by == "body":
        content: Node = {"schema": _body(operation, schemas)}
        if example := _example(operation.name):
            content["example"] = example
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def _parameters(operation: AnyOperation, schemas: _Schemas) -> Iterator[Node]:
    """What the address itself asks for: places in the path, and the query where there is no body."""
    schema, places = schemas.request(operation), PLACE.findall(operation.path)
    fields: Node = schema.get("properties", {})
    for name in places:
        yield {"name": name, "in": "path", "required": True, "schema": fields.get(name, {"type": "string"})}
    if operation.asked_by == "address":
        required = schema.get("required", ())
        for name in fields.keys() - set(places):
            yield {"name": name, "in": "query", "required": name in required, "schema": fields[name]}


def _body(operation: AnyOperation, schemas: _Schemas) -> Node:
    """The request's schema without what its path says."""
    places = set(PLACE.findall(operation.path))
    if not places:
        return schemas.of[operation.request_model, "validation"]
    schema = schemas.request(operation)
    fields = {name: field for name, field in schema["properties"].items() if name not in places}
    required = [name for name in schema.get("required", ()) if name not in places]
    return {**schema, "properties": fields, "required": required}


def _links(
    operation: AnyOperation, schemas: _Schemas, served: tuple[AnyOperation, ...]
) -> Iterator[tuple[str, Node]]:
    """What can be asked with this answer: operations beside this one whose path takes a field of it."""
    result = schemas.of[operation.result, "serialization"].get("$ref", "").rpartition("/")[2]
    fields: Node = schemas.components.get(result, {}).get("properties", {})
    for other in served:
        before, *places = re.split(r"[{}]", other.path)[:2]
        beside = operation.path.rpartition("/")[0] == before.rstrip("/")
        if places and beside and "{" not in operation.path and places[0] in fields:
            taken = {places[0]: f"$response.body#/data/{places[0]}"}
            yield other.name, {"operationId": other.name, "parameters": taken}


def _example(name: str) -> Node | None:
    """A request of the operation that works as it stands."""
    file = files("purpose_coach_server") / "examples" / f"{name}.json"
    example: Node | None = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    return example


PARAMETERS: Node = {
    "tenant": {
        "name": "X-Tenant-Id",
        "in": "header",
        "required": False,
        "description": "On whose behalf; with an API key it is the key's own tenant, or is left out.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"},
    },
    "timeout": {
        "name": "X-Request-Timeout",
        "in": "header",
        "required": False,
        "description": "Seconds that the client will wait; the server's own limit caps it.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
    "include": {
        "name": "include",
        "in": "query",
        "required": False,
        "description": "`evidence` adds what the answer stands on, and warnings.",
        "schema": {"enum": ["evidence"]},
    },
}
