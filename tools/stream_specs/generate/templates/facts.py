"""What the document says and openapi-python-client forgets, as a template that the others import.

By operation: its `Accept`, its security, how its parameters and forms are written, what is deprecated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from openapi_python_client.strings import PythonIdentifier

from stream_specs import structure
from stream_specs.errors import UserError
from stream_specs.generate.client_document import media_types, resolved
from stream_specs.generate.templates.credentials import credentials
from stream_specs.structure import Kind, Node

_Object = Mapping[str, Any]

OPEN = "2XX"  # every success: only where the document does not describe any
FORM = "application/x-www-form-urlencoded"
_PREFIX = "field_"  # openapi-python-client's own, for names that begin with a digit
_STYLES = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
# Where datamodel-code-generator has a name for a status, both packages have the same.
_NAMES = {401: "Authentication", 403: "PermissionDenied", 429: "RateLimit", 501: "NotImplementedByServer"}


def template(document: _Object) -> str:
    """The text of `facts.jinja`: variables `facts` (by function), `statuses` and `credentials`."""
    nodes = [node for node in structure.walk(structure.document(document)) if node.kind is Kind.OPERATION]
    facts = {_function(node): _operation(document, node) for node in nodes}
    codes = sorted({str(code) for node in nodes for code in node.map["responses"] if str(code).isdigit()})
    statuses = {code: _status(int(code)) for code in codes if int(code) >= HTTPStatus.BAD_REQUEST}
    values = {"facts": facts, "statuses": statuses, "credentials": [one.facts for one in credentials(document)]}
    return "".join(f"{{% set {name} = {value!r} %}}\n" for name, value in values.items())


def _function(operation: Node) -> str:
    return str(PythonIdentifier(operation.map["operationId"], _PREFIX))


def _operation(document: _Object, operation: Node) -> dict[str, Any]:
    for code, answer in operation.map["responses"].items():
        is_taken = str(code) == OPEN and resolved(document, answer).get("x-open")
        if not is_taken and not re.fullmatch(r"[1-5]\d\d", str(code)):
            raise UserError(f"the client needs each status by itself, not `{code}`", where=operation.pointer)
    above = operation.parent.map.get("parameters", []) if operation.parent else []
    parameters = [resolved(document, one) for one in (*operation.map.get("parameters", []), *above)]
    queries = {one["name"]: _style(one, operation) for one in parameters if one["in"] == "query"}
    body = resolved(document, operation.map.get("requestBody", {}))
    return {
        "id": operation.map["operationId"],
        "accept": ", ".join(media_types(document, operation)) or "*/*",
        "security": _security(document, operation),
        "styles": {name: style for name, style in queries.items() if style},
        "forms": _form_styles(body.get("content", {}).get(FORM, {}), operation),
        "optional": bool(body.get("x-optional")),
        "deprecated": operation.map.get("deprecated") is True,
        "deprecated_parameters": [one["name"] for one in parameters if one.get("deprecated") is True],
    }


def _security(document: _Object, operation: Node) -> tuple[tuple[str, ...], ...]:
    """The alternatives; the one without credentials last, so that a client that has some is known by the server."""
    alternatives = operation.map.get("security", document.get("security", []))
    return tuple(sorted((tuple(one) for one in alternatives), key=lambda names: not names))


def _form_styles(form: _Object, operation: Node) -> dict[str, str]:
    styles = {name: _style(encoding, operation) for name, encoding in form.get("encoding", {}).items()}
    return {name: style for name, style in styles.items() if style}


def _style(described: _Object, operation: Node) -> str:
    """What stands between the items: see the runtime module `wire`; nothing when each stands by itself."""
    style = described.get("style", "form")
    if style == "deepObject":
        return "[]"
    if style not in _STYLES:
        raise UserError(f"the client cannot write style `{style}`", where=operation.pointer)
    return "" if described.get("explode", style == "form") else _STYLES[style]


def _status(code: int) -> dict[str, str]:
    phrase = HTTPStatus(code).phrase if code in set(HTTPStatus) else f"Status {code}"
    words = re.findall(r"\w+", phrase.replace("'", ""))
    name = _NAMES.get(code) or "".join(word.capitalize() for word in words).removesuffix("Error")
    return {"name": f"{name}Error", "phrase": phrase}
