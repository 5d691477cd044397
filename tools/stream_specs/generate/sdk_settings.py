"""What datamodel-code-generator is told about each operation: its `--client-operations`, made from the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stream_specs.generate import sdk_docs
from stream_specs.generate.client_document import resolved
from stream_specs.generate.sdk_names import JSON, Operation, body_arguments, operations

# The file beside the document in which the child process finds the settings.
SETTINGS = "operations.json"

Object = Mapping[str, Any]


def settings(document: Object) -> dict[str, Any]:
    """The settings by the reference of the operation. Raises UserError when two operations get one name."""
    return {one.pointer: _setting(document, one) for one in operations(document)}


def _setting(document: Object, operation: Operation) -> dict[str, Any]:
    content = list(resolved(document, operation.value.get("requestBody", {})).get("content", {}))
    fields = body_arguments(document, operation)
    return {
        "resource": operation.resource,
        "name": operation.method,
        "description": sdk_docs.docstring(document, operation),
        "parameter_names": {f"{one.place}:{one.name}": one.argument for one in operation.parameters},
        "runtime": {"retry_safety": "idempotent" if operation.value.get("x-effect") == "read" else "never"},
        **({"request_media_type": content[0]} if len(content) > 1 else {}),
        "body_arguments": "both" if fields else "body",
        **({"body_field_names": {JSON: {name: argument for name, (argument, _) in fields.items()}}} if fields else {}),
    }
