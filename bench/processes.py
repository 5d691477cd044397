"""Processes of a benchmark: servers on loopback that are ended in any case, and commands with a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stream_specs.errors import UserError

ROOT = Path(__file__).parents[1]
PRISM_VERSION = "5.14.2"
PRISM = ROOT / ".node" / "prism" / "node_modules" / ".bin" / "prism"
_START_S = 60.0


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended. seconds, peak_mb (resident): of it with its children. code: None, it took too long."""

    code: int | None
    seconds: float
    stdout: str
    stderr: str
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that accepts connections. ready_s: from its start to then."""

    url: str
    pid: int
    ready_s: float


def run(command: Sequence[str], limit_s: float, environment: Mapping[str, str] | None = None) -> Ran:
    """Run a command in an empty folder of its own, so that what one leaves behind does not help the next."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, encoding="utf-8") as nothing:
        out, err = Path(folder, ".out"), Path(folder, ".err")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            child = subprocess.Popen(
                command,
                stdin=nothing,
                stdout=stdout,
                stderr=stderr,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        code, peak = _wait(child, began + limit_s)
        seconds = time.perf_counter() - began
        return Ran(code, seconds, out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace"), peak)


def _wait(child: subprocess.Popen[bytes], deadline: float) -> tuple[int | None, float]:
    """The exit code and the peak of resident memory in MB; a process that is late is killed with its children."""
    pid, status = 0, 0
    late = False
    while not pid:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.perf_counter() > deadline and not late:
            late = True
            os.killpg(child.pid, signal.SIGKILL)
        time.sleep(0.005)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (None if late else child.returncode), usage.ru_maxrss / 1024


def script(name: str) -> str:
    """A command of the virtual environment that runs this."""
    return str(Path(sys.executable).parent / name)


@contextlib.contextmanager
def mock(api: str, *arguments: str, port: int = 0) -> Iterator[Server]:
    """`stream-contracts mock` as a process of its own, ended when left."""
    command = [script("stream-contracts"), "mock", "--api", api, "--port", str(port), "--quiet", *arguments]
    with _started(command) as (child, began):
        url = _first_line(child, began + _START_S)
        yield Server(url, child.pid, time.perf_counter() - began)


@contextlib.contextmanager
def prism(*arguments: str) -> Iterator[Server]:
    """Prism with the given arguments (`mock DOCUMENT`, `proxy DOCUMENT URL`), ended when left. Raises UserError."""
    if not PRISM.exists():
        raise UserError(f"Prism {PRISM_VERSION} is not installed", hint="make bench installs it; it needs Node 20")
    port = free_port()
    with _started([str(PRISM), *arguments, "--port", str(port), "--verboseLevel", "silent"]) as (child, began):
        _wait_for_port(child, port, began + _START_S)
        yield Server(f"http://127.0.0.1:{port}", child.pid, time.perf_counter() - began)


@contextlib.contextmanager
def _started(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A server in the group of processes of this one, so that what ends the group ends it, too."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        yield child, began
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _first_line(child: subprocess.Popen[bytes], deadline: float) -> str:
    assert child.stdout is not None
    ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.perf_counter()))
    line = child.stdout.readline().decode().strip() if ready else ""
    if not line:
        raise UserError("a mock did not start", hint="run `stream-contracts mock` to see why")
    return line


def _wait_for_port(child: subprocess.Popen[bytes], port: int, deadline: float) -> None:
    while time.perf_counter() < deadline and child.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise UserError("Prism did not start", hint=f"run {PRISM.name} to see why")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MB; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has taken, of all its threads; Linux only (proc(5): utime, stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def needs(tool: str, hint: str) -> str:
    """The path of a program. Raises UserError with the hint when it is not there."""
    found = shutil.which(tool)
    if found is None:
        raise UserError(f"`{tool}` is not installed", hint=hint)
    return found


def read_json(folder: Path, pattern: str) -> dict[str, object] | None:
    """The only report of a folder, None without one."""
    found = sorted(folder.glob(pattern))
    if not found:
        return None
    content: dict[str, object] = json.loads(found[0].read_text("utf-8"))
    return content
