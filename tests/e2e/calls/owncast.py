"""The calls of Owncast: chat, server, settings."""

from __future__ import annotations

from base64 import b64encode

from calls import owncast_chat, owncast_server, owncast_settings
from calls.table import Table

TABLE = Table(
    (*owncast_chat.CALLS, *owncast_server.CALLS, *owncast_settings.CALLS),
    client={
        "BasicAuth": {"token": b64encode(b"admin:mock-password").decode(), "prefix": "Basic"},
        "BearerAuth": {"token": "mock-token"},
    },
    sdk={"basic_auth": ("admin", "mock-password"), "bearer_auth": "mock-token"},
)
