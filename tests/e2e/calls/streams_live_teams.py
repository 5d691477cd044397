"""Who works together on streams.live: teams of channels and accounts, and invitations."""

from __future__ import annotations

from calls.table import Call

_HERE = {"id": "$channel"}
_FRIEND = "YxlN38meRzWJOab5nVdoP517gVwqn2kM"
_NAMED = ("ChannelContributorRequest", {"contributorId": _FRIEND})

_CHANNEL_TEAMS = (
    Call(
        "updateChannelTeam",
        "EventTeamEnvelope",
        {"data": ("EventTeam", ...), "data.event_access": ("list", ...)},
        arguments=_HERE,
        body=_NAMED,
    ),
    Call(
        "getChannelTeam",
        "EventTeamEnvelope",
        {"data.id": ("str", "$channel"), "data.event_access.0.hash_id": ("str", _FRIEND)},
        arguments=_HERE,
    ),
    Call(
        "removeFromChannelTeam", "EventTeamEnvelope", {"data.event_access": ("list", [])}, arguments=_HERE, body=_NAMED
    ),
    Call("updateChannelTeam", "EventTeamEnvelope", {"data.event_access": ("list", [])}, arguments=_HERE),
    Call("getApiToken", "EventTeamEnvelope", {"data.id": ("str", "")}),
    Call("createApiToken", "EventTeamEnvelope", {"data.id": ("str", "")}, body=_NAMED),
)

_TEAMS = (
    Call(
        "addTeamMembers",
        "dict",
        {"data.user_id": ("int", 73)},
        body=("AddTeamMembersRequest", {"id": 73, "events": ["$channel"]}),
        save={"member": "data.id"},
    ),
    Call("getTeam", "dict", {"data.0.id": ("str", "$member")}),
    Call("listTeamsBelongedTo", "dict", {"data.0.owner_id": ("int", 55)}),
    Call("leaveTeam", "NoneType", {}, arguments={"team_id": "$member"}),
    *(Call(operation, "NoneType", {}) for operation in ("updateTeamMember", "removeTeamMember")),
)

_INVITATIONS = (
    Call("listMyInvitations", "dict", {"data.0.status": ("str", "pending")}),
    Call("acceptInvitation", "dict", {"data.status": ("str", "accepted")}),
    Call("declineInvitation", "dict", {"data": ("NoneType", None)}),
    Call(
        "createInvitation",
        "dict",
        {"data.email": ("str", "ana@example.com")},
        body=("CreateInvitationRequest", {"email": "ana@example.com", "events": []}),
        save={"invitation": "data.id"},
    ),
    Call(
        "updateInvitation",
        "dict",
        {"data.id": ("int", "$invitation"), "data.events.0": ("str", "$channel")},
        body=("UpdateInvitationRequest", {"id": "$invitation", "events": ["$channel"]}),
    ),
    Call("listInvitations", "dict", {"data.-1.id": ("int", "$invitation")}),
    Call("listChannelInvitations", "dict", {"data.0.id": ("int", "$invitation")}, arguments=_HERE),
    Call("deleteChannelInvitation", "NoneType", {}, arguments=_HERE),
    Call("deleteInvitation", "NoneType", {}),
)

CALLS = (*_CHANNEL_TEAMS, *_TEAMS, *_INVITATIONS)
