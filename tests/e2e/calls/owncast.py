"""The calls of Owncast: chat, server, settings."""

from __future__ import annotations

from calls import owncast_chat, owncast_server, owncast_settings
from calls.table import Table

TABLE = Table(
    (*owncast_chat.CALLS, *owncast_server.CALLS, *owncast_settings.CALLS),
    credentials={"admin_password": "mock-password", "access_token": "mock-token"},
)
