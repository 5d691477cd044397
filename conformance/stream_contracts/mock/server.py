"""Running a mock: for ever in a command, or for a while in a test or a run of the suite."""

from __future__ import annotations

import contextlib
import errno
import gc
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stream_contracts import data
from stream_contracts.mock import behaviour, building
from stream_contracts.mock.application import Application
from stream_contracts.mock.carrier import Carrier
from stream_contracts.mock.model import Carries, Mock
from stream_contracts.mock.state import Storage
from stream_specs.errors import UserError

_GARBAGE = 50_000  # objects that are made and not yet let go before it is looked for


@dataclass(frozen=True, slots=True)
class MockServer:
    """A mock that is running.

    origin: scheme, host and port. url: the origin with the API's base path. credentials: by security scheme one that
    may do everything, and by `<scheme>.<actor>` those of the callers that the rules name. mock: its parts, for tests in
    the same process.
    """

    origin: str
    url: str
    credentials: dict[str, str]
    mock: Mock


def make(api: str, seed: int = 1, faults: Sequence[str] = (), state_file: Path | None = None) -> Mock:
    """The mock of an API, with faults (`name` or `name:operationId`). Raises UserError."""
    from stream_contracts.faults.table import apply_all

    document = data.document(api)
    declared = behaviour.load(data.behaviour_file(api))
    storage = _storage(state_file, api) if state_file else None
    return apply_all(building.build(document, declared, seed, storage), faults)


def _storage(path: Path, api: str) -> Storage:
    from stream_contracts.mock.storage import SqliteStorage

    return SqliteStorage(path, api)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises UserError when the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def origin_of(listener: socket.socket) -> str:
    """`http://host:port` of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(mock: Mock, host: str, port: int, announce: Callable[[MockServer], None]) -> None:
    """Serve until SIGTERM or Ctrl-C. `announce` is called once the socket accepts. Raises UserError."""
    listener = listen(host, port)
    carrier, server = _carrier(mock, listener), _server(listener, mock)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: carrier.stop())
    _look_for_garbage_less_often()
    announce(server)
    try:
        carrier.run()
    finally:
        mock.state.storage.close()


def _look_for_garbage_less_often() -> None:
    """Leave alone what lives as long as the process, which is nearly everything: worth a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)


@contextlib.contextmanager
def running_mock(api: str, seed: int = 1, fault: str | Sequence[str] = (), port: int = 0) -> Iterator[MockServer]:
    """A mock in a thread of this process, accepting when entered and stopped when left.

    fault: `name` or `name:operationId`, one or several. Raises UserError.
    """
    faults = [fault] if isinstance(fault, str) and fault else list(fault)
    with running(make(api, seed, faults), port) as server:
        yield server


@contextlib.contextmanager
def running(mock: Mock, port: int = 0) -> Iterator[MockServer]:
    """The same for a mock that is built already."""
    listener = listen("127.0.0.1", port)
    carrier, server = _carrier(mock, listener), _server(listener, mock)
    thread = threading.Thread(target=carrier.run, name=f"mock-{mock.document.api}", daemon=True)
    thread.start()
    carrier.ready.wait()
    try:
        yield server
    finally:
        carrier.stop()
        thread.join()
        listener.close()


def credentials(mock: Mock) -> dict[str, str]:
    """The credential of each security scheme and each actor (`OAuth.powerless`).

    Without an actor it is the one with the most scopes; of equals, the first.
    """
    found: dict[str, str] = {}
    for scheme, known in mock.credentials.items():
        for secret, user in sorted(known.items(), key=lambda entry: -len(entry[1].scopes)):
            found.setdefault(f"{scheme}.{user.actor}" if user.actor else scheme, secret)
    return found


def _carrier(mock: Mock, listener: socket.socket) -> Carries:
    return mock.carrier(listener) if mock.carrier else Carrier(Application(mock), listener)


def _server(listener: socket.socket, mock: Mock) -> MockServer:
    origin = origin_of(listener)
    return MockServer(origin, origin + mock.document.base_path, credentials(mock), mock)


def _cannot_listen(host: str, port: int, error: OSError | OverflowError) -> UserError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return UserError(f"port {port} is in use", where=host, hint="take another --port; 0 finds a free one")
    reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return UserError(f"cannot listen on port {port}: {reason}", where=host, hint="give an address of this machine")
