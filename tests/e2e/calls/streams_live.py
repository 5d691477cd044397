"""The calls of streams.live: accounts, channels, what is sold, what viewers do, and who works together."""

from __future__ import annotations

from calls import (
    streams_live_accounts,
    streams_live_audience,
    streams_live_channels,
    streams_live_shop,
    streams_live_teams,
)
from calls.table import Table

TABLE = Table(
    (
        *streams_live_channels.CALLS,
        *streams_live_shop.CALLS,
        *streams_live_audience.CALLS,
        *streams_live_teams.CALLS,
        *streams_live_accounts.CALLS,
        *streams_live_channels.LAST,
    ),
    credentials={"access_token": "mock-token"},
)
