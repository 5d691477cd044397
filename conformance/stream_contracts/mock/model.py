"""A mock as a value: its parts, each of which can be replaced."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import jsonschema_rs

from stream_contracts.documents import Document, Operation
from stream_contracts.mock.actions import Act, create_world
from stream_contracts.mock.behaviour import Behaviour
from stream_contracts.mock.bodies import Reader
from stream_contracts.mock.errors import Errors
from stream_contracts.mock.messages import Answer, Call, Handle, Headers, Identity, Stage
from stream_contracts.mock.parameters import ParameterReader
from stream_contracts.mock.router import Router
from stream_contracts.mock.state import State
from stream_contracts.mock.templates import Template

BODY_LIMIT = 1024 * 1024
_LOG_SIZE = 1000

Around = Callable[[Call, Handle], Answer]


class Carries(Protocol):
    """What serves an application on a socket. ready is set once it accepts."""

    ready: threading.Event

    def run(self) -> None:
        """Serve, and return after `stop`."""

    def stop(self) -> None:
        """Make `run` return, from any thread."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation, ready to be called.

    bodies: by media type. act: gives `$result`. show: what answers show of it. answer: wraps that. bad_input: status.
    headers: of the success. example: the documented one of the success, ABSENT for none.
    """

    operation: Operation
    parameters: tuple[ParameterReader, ...]
    bodies: Mapping[str, Reader]
    act: Act
    show: Act
    answer: Template
    status: int
    media_type: str
    bad_input: int
    headers: Mapping[str, Template]
    example: Any


@dataclass(frozen=True, slots=True)
class Switch:
    """A path of the mock's own that changes its world. takes: what its body must be, as text and as a validator."""

    shape: str
    takes: jsonschema_rs.Draft202012Validator
    act: Act


class Logged(NamedTuple):
    """A request in the log. It holds neither query nor body nor headers, where secrets may be."""

    method: str
    path: str
    status: int
    operation: str


@dataclass(frozen=True, slots=True)
class Mock:
    """Everything that answers calls for one API. A fault replaces parts of it and leaves this code alone.

    stages: in order, by name; the first answer counts. headers: what every answer to a call carries. around: wrappers
    of the whole, innermost first. body_limit: bytes. carrier: serves it on a socket in place of the usual one.
    switches: by name, what `/__mock__/<name>` changes.
    """

    document: Document
    behaviour: Behaviour
    state: State
    errors: Errors
    router: Router
    endpoints: Mapping[str, Endpoint]
    credentials: Mapping[str, Mapping[str, Identity]]
    stages: Mapping[str, Stage]
    headers: Callable[[Call], Headers]
    around: tuple[Around, ...] = ()
    body_limit: int = BODY_LIMIT
    carrier: Callable[[socket.socket], Carries] | None = None
    switches: Mapping[str, Switch] = field(default_factory=dict)
    log: deque[Logged] = field(default_factory=lambda: deque(maxlen=_LOG_SIZE))

    def reset(self, seed: int) -> None:
        """Back to the initial world of a seed."""
        self.state.clear(seed)
        create_world(self.document, self.behaviour, self.state)
        self.log.clear()

    def with_stage(self, name: str, stage: Stage) -> Mock:
        """The same mock with one stage replaced."""
        return dataclasses.replace(self, stages={**self.stages, name: stage})

    def with_endpoint(self, operation: str, **changes: Any) -> Mock:
        """The same mock with one operation changed."""
        endpoint = dataclasses.replace(self.endpoints[operation], **changes)
        return dataclasses.replace(self, endpoints={**self.endpoints, operation: endpoint})

    def with_carrier(self, carrier: Callable[[socket.socket], Carries]) -> Mock:
        """The same mock behind another way of treating connections."""
        return dataclasses.replace(self, carrier=carrier)

    def with_around(self, around: Around) -> Mock:
        """The same mock with something around it that sees each call and its answer."""
        return dataclasses.replace(self, around=(*self.around, around))
