"""Twitch Kraken: a world with channels, streams and followers, shown in version 1 or 3."""

from __future__ import annotations

from stream_contracts.mock.special.special import Special
from stream_contracts.mock.special.twitch_kraken import broadcasts, operations, people, views

SPECIAL = Special(
    functions={
        "read_stream": operations.read_stream,
        "list_followers": operations.list_followers,
        "start_commercial": operations.start_commercial,
        "take_game_over": operations.take_game_over,
    },
    views={
        "channel": views.channel,
        "own_channel": views.own_channel,
        "feature": views.feature,
        "stream": views.stream,
        "team": views.team,
        "user": views.user,
        "video": views.video,
    },
    worlds={
        "channels": people.channels,
        "features": broadcasts.features,
        "follows": people.follows,
        "streams": broadcasts.streams,
        "teams": people.teams,
        "users": people.users,
        "videos": broadcasts.videos,
    },
    headers=views.version_header,
)
