"""The values that pass through the stages of a mock: a call, its answer, a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from stream_contracts.mock.model import Endpoint, Mock
    from stream_contracts.mock.router import Match


class _Absent:
    """The one value that JSON cannot hold."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent()
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a credential belongs to. fields: what behaviour.yaml says of this caller, read as `$user.<field>`.

    actor: the name that the rules give this caller, "" for the one who may do everything. current: what the credential
    is at present, for one that can be changed: a template.
    """

    scheme: str
    scopes: frozenset[str]
    fields: Mapping[str, Any]
    actor: str = ""
    current: Callable[[Any], Any] | None = None


@dataclass(slots=True)
class Call:
    """A request on its way through the stages, each of which may fill in one of the last fields.

    path: percent-encoded. headers: lower-case names. peer: the caller's address. value: the parsed body, ABSENT
    when there is none. parameters: parsed, by location and name. origin: scheme and host that the caller
    used. base: the same with the API's base path.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    peer: str
    body: bytes
    match: Match
    endpoint: Endpoint | None = None
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    value: Any = ABSENT
    user: Identity | None = None
    origin: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it becomes bytes. content: bytes as they are, ABSENT for no body, else a value for JSON."""

    status: int
    content: Any = ABSENT
    media_type: str = "application/json"
    headers: Headers = ()


class Refusal(Exception):  # noqa: N818 - an answer, not a failure of ours
    """Ends a call with an error answer in the API's own shape. message: "" takes that of the status.

    content: a body in place of the usual one.
    """

    def __init__(self, status: int, message: str = "", headers: Headers = (), content: Any = ABSENT) -> None:
        super().__init__(status, message)
        self.status, self.message, self.headers, self.content = status, message, headers, content


Stage = Callable[["Mock", Call], Answer | None]
Handle = Callable[[Call], Answer]
