"""From options, environment and target file to a target; the more specific wins, in this order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urlsplit

from stream_contracts.documents import Document, Effect
from stream_contracts.target import headers
from stream_contracts.target.file import flat, read_file
from stream_contracts.target.values import Options, Safety, Target, is_loopback
from stream_specs.errors import UserError

ENVIRONMENT_PREFIX = "STREAMCONTRACTS_AUTH_"
_FROM_ENVIRONMENT = "env:"


def resolve(document: Document, options: Options, environment: Mapping[str, str] | None = None) -> Target:
    """The target that options, target file and environment describe; the more specific wins, in this order.

    Raises UserError for a URL, credential or level that cannot be used.
    """
    environment = os.environ if environment is None else environment
    given = read_file(options.file) if options.file else {}
    if given.get("api", document.api) != document.api:
        raise UserError(f"is for `{given['api']}`, not `{document.api}`", where=str(options.file), hint="change --api")
    url = _url(options.url or given.get("url", ""), document)
    safety = _safety(options.safety or given.get("safety"), url)
    stated = {**flat(given.get("known", {})), **_known(options.known)}
    sent = {name: _value(value, environment) for name, value in given.get("headers", {}).items()}
    hidden = {name: _value(value, environment) for name, value in stated.items() if _is_hidden(value)}
    hidden_headers = {name: sent[name] for name, value in given.get("headers", {}).items() if _is_hidden(value)}
    proxy = _proxy(_value(given.get("proxy", ""), environment))
    return Target(
        url=url,
        secrets=_secrets(document, options.auth, flat(given.get("auth", {})), environment),
        safety=safety,
        timeout=_timeout(given.get("timeout", 10.0) if options.timeout is None else options.timeout),
        known={**stated, **hidden},
        control=options.control,
        hidden={**hidden, **hidden_headers, **_password_of(proxy)},
        rate=given.get("rate") if options.rate is None else options.rate,
        max_requests=given.get("max-requests") if options.max_requests is None else options.max_requests,
        max_seconds=given.get("max-seconds") if options.max_seconds is None else options.max_seconds,
        allow=_allowed(document, (*given.get("allow", ()), *options.allow), safety),
        lacks=given.get("lacks", {}),
        headers=headers.checked(document, sent),
        ca=_ca(options.file, given.get("tls", {}).get("ca", "")),
        proxy=proxy,
    )


def _is_hidden(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.startswith(_FROM_ENVIRONMENT)


def _value(value: str, environment: Mapping[str, str]) -> str:
    """A value of the file, or of the variable that it names. Raises UserError when there is none."""
    if not _is_hidden(value):
        return value
    variable = value.removeprefix(_FROM_ENVIRONMENT)
    if variable not in environment:
        raise UserError(f"the environment has no `{variable}`", hint=f"export {variable}=…")
    return environment[variable]


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
    _check_url(text, "http://127.0.0.1:8080")
    parts = urlsplit(text)
    if parts.query or parts.fragment or "@" in parts.netloc:
        hint = "use --auth for credentials"
        raise UserError("a URL with query, fragment or user name", where=_shown(text), hint=hint)
    path = parts.path.rstrip("/") or document.base_path
    return f"{parts.scheme}://{parts.netloc}{path}"


def _check_url(text: str, example: str) -> None:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UserError(f"not a URL: {error}", where=_shown(text), hint=f"for instance {example}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise UserError("not an http or https URL", where=_shown(text), hint=f"for instance {example}")


def _shown(url: str) -> str:
    """A URL without what may be a secret in it: user, password, query."""
    return re.sub(r"[?#].*", "…", re.sub(r"//.*@", "//…@", url))


def _proxy(text: str) -> str:
    if text:
        _check_url(text, "http://127.0.0.1:3128")
        if urlsplit(text).scheme != "http":
            hint = "aiohttp tunnels to https servers through http proxies"
            raise UserError("the proxy is not an http URL", where=_shown(text), hint=hint)
    return text


def _password_of(proxy: str) -> Mapping[str, str]:
    password = urlsplit(proxy).password
    return {"proxy": password} if password else {}


def _secrets(
    document: Document, options: Iterable[str], given: Mapping[str, str], environment: Mapping[str, str]
) -> Mapping[str, str]:
    secrets = {name: _value(value, environment) for name, value in given.items()}
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
    if not headers.can_hold(secret):
        raise UserError(
            f"the credential for `{name}` has a character that no header may hold", hint="check for line ends"
        )


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


def _allowed(document: Document, names: Iterable[str], safety: Safety) -> frozenset[str]:
    """Dangerous operations, each named. Raises UserError for a name that would have no effect."""
    found = frozenset(names)
    for name in sorted(found):
        effect = document.operation(name).effect
        if effect is not Effect.DANGEROUS:
            hint = f"its effect is `{effect}`; --safety decides about it"
            raise UserError(f"`{name}` is not dangerous and need not be allowed", hint=hint)
        if safety is not Safety.FULL:
            hint = "add --safety full, or do not allow it"
            raise UserError(f"`{name}` is allowed, but safety is {safety}", hint=hint)
    return found


def _ca(file: Path | None, name: str) -> Path | None:
    """The file of certificates; its name is relative to the target file."""
    return (file.parent if file else Path()) / name if name else None
