"""What no verb of behaviour.yaml describes: small functions, by API and by the names that behaviour.yaml uses."""

from __future__ import annotations

from collections.abc import Mapping

from stream_contracts.mock.special import owncast, streams_live, twitch_kraken
from stream_contracts.mock.special.special import NOTHING, Special

SPECIAL: Mapping[str, Special] = {
    "owncast": owncast.SPECIAL,
    "streams-live": streams_live.SPECIAL,
    "twitch-kraken": twitch_kraken.SPECIAL,
}


def special_of(api: str) -> Special:
    """The functions of an API; none when everything about it is declared."""
    return SPECIAL.get(api, NOTHING)
