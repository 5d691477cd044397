"""Loaded into every Python tool: a connection that leaves this machine is refused, and noted for the report."""

import os
import sys

_LOOPBACK = ("127.0.0.1", "::1", "localhost", "", None)


def _refuse(event, arguments):
    host = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if host not in _LOOPBACK:
        with open(os.environ["COMPAT_NETWORK_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{host}\n")
        raise OSError(f"offline: no connection to {host}")


sys.addaudithook(_refuse)
