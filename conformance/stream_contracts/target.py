"""What is tested and how: URL, credentials, safety. From options, the environment and a target file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from stream_contracts.documents import Document
from stream_contracts.rulebook import Known
from stream_contracts.unprovable import NotPermitted, Unprovable
from stream_specs.errors import UserError

ENVIRONMENT_PREFIX = "STREAMCONTRACTS_AUTH_"
_KEYS = {"api", "url", "safety", "timeout", "auth", "known"}


class Safety(StrEnum):
    """What a run may do to the server: only read, change only what it created, or everything but the dangerous."""

    READ_ONLY = "read-only"
    OWN_RESOURCES = "own-resources"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Target:
    """A server to test.

    url: origin and base path, without a trailing slash. secrets: credential by scheme name, or by `<scheme>.<actor>`;
    never shown. safety: what a run may do. timeout: seconds for one answer. known: values that the server has, by name.
    control: it is a mock of ours that was started for this run, so that its world can be changed. mock: it is a mock of
    ours. hidden: what of `known` came from the environment, never shown.
    """

    url: str
    secrets: Mapping[str, str] = field(repr=False)
    safety: Safety
    timeout: float
    known: Mapping[str, str | int | bool] = field(default_factory=dict, repr=False)
    control: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)
    mock: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path that precedes every path of the document."""
        return urlsplit(self.url).path

    def known_value(self, name: str, described: Mapping[str, Known]) -> Any:
        """A value that the server has: as the target says; of a mock of ours else the example.

        Raises Unprovable for a name that the rules do not describe, NotPermitted when the target does not say.
        """
        if name in self.known:
            return self.known[name]
        if name not in described:
            raise Unprovable(f"the rules give no value for `$known.{name}`")
        if self.control or self.mock:
            return described[name].example
        raise NotPermitted(f"no value for `{name}` ({described[name].text}): give --known {name}=VALUE")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None and () mean that it says nothing."""

    url: str | None = None
    auth: tuple[str, ...] = field(default=(), repr=False)
    safety: str | None = None
    timeout: float | None = None
    file: Path | None = None
    known: tuple[str, ...] = ()
    control: bool = False


def read_file(path: Path) -> Mapping[str, Any]:
    """Read a target file (TOML). Raises UserError that names the key that is wrong."""
    try:
        value = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        hint = "check the path of --target"
        raise UserError(f"cannot read the target file: {error.strerror}", where=str(path), hint=hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"not a TOML file: {error}", where=str(path), hint='a line looks like `url = "http://…"`'
        ) from error
    unknown = sorted(set(value) - _KEYS)
    if unknown:
        raise UserError(f"unknown key `{unknown[0]}`", where=str(path), hint=f"keys: {', '.join(sorted(_KEYS))}")
    for key in ("api", "url", "safety"):
        if not isinstance(value.get(key, ""), str):
            raise UserError(f"`{key}` is not a string", where=str(path), hint=f'write {key} = "…"')
    auth = value.get("auth", {})
    if not isinstance(auth, dict) or not all(isinstance(item, str) for item in auth.values()):
        hint = 'write BearerAuth = "env:NAME_OF_A_VARIABLE" below [auth]'
        raise UserError("`auth` is not a table of strings", where=str(path), hint=hint)
    known = value.get("known", {})
    if not isinstance(known, dict) or not all(isinstance(item, (str, int)) for item in _flat(known).values()):
        hint = 'write channel = "a_name" below [known]'
        raise UserError("`known` is not a table of strings and numbers", where=str(path), hint=hint)
    return value


def resolve(document: Document, options: Options, environment: Mapping[str, str] | None = None) -> Target:
    """The target that options, target file and environment describe; the more specific wins, in this order.

    Raises UserError for a URL, credential or level that cannot be used.
    """
    environment = os.environ if environment is None else environment
    given = read_file(options.file) if options.file else {}
    if given.get("api", document.api) != document.api:
        raise UserError(f"is for `{given['api']}`, not `{document.api}`", where=str(options.file), hint="change --api")
    url = _url(options.url or given.get("url", ""), document)
    secrets = _secrets(document, options.auth, given.get("auth", {}), environment)
    safety = _safety(options.safety or given.get("safety"), url)
    timeout = _timeout(given.get("timeout", 10.0) if options.timeout is None else options.timeout)
    stated = {**_flat(given.get("known", {})), **_known(options.known)}
    hidden = {name: _from_file(value, environment) for name, value in stated.items() if _is_from_environment(value)}
    return Target(url, secrets, safety, timeout, {**stated, **hidden}, options.control, hidden)


def _flat(known: Mapping[str, Any]) -> Mapping[str, str | int | bool]:
    """TOML makes a table of `user.id = "…"`; it is one name here."""
    tables = {f"{name}.{key}": item for name, value in known.items() if _is_table(value) for key, item in value.items()}
    return {**{name: value for name, value in known.items() if not _is_table(value)}, **tables}


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_from_environment(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.startswith("env:")


def _known(options: Iterable[str]) -> Mapping[str, str | int | bool]:
    pairs: dict[str, str | int | bool] = {}
    for option in options:
        name, separator, value = option.partition("=")
        if not separator or not name:
            raise UserError("--known without a value", where=option, hint="write --known NAME=VALUE")
        pairs[name] = _scalar(value)
    return pairs


def _scalar(text: str) -> str | int | bool:
    """An integer or a boolean where the text is one; in quotes it stays text."""
    if text in ("true", "false"):
        return text == "true"
    if text.isascii() and text.removeprefix("-").isdigit():
        return int(text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _url(text: str, document: Document) -> str:
    """The base URL: the document's base path is appended unless the URL has a path of its own."""
    if not text:
        raise UserError("no URL", hint="give --url http://127.0.0.1:8080, or `url` in the target file")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        hint = "for instance http://127.0.0.1:8080"
        raise UserError(f"not a URL: {error}", where=_shown(text), hint=hint) from error
    if parts.scheme not in ("http", "https") or not host:
        raise UserError("not an http or https URL", where=_shown(text), hint="for instance http://127.0.0.1:8080")
    if parts.query or parts.fragment or "@" in parts.netloc:
        hint = "use --auth for credentials"
        raise UserError("a URL with query, fragment or user name", where=_shown(text), hint=hint)
    path = parts.path.rstrip("/") or document.base_path
    return f"{parts.scheme}://{parts.netloc}{path}"


