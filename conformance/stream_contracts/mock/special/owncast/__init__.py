"""Owncast: the server Sunday Synths on 9 March 2025, its chat and its followers."""

from __future__ import annotations

from stream_contracts.mock.special.owncast import broadcast, configuration, identity, people, views
from stream_contracts.mock.special.special import Special

SPECIAL = Special(
    functions={
        "announce_title": configuration.announce_title,
        "count_viewer": broadcast.count_viewer,
        "directory_entry": broadcast.directory_entry,
        "end_broadcast": broadcast.end_broadcast,
        "exchange_code": identity.exchange_code,
        "join_as_bot": people.join_as_bot,
        "list_qualities": configuration.list_qualities,
        "list_viewers": broadcast.list_viewers,
        "measurements": broadcast.measurements,
        "playback": broadcast.playback,
        "prometheus": broadcast.prometheus,
        "prove_identity": identity.prove_identity,
        "public_settings": configuration.public_settings,
        "public_status": broadcast.public_status,
        "register": people.register,
        "remote_follow": identity.remote_follow,
        "settings": configuration.settings,
        "status": broadcast.status,
        "switch_stream": broadcast.switch_stream,
        "tidy": configuration.tidy,
        "vouch": identity.vouch,
    },
    views={
        "client": views.client,
        "details": views.details,
        "emoji": views.emoji,
        "follower": views.follower,
        "log_line": views.log_line,
        "login": identity.login,
        "message": views.message,
        "user": views.user,
    },
    worlds={
        "actions": people.actions,
        "bans": people.bans,
        "clients": people.clients,
        "emoji": people.emoji,
        "followers": people.followers,
        "logs": people.logs,
        "messages": people.messages,
        "tokens": people.tokens,
        "users": people.users,
        "viewers": broadcast.viewers,
        "vouchers": identity.vouchers,
        "webhooks": people.webhooks,
    },
    values={"values": configuration.values},
)
