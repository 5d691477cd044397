"""`index.html`: all APIs on one page that needs no network. Without JavaScript it lacks search and little else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stream_specs.docs import prose, shapes
from stream_specs.docs.content import Api
from stream_specs.generate.client_document import resolved
from stream_specs.inline_assets import markup, policy

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Object = Mapping[str, Any]

_FOLDER = Path(__file__).parent / "templates"
_LONG = 14  # lines of an example that is folded
_EFFECTS = {
    "read": "Changes nothing that a client can see.",
    "create": "Makes a new resource, which can be removed again.",
    "update": "Changes a resource that exists.",
    "delete": "Removes a resource.",
    "outbound": "Makes the server call another host, or reach people outside.",
    "dangerous": "Cannot be undone by another call.",
}
_LEVELS = {
    "documented": "The page states it or shows it.",
    "inferred": "It follows from a sibling operation, another sample or a convention.",
    "external": "A public source other than the page states it.",
    "undocumented": "Nothing states it.",
}


def render(apis: Sequence[Api]) -> str:
    """The page. The same APIs give the same text."""
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    environment = _environment()
    part = environment.get_template("api.html.j2")
    return environment.get_template("page.html.j2").render(
        apis=apis,
        parts=[markup(_part(part, api)) for api in apis],
        style=markup(style),
        script=markup(script),
        policy=policy(style, script),
    )


def _part(template: Template, api: Api) -> str:
    """The part of one API. Names lead to places of their own API, so each part has links of its own."""
    addresses = api.addresses()

    def links(word: str) -> str:
        return addresses.get(word, "")

    return template.render(
        api=api,
        links=addresses,
        inline=partial(prose.inline, links=links),
        blocks=partial(prose.blocks, links=links),
        type_of=partial(shapes.type_of, address=f"#{api.key}/schema/{{}}"),
    )


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        effects=_EFFECTS,
        levels=_LEVELS,
        long=_LONG,
        limits=shapes.limits,
        inner_limits=shapes.inner_limits,
        rows=shapes.rows,
        said=_said,
        phrase=_phrase,
        credential=_credential,
    )
    environment.filters.update(json=_json, what=_what)
    return environment


def _said(document: Object, value: Object, schema: Object) -> str:
    """The description of a property or parameter; that of its schema where it has none of its own."""
    return str(value.get("description") or resolved(document, schema).get("description", ""))


def _phrase(status: str) -> str:
    """The name of a status, "" for one that has none."""
    known = {str(one.value): one.phrase for one in HTTPStatus}
    return known.get(status, "")


def _credential(scheme: Object) -> str:
    """How a credential is sent, with `...` in its place."""
    if scheme.get("type") == "apiKey":
        value = f"{scheme.get('x-prefix', '')}..."
        return f"{scheme['name']}: {value}" if scheme["in"] == "header" else f"?{scheme['name']}={value}"
    if str(scheme.get("scheme", "")).lower() == "basic":
        return f"Authorization: Basic, of {scheme.get('x-username', 'name')}:password"
    return "Authorization: Bearer ..."


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _what(requirement: Object) -> str:
    """The part of a requirement's id behind the operation."""
    return str(requirement["id"]).split("/", 2)[2]