def _shown(url: str) -> str:
    """A URL without what may be a secret in it: user, password, query."""
    return re.sub(r"[?#].*", "…", re.sub(r"//.*@", "//…@", url))


def _secrets(
    document: Document, options: Iterable[str], given: Mapping[str, str], environment: Mapping[str, str]
) -> Mapping[str, str]:
    secrets = {name: _from_file(value, environment) for name, value in given.items()}
    for name in document.security_schemes:
        variable = ENVIRONMENT_PREFIX + name.upper()
        for key, secret in environment.items():
            if key == variable:
                secrets[name] = secret
            elif key.startswith(f"{variable}_"):
                secrets[f"{name}.{key.removeprefix(f'{variable}_').lower()}"] = secret
    for option in options:
        name, separator, secret = option.partition("=")
        if not separator or not secret:
            raise UserError("--auth without a value", hint="write --auth 'SCHEME=SECRET'")
        secrets[name] = secret
    for name, secret in secrets.items():
        _check_secret(document, name, secret)
    return secrets


def _check_secret(document: Document, name: str, secret: str) -> None:
    if name.partition(".")[0] not in document.security_schemes:
        hint = f"schemes: {', '.join(document.security_schemes)}"
        raise UserError(f"no security scheme `{name}` in the document of `{document.api}`", hint=hint)
    if not secret:
        raise UserError(f"the credential for `{name}` is empty", hint="give one, or leave the scheme out")
    if any(ord(character) < 32 or ord(character) == 127 for character in secret) or not secret.isascii():
        raise UserError(
            f"the credential for `{name}` has a character that no header may hold", hint="check for line ends"
        )


def _from_file(value: str, environment: Mapping[str, str]) -> str:
    if not value.startswith("env:"):
        return value
    variable = value.removeprefix("env:")
    if variable not in environment:
        raise UserError(f"the environment has no `{variable}`", hint=f"export {variable}=…")
    return environment[variable]


def _safety(text: str | None, url: str) -> Safety:
    if text is None:
        return Safety.FULL if is_loopback(url) else Safety.READ_ONLY
    if text not in list(Safety):
        raise UserError(f"unknown safety level `{text}`", hint=f"levels: {', '.join(Safety)}")
    return Safety(text)


def _timeout(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= 300:
        raise UserError("the time limit is not a number of seconds up to 300", hint="for instance timeout = 10")
    return float(value)


def is_loopback(url: str) -> bool:
    """True when the host of a URL is this machine's loopback."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
