"""Runs code samples of the documentation page, in a process of its own.

python run_samples.py FOLDER FILE, with FOLDER one that holds the packages and FILE a JSON list of [name, program,
mock]. `mock` is the origin of a mock, which has its initial world for each program; without one nothing is sent.
Prints a JSON object: for each name what was sent, as [method, URL], and the exception that ended the program.
"""

from __future__ import annotations

import functools
import json
import ssl
import sys
import urllib.request
import warnings
from pathlib import Path
from typing import Any

import httpx
import httpx2


class UnsentError(Exception):
    """In the place of an answer, where there is no mock."""


class Wire:
    """Stands before the transports of both libraries. sent: the last request."""

    def __init__(self) -> None:
        self.is_open = False
        self.sent: list[str] = []
        for library in (httpx, httpx2):
            library.HTTPTransport.handle_request = self._noting(library.HTTPTransport.handle_request)

    def _noting(self, handle: Any) -> Any:
        def note(transport: Any, request: Any) -> Any:
            self.sent = [request.method, str(request.url)]
            if not self.is_open:
                raise UnsentError
            return handle(transport, request)

        return note


def _run(wire: Wire, program: str, mock: str) -> dict[str, Any]:
    wire.is_open, wire.sent, error = bool(mock), [], ""
    if mock:
        urllib.request.urlopen(urllib.request.Request(f"{mock}/__mock__/reset", method="POST")).close()
    try:
        # The programs are those that the page shows.
        exec(compile(program, "sample", "exec"), {"__name__": "sample"})
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
    return {"sent": wire.sent, "error": error}


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # deprecated operations are called like all others
    ssl.create_default_context = functools.cache(ssl.create_default_context)  # slow, and each client makes its own
    sys.path[:0] = [str(path.parents[1]) for path in Path(sys.argv[1]).glob("*/*/*/__init__.py")]
    before = Wire()
    told = json.loads(Path(sys.argv[2]).read_text())
    print(json.dumps({name: _run(before, program, mock) for name, program, mock in told}))
