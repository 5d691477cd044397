"""What is called through the generated packages: one table an API, the same for both packages, sync and async."""

from __future__ import annotations

from collections.abc import Mapping

from calls import owncast, streamdetails, streams_live, twitch_kraken
from calls.table import Call, Table

__all__ = ["TABLES", "Call", "Table"]

TABLES: Mapping[str, Table] = {
    "owncast": owncast.TABLE,
    "streamdetails": streamdetails.TABLE,
    "streams-live": streams_live.TABLE,
    "twitch-kraken": twitch_kraken.TABLE,
}
