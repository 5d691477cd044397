"""Servers that are no servers: they answer everything alike, or not at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.messages import Answer
from stream_contracts.mock.model import Mock

_LOOK_S = 0.05


class Silent:
    """Accepts connections, reads what comes, and never answers."""

    def __init__(self, listener: socket.socket) -> None:
        self.ready = threading.Event()
        self._listener, self._stopping = listener, threading.Event()
        self._open: list[socket.socket] = []

    def run(self) -> None:
        """Accept until `stop`."""
        self._listener.settimeout(_LOOK_S)
        self.ready.set()
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                self._open.append(self._listener.accept()[0])
        for connection in self._open:
            connection.close()

    def stop(self) -> None:
        """Make `run` return, at the latest after a twentieth of a second."""
        self._stopping.set()


class Refusing:
    """Listens no longer, so that every connection to its port is refused."""

    def __init__(self, listener: socket.socket) -> None:
        self.ready = threading.Event()
        self._listener, self._stopping = listener, threading.Event()

    def run(self) -> None:
        """Keep the port without listening until `stop`."""
        address, family = self._listener.getsockname(), self._listener.family
        self._listener.close()
        with socket.socket(family, socket.SOCK_STREAM) as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            self.ready.set()
            self._stopping.wait()

    def stop(self) -> None:
        """Make `run` return."""
        self._stopping.set()


def _first_success(site: Site) -> str:
    """No run may pass the first operation's success: it is broken, or nothing proves it."""
    return site.requirement("success")


def _always(answer: Callable[[Mock], Answer]) -> Callable[[Mock, Site], Mock]:
    def apply(mock: Mock, _: Site) -> Mock:
        always = answer(mock)
        return mock.with_around(lambda call, inner: always)

    return apply


def _refusal(status: int) -> Callable[[Mock, Site], Mock]:
    return _always(lambda mock: mock.errors.answer(status))


FAULTS = (
    Fault(
        "dead-empty-200",
        "Everything is answered with 200 and an empty object.",
        Class.DEAD,
        lambda site: site.requirement(f"{response.status}.schema") if (response := site.success()) else "",
        _always(lambda mock: Answer(200, {})),
        whole=True,
    ),
    *(
        Fault(
            f"dead-{status}",
            f"Everything is answered with {status}, in the API's shape.",
            Class.DEAD,
            _first_success,
            _refusal(status),
            whole=True,
        )
        for status in (401, 404, 429, 500)
    ),
    Fault(
        "dead-refusing",
        "Every connection is refused.",
        Class.DEAD,
        _first_success,
        lambda mock, _: mock.with_carrier(Refusing),
        whole=True,
    ),
    Fault(
        "dead-silent",
        "Connections are accepted and never answered.",
        Class.DEAD,
        _first_success,
        lambda mock, _: mock.with_carrier(Silent),
        whole=True,
    ),
)
