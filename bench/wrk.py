"""wrk, the load generator: the same requests in turn against any server, and what it measured."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from processes import needs, run

from stream_contracts.exchange import Request
from stream_specs.errors import UserError

_MARK = "measured "
_DONE = """
function done(summary, latency, requests)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  local names = {"requests", "microseconds", "p50", "p99", "refused", "broken", "bytes"}
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  local values = {summary.requests, summary.duration, p50, p99, errors.status, broken, summary.bytes}
  local pairs = {}
  for index, name in ipairs(names) do pairs[index] = string.format('"%s": %.0f', name, values[index]) end
  io.write("MARK{" .. table.concat(pairs, ", ") .. "}\\n")
end
""".replace("MARK", _MARK)


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw. p50, p99: milliseconds. refused: answers of 400 and more. broken: no answer at all."""

    requests: int
    seconds: float
    p50: float
    p99: float
    refused: int
    broken: int
    bytes: int

    @property
    def kilobytes(self) -> float:
        """The size of one answer with its headers."""
        return self.bytes / self.requests / 1000

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def load(url: str, requests: Sequence[Request], seconds: int, connections: int, pause_ms: float = 0) -> Load:
    """Send the requests in turn over some connections, each with one under way.

    pause_ms: the mean of what each connection waits before a request, evenly spread. Raises UserError.
    """
    wrk = needs("wrk", "apt-get update && apt-get install -y wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(lua(requests, pause_ms))
        script.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script.name]
        ran = run([wrk, *options, url], seconds + 30)
    measured = parsed(ran.stdout)
    if measured is None:
        raise UserError(f"wrk said nothing: {ran.stderr.strip()[-200:]}", hint="try it by hand: `wrk --version`")
    return measured


def parsed(text: str) -> Load | None:
    """What our script printed at the end; None when it did not get there."""
    line = next((line for line in text.splitlines() if line.startswith(_MARK)), None)
    if line is None:
        return None
    found = json.loads(line.removeprefix(_MARK))
    seconds, p50, p99 = found["microseconds"] / 1e6, found["p50"] / 1000, found["p99"] / 1000
    return Load(found["requests"], seconds, p50, p99, found["refused"], found["broken"], found["bytes"])


def lua(requests: Sequence[Request], pause_ms: float) -> str:
    """The script that makes wrk send these requests; `wrk.format` knows the host from `init` on."""
    calls = "".join(f"  table.insert(calls, wrk.format({_call(request)}))\n" for request in requests)
    text = f"local calls, last = {{}}, 0\nfunction init()\n{calls}end\n"
    text += "function request()\n  last = last % #calls + 1\n  return calls[last]\nend\n"
    if pause_ms:
        text += f"function delay()\n  return math.random(0, {round(2 * pause_ms)})\nend\n"
    return text + _DONE


def _call(request: Request) -> str:
    headers = ", ".join(f"[{_text(name)}] = {_text(value)}" for name, value in request.headers)
    body = _text(request.body.decode("latin-1")) if request.body else "nil"
    return f"{_text(request.method)}, {_text(request.target)}, {{{headers}}}, {body}"


def _text(value: str) -> str:
    """A string of Lua: every byte that is not plain ASCII by its number."""
    plain = (char if " " <= char <= "~" and char not in '"\\' else f"\\{ord(char):03d}" for char in value)
    return f'"{"".join(plain)}"'
