"""A target file to fill in: what a document and its rules say of the values that a run needs, as comments."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stream_contracts.documents import Document, Effect, Operation
from stream_contracts.rulebook import Rulebook
from stream_contracts.templates import names

_WIDTH = 100
_PLACES = {"path": "path", "query": "query", "header": "header"}


def text(document: Document, rulebook: Rulebook) -> str:
    """A target file (TOML) in which only `api`, `url` and `safety` are set, the latter to the least."""
    parts = [
        _beginning(document),
        _pace(),
        _dangerous(document),
        _table("auth", _auth(document, rulebook)),
        _table("known", _known(document, rulebook)),
        _table("lacks", _lacks(document)),
        _table("headers", _HEADERS),
        _table("tls", _TLS),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts)


def _beginning(document: Document) -> Iterator[str]:
    yield from _comment(
        f"{document.title}: a server to check. Nothing secret belongs into this file: a value `env:NAME` is read from "
        "the environment, and is never shown. `stream-contracts doctor --target THIS_FILE` says whether all is well."
    )
    yield from ("", f"api = {_quoted(document.api)}")
    base = f", to which {document.base_path} is added" if document.base_path else ""
    yield from ("", *_comment(f"The origin of the server{base}; or the whole base URL, with a path of its own."))
    yield 'url = "http://127.0.0.1:8080"'
    yield ""
    yield from _comment("What a run may do:")
    yield "#   read-only      changes nothing"
    yield "#   own-resources  creates, and changes and removes only what it created"
    yield "#   full           changes everything but what is dangerous, and sets it back; calls other hosts"
    yield 'safety = "read-only"'


def _pace() -> Iterator[str]:
    yield "# timeout = 10           # seconds for one answer"
    yield "# rate = 5               # requests a second, at most"
    yield "# max-requests = 5000    # requests in all, at most"
    yield "# max-seconds = 600      # after these nothing new is sent"
    yield '# proxy = "env:PROXY"    # for instance http://name:password@127.0.0.1:3128'


def _dangerous(document: Document) -> Iterator[str]:
    found = [operation.id for operation in document.operations if operation.effect is Effect.DANGEROUS]
    if found:
        yield from _comment(
            "What cannot be undone by another call is sent at `full` only, and only when it is named here. These "
            "operations are dangerous:"
        )
        yield f"# allow = [{', '.join(map(_quoted, found))}]"
    else:
        yield "# The document calls no operation dangerous, so there is nothing to allow by its name."


def _table(name: str, lines: Iterable[str]) -> list[str]:
    return [f"[{name}]", *lines]


def _auth(document: Document, rulebook: Rulebook) -> Iterator[str]:
    described = document.raw.get("components", {}).get("securitySchemes", {})
    for name, scheme in document.security_schemes.items():
        form = " Written as name:password." if scheme.kind == "basic" else ""
        yield from _comment(f"{described[name].get('description', '').strip()}{form}".strip() or name)
        yield f'# {name} = "env:{_variable(document, name)}"'
    for actor, who in rulebook.actors.items():
        scheme_name = _scheme_of(document, rulebook, actor)
        if scheme_name:
            yield from _comment(f"The same of another caller: {who}.")
            yield f'# "{scheme_name}.{actor}" = "env:{_variable(document, scheme_name, actor)}"'


def _scheme_of(document: Document, rulebook: Rulebook, actor: str) -> str:
    """The scheme of the first operation that the rules call as an actor, "" when there is none."""
    for rule in rulebook.rules:
        for call in _calls(rule.parameters):
            security = document.operation(call["operation"]).security
            if call.get("as") == actor and security and security[0]:
                return next(iter(security[0]))
    return ""


def _calls(value: Any) -> Iterator[Mapping[str, Any]]:
    """The calls in the parameters of a rule."""
    if isinstance(value, dict):
        if isinstance(value.get("operation"), str):
            yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _calls(item)


def _known(document: Document, rulebook: Rulebook) -> Iterator[str]:
    if rulebook.known:
        yield from _comment("Values of the server that no run can create. What needs one that is missing is skipped.")
    for name, known in rulebook.known.items():
        yield from _comment(f"{known.text[:1].upper()}{known.text[1:]}.")
        yield f"# {name} = {_quoted(known.example)}"
    created = dict(_created(document, rulebook))
    if created:
        yield from _comment("What a run that may only read cannot create for itself, and looks at when it is told.")
    for name, example in created.items():
        is_secret = name.partition(".")[2] in document.secrets
        yield f'# "{name}" = {_quoted(f"env:{_variable(document, name)}" if is_secret else example)}'


def _created(document: Document, rulebook: Rulebook) -> Iterator[tuple[str, Any]]:
    """What reads need of the fixtures: `channel.id`, with the example of the place where it goes."""
    for operation in document.operations:
        if operation.effect is Effect.READ:
            for location, template in rulebook.bindings_of(operation.id).items():
                example = _example_at(operation, location)
                if example is not None and rulebook.fixtures.keys() & set(names(template)):
                    yield str(template).removeprefix("$"), example


def _example_at(operation: Operation, location: str) -> Any:
    """The documented value at a location such as `body.channel_id`, None where the operation has none."""
    part, _, name = location.partition(".")
    if part in _PLACES:
        parameter = operation.parameter(part, name)
        return next(iter(parameter.examples.values()), "...") if parameter else None
    for media in operation.request_body.content if operation.request_body else ():
        for body in media.examples.values():
            if isinstance(body, dict) and isinstance(body.get(name), (str, int)):
                return body[name]
    return None


def _lacks(document: Document) -> Iterator[str]:
    yield from _comment(
        "What the server does not have: an operation, or a pattern of requirements, with the reason to report. It is "
        "not asked for, and skipped."
    )
    last = [operation for operation in document.operations if operation.method != "OPTIONS"][-1]
    yield f'# {last.id} = "switched off on this server"'
    yield f'# "{document.api}/*/method.undeclared" = "a proxy answers other methods itself"'


_HEADERS = (
    "# Sent with every request, for a gateway in front of the server for instance.",
    '# X-Gateway-Key = "env:GATEWAY_KEY"',
)
_TLS = (
    "# A PEM file of certificates to trust instead of those of this machine; relative to this file.",
    '# ca = "ca.pem"',
)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), _WIDTH)]


def _quoted(value: Any) -> str:
    """A value in TOML: JSON spells texts, whole numbers, true and false alike."""
    return json.dumps(value)


def _variable(document: Document, *parts: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", "_".join((document.api, *parts)).upper())
