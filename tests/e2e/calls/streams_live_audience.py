"""What viewers of streams.live do: they watch, ask, chat, follow; and what is for those who run the service."""

from __future__ import annotations

from calls.table import Call

_WATCHED = {"event_id": "$slug"}

_WATCHING = (
    Call(
        "getPlaybackChannel",
        "PlaybackChannelEnvelope",
        {
            "data": ("PlaybackChannel", ...),
            "data.id": ("str", "$channel"),
            "data.i_can_see": ("bool", True),
            "data.stream": ("UnknownInclude", ...),
            "data.attributes": ("ChannelAttributes", ...),
        },
        arguments=_WATCHED,
        body=("PlaybackRequest", {"eventId": "$slug", "getQuestions": True}),
    ),
    Call("getPlaybackChannel", "PlaybackChannelEnvelope", {"data.id": ("str", "$channel")}, arguments=_WATCHED),
    Call(
        "openPlaybackChannel",
        "PlaybackChannelEnvelope",
        {"data.slug": ("str", "$slug"), "data.owner.data.smart_contract.data": ("list", [])},
        arguments=_WATCHED,
        body=("PlaybackRequest", {"eventId": "$slug"}),
    ),
    Call(
        "getPlaybackProducts",
        "ChannelEnvelope",
        {"data": ("Channel", ...), "data.products.data": ("list", ...)},
        arguments=_WATCHED,
        body=("ChannelSlugRequest", {"eventId": "$slug"}),
    ),
    Call("recordChannelStats", "dict", {"data.views": ("int", 0)}, body=("ChannelSlugRequest", {"eventId": "$slug"})),
    Call(
        "sendHeartbeat",
        "NoneType",
        {},
        body=(
            "HeartbeatRequest",
            {"eventId": "$slug", "viewerHash": "viewer-1", "viewHash": "view-1", "date": "2023-04-10T10:00:00"},
        ),
    ),
    Call(
        "requestChannelNotification",
        "NoneType",
        {},
        body=("ChannelNotificationRequest", {"eventId": "$slug", "email": "viewer@example.org"}),
    ),
    Call(
        "requestChannelNotification",
        "ErrorEnvelope",
        {"error.code": ("int", 422)},
        body=("ChannelNotificationRequest", {"eventId": "$slug"}),
        status=422,
        error="UnprocessableEntityError",
    ),
    Call(
        "followChannel",
        "dict",
        {"data.following": ("bool", True)},
        body=("FollowChannelRequest", {"channelId": 8, "following": True}),
    ),
)

_QUESTIONS = (
    Call(
        "createQuestion",
        "dict",
        {"data.votes": ("int", 0)},
        body=("CreateQuestionRequest", {"question": "Rye?", "eventId": "$slug"}),
        save={"question": "data.id"},
    ),
    Call(
        "voteQuestion",
        "dict",
        {"data.id": ("str", "$question"), "data.votes": ("int", 1)},
        body=("VoteQuestionRequest", {"questionId": "$question", "direction": 2}),
    ),
    *(
        Call("readQuestions", "dict", {"data.0.id": ("str", "$question")}, body=("ReadQuestionsRequest", named))
        for named in ({"eventSlug": "$slug"}, {"eventId": "$channel"})
    ),
    Call(
        "archiveQuestion",
        "dict",
        {"data.archived": ("bool", True)},
        body=("ArchiveQuestionRequest", {"questionId": "$question", "eventSlug": "$slug"}),
    ),
)

_MESSAGES = (
    Call(
        "sendMessage",
        "dict",
        {"data.data": ("str", "Is that rye or wheat?")},
        body=("SendMessageRequest", {"data": "Is that rye or wheat?", "thread_id": "$thread", "locale": "en_US"}),
        save={"message": "data.id"},
    ),
    Call(
        "sendGuestMessage",
        "dict",
        {"data.reply_for": ("str", "$message")},
        body=("SendMessageRequest", {"data": "Wheat.", "thread_id": "$thread", "reply_for": "$message"}),
    ),
    Call(
        "readThread",
        "dict",
        {"data.0.id": ("str", "$message")},
        body=("ReadThreadRequest", {"threadSlug": "$slug", "userId": "72"}),
    ),
    Call(
        "deleteMessage",
        "NoneType",
        {},
        body=("DeleteMessageRequest", {"thread_slug": "$slug", "message_id": "$message"}),
    ),
    *(Call(operation, "NoneType", {}) for operation in ("storeMessages", "addThreadParticipant")),
)

_SYSTEM = tuple(
    Call(operation, "NoneType", {})
    for operation in (
        "getRoot",
        "getApiRoot",
        "getJwt",
        "receiveDeployCallback",
        "runCachedStressTest",
        "runStressTest",
        "runTest",
        "writeLog",
    )
)

CALLS = (*_WATCHING, *_QUESTIONS, *_MESSAGES, *_SYSTEM)
