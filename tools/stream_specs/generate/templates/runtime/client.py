"""Sending: settings, credentials, redirects."""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Self

import httpx
from attrs import Attribute, define, field

from .answers import Failure, Operation, Response, Success
from .errors import MissingCredentialsError
from .wire import text, url

_MOST_REDIRECTS = 20
# RFC 9110, 5.1 and 5.5. h11 refuses everything else too, but with the value in its message.
_HEADER_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_HEADER_VALUE = re.compile(rb"([\x21-\x7e\x80-\xff]([\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
_CREDENTIAL = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class Scheme:
    """Where a credential goes: into a header, after a prefix, or into the query.

    argument: the name under which the client takes it. username: of the password that it is.
    """

    argument: str
    header: str = ""
    query: str = ""
    prefix: str = ""
    username: str = ""

    def spelled(self, credential: str | tuple[str, str]) -> str:
        """The credential as it stands in a request."""
        if self.username:
            credential = (self.username, str(credential))
        if isinstance(credential, tuple):
            credential = base64.b64encode(":".join(credential).encode()).decode()
        return self.prefix + credential


def check_credential(_: object, attribute: Attribute[str | None], value: str | None) -> None:
    """Raise ValueError for a credential that no header can carry; the message does not hold it."""
    if value is not None and not _CREDENTIAL.fullmatch(value):
        raise ValueError(f"`{attribute.name}` must be one line of visible ASCII characters, without space around it")


def check_basic(_: object, attribute: Attribute[Any], value: str | tuple[str, str] | None) -> None:
    """Raise ValueError for what HTTP Basic cannot carry; the message does not hold it."""
    if isinstance(value, tuple) and (len(value) != 2 or ":" in value[0]):  # noqa: PLR2004
        raise ValueError(f"`{attribute.name}` must be a name without a colon, and a password")


def _check_base_url(_: object, attribute: Attribute[str], value: str) -> None:
    try:
        parsed = httpx.URL(value)
    except httpx.InvalidURL:
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment:
        raise ValueError(f"`{attribute.name}` must be http:// or https:// with a host, without query and fragment")
    if parsed.userinfo:
        raise ValueError(f"`{attribute.name}` must not hold credentials")


def _check_ascii(_: object, attribute: Attribute[Mapping[str, str]], value: Mapping[str, str]) -> None:
    # httpx refuses other characters too, but its exception holds the text.
    if not all(part.isascii() for pair in value.items() for part in pair):
        raise ValueError(f"`{attribute.name}` must hold ASCII characters only")


def _nothing() -> dict[str, Any]:
    return {}


@define(eq=False)
class BaseClient:
    """Sends the calls of an API; `Client` adds the credentials."""

    schemes: ClassVar[Mapping[str, Scheme]] = {}

    base_url: str = field(validator=_check_base_url)
    timeout: float | httpx.Timeout | None = field(default=30.0, kw_only=True)
    verify_ssl: bool | ssl.SSLContext = field(default=True, kw_only=True)
    follow_redirects: bool = field(default=False, kw_only=True)
    headers: Mapping[str, str] = field(factory=_nothing, kw_only=True, repr=False, validator=_check_ascii)
    cookies: Mapping[str, str] = field(factory=_nothing, kw_only=True, repr=False, validator=_check_ascii)
    httpx_args: Mapping[str, Any] = field(factory=_nothing, kw_only=True, repr=False)
    _sync: httpx.Client | None = field(default=None, init=False, repr=False)
    _async: httpx.AsyncClient | None = field(default=None, init=False, repr=False)

    def call(self, operation: Operation[Success, Failure], request: Mapping[str, Any]) -> Response[Success, Failure]:
        """Send a request, which a function below `api` made, and read the answer.

        Raises MissingCredentialsError, ValueError for a header that cannot be sent, and what httpx raises when there
        is no answer (httpx.TimeoutException and other kinds of httpx.HTTPError).
        """
        http = self.get_httpx_client()
        response = http.send(self._built(http, operation, request), follow_redirects=False)
        for _ in range(_MOST_REDIRECTS):
            following = self._following(response)
            if following is None:
                break
            response = http.send(following, follow_redirects=False)
        return operation.read(response)

    async def acall(
        self, operation: Operation[Success, Failure], request: Mapping[str, Any]
    ) -> Response[Success, Failure]:
        """Send and read like `call`, without blocking."""
        http = self.get_async_httpx_client()
        response = await http.send(self._built(http, operation, request), follow_redirects=False)
        for _ in range(_MOST_REDIRECTS):
            following = self._following(response)
            if following is None:
                break
            response = await http.send(following, follow_redirects=False)
        return operation.read(response)

    def get_httpx_client(self) -> httpx.Client:
        """The client of httpx that sends, made from the settings when there is none yet."""
        if self._sync is None:
            self._sync = httpx.Client(**self._settings())
        return self._sync

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The client of httpx that sends without blocking, made from the settings when there is none yet."""
        if self._async is None:
            self._async = httpx.AsyncClient(**self._settings())
        return self._async

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Send with this client. Its own settings apply, but for redirects."""
        self._sync = client
        return self

    def set_async_httpx_client(self, client: httpx.AsyncClient) -> Self:
        """Send with this client. Its own settings apply, but for redirects."""
        self._async = client
        return self

    def __enter__(self) -> Self:
        self.get_httpx_client().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        http, self._sync = self.get_httpx_client(), None
        http.__exit__(kind, error, traceback)

    async def __aenter__(self) -> Self:
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        http, self._async = self.get_async_httpx_client(), None
        await http.__aexit__(kind, error, traceback)

    def _settings(self) -> dict[str, Any]:
        own = {"base_url": self.base_url, "timeout": self.timeout, "verify": self.verify_ssl}
        return {**own, "headers": dict(self.headers), "cookies": dict(self.cookies), **self.httpx_args}

    def _built(
        self, http: httpx.Client | httpx.AsyncClient, operation: Operation[Any, Any], request: Mapping[str, Any]
    ) -> httpx.Request:
        headers = {name: text(value) for name, value in request["headers"].items()}
        query: dict[str, str] = {}
        for scheme, secret in self._credentials(operation).items():
            if scheme.header:
                headers[scheme.header] = secret
            else:
                query[scheme.query] = secret
        arguments: dict[str, Any] = {**request, "headers": headers}
        if not all(value.isascii() for value in headers.values()):
            raise ValueError("a header must hold ASCII characters only")
        built = http.build_request(**arguments)
        _check_headers(built.headers)
        if query:
            # Not a part of the URL, which httpx writes into its log.
            separator = "&" if built.url.query else "?"
            built.extensions["target"] = built.url.raw_path + (separator + url("", {}, query)[1:]).encode()
        return built

    def _credentials(self, operation: Operation[Any, Any]) -> dict[Scheme, str]:
        """Those of the first alternative of which all are given."""
        wanted = [[self.schemes[name] for name in names] for names in operation.security] or [[]]
        for schemes in wanted:
            given = {scheme: getattr(self, scheme.argument) for scheme in schemes}
            if None not in given.values():
                return {scheme: scheme.spelled(credential) for scheme, credential in given.items()}
        choices = [" and ".join(f"`{scheme.argument}`" for scheme in schemes) for schemes in wanted]
        raise MissingCredentialsError(f"{operation.name} needs a client with {' or '.join(choices)}")

    def _following(self, response: httpx.Response) -> httpx.Request | None:
        """The request to the place that a redirect names; None for all others, and for another origin."""
        following = response.next_request
        if not self.follow_redirects or following is None or _origin(following.url) != _origin(response.url):
            return None
        following.extensions = {name: value for name, value in following.extensions.items() if name != "target"}
        return following


def _check_headers(headers: httpx.Headers) -> None:
    for name, value in headers.raw:
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError("the name of a header has characters that no name may have")
        if not _HEADER_VALUE.fullmatch(value):
            raise ValueError(
                f"the header {name.decode()} holds line breaks or other characters that no header may hold"
            )


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
