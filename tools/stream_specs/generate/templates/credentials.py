"""The credentials that a client takes, from the security schemes of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs.errors import UserError
from stream_specs.generate import sdk_names

_Object = Mapping[str, Any]

# What the client takes beside them (runtime/client.py).
_SETTINGS = {"base_url", "timeout", "verify_ssl", "follow_redirects", "headers", "cookies", "httpx_args", "schemes"}


@dataclass(frozen=True, slots=True)
class Credential:
    """What the client takes for a security scheme.

    place: the arguments of `Scheme` in the runtime beside the first: header or query, prefix, username.
    """

    scheme: str
    argument: str
    place: Mapping[str, str]
    description: str

    @property
    def is_pair(self) -> bool:
        """Whether it is a name and a password."""
        return self.is_basic and "username" not in self.place

    @property
    def is_basic(self) -> bool:
        """Whether it is encoded, so that it may have any characters."""
        return self.place.get("prefix") == "Basic "

    @property
    def about(self) -> str:
        """A sentence for the user."""
        return f"Name and password. {self.description}".strip() if self.is_pair else self.description

    @property
    def facts(self) -> dict[str, str]:
        """The values that the template of the client shows."""
        return {
            "scheme": self.scheme,
            "argument": self.argument,
            "about": self.about,
            "place": ", ".join(f"{key}={value!r}" for key, value in self.place.items()),
            "type": "tuple[str, str]" if self.is_pair else "str",
            "check": "check_basic" if self.is_basic else "check_credential",
        }


def credentials(document: _Object) -> list[Credential]:
    """One for each security scheme, named as in the SDK. Raises UserError for a scheme that a client cannot serve."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    arguments = sdk_names.credentials(document)
    if taken := _SETTINGS & set(arguments.values()):
        raise UserError(f"the client has another argument `{min(taken)}`", where="/components/securitySchemes")
    return [_credential(name, scheme, arguments[name]) for name, scheme in schemes.items()]


def _credential(name: str, scheme: _Object, argument: str) -> Credential:
    return Credential(name, argument, dict(_place(name, scheme)), " ".join(scheme.get("description", "").split()))


def _place(name: str, scheme: _Object) -> Iterator[tuple[str, str]]:
    kind, where = scheme["type"], scheme.get("in")
    if kind == "apiKey" and where in ("header", "query"):
        yield where, scheme["name"]
        if "x-prefix" in scheme:
            yield "prefix", scheme["x-prefix"]
        return
    method = scheme.get("scheme", "").lower() if kind == "http" else "bearer"
    if kind not in ("http", "oauth2", "openIdConnect") or method not in ("basic", "bearer"):
        raise UserError("the client has no such security", where=f"/components/securitySchemes/{name}")
    yield "header", "Authorization"
    yield "prefix", f"{method.title()} "
    if "x-username" in scheme:
        yield "username", scheme["x-username"]
