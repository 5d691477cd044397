"""What a call through a generated package is, and what the calls of an API are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call and what must come back.

    arguments: parameters by their Python name. body: the model's name and its content; bytes are a file. A text `$name`
    stands for a value that an earlier call saved, `{name}` for its text. returns: the class of the decoded body.
    fields: dotted path into it (numbers are positions, "" is the whole) -> type name and value, an ellipsis for any.
    headers: of the answer. save: name -> path. error: the class of the error; where the server redirects, only the SDK
    has one. of_sdk: arguments that differ there. sdk_returns: the class, where it differs there. accept: in place of
    the document's.
    """

    operation: str
    returns: str
    fields: dict[str, tuple[str, Any]]
    body: tuple[str, dict[str, Any]] | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    save: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    error: str = ""
    of_sdk: dict[str, Any] = field(default_factory=dict)
    sdk_returns: str = ""
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The calls of an API in their order, and its credentials by the argument that takes them in both packages."""

    calls: tuple[Call, ...]
    credentials: dict[str, Any]
