"""What one call to the mock of streams.live does to the next: each flow from its beginning to its end."""

from __future__ import annotations

from typing import Any

import pytest
from streams_live import CHANNEL, EMAIL, PASSWORD, SLUG, VIEWER, StreamsLive


def test_a_login_works_until_it_is_ended() -> None:
    asked = StreamsLive()
    registered = asked.get("register", {"email": EMAIL, "password": PASSWORD}, token="")
    pair = asked.call("login", {"email": EMAIL, "password": PASSWORD}, token="").value
    profile = asked.get("getProfile", token=pair["access_token"])
    fresh = asked.call("refreshLogin", {"refresh_token": pair["refresh_token"]}, token="").value

    assert [user["email"] for user in registered] == [profile["email"]] == [EMAIL]
    assert asked.call("getProfile", token=pair["access_token"]).status == 401
    assert asked.get("getProfile", token=fresh["access_token"]) == profile
    assert asked.call("logout", token=fresh["access_token"]).status == 204
    assert asked.call("getProfile", token=fresh["access_token"]).status == 401
    assert asked.call("refreshLogin", {"refresh_token": fresh["refresh_token"]}, token="").status == 401


def test_a_refused_login_has_the_documented_body() -> None:
    asked = StreamsLive()

    for email, password in ((EMAIL, PASSWORD), ("mackenzie.schowalter@oconner.com", "wrong")):
        reply = asked.call("login", {"email": email, "password": password}, token="")
        assert reply.status == 401
        assert reply.value == {"error": {"code": 422, "message": "The user credentials were incorrect."}}
    refused = asked.call("refreshLogin", {"refresh_token": "c0ffee"}, token="")
    assert (refused.status, refused.value["error"]) == (401, {"code": 422, "message": "The token is invalid."})


def test_revoking_ends_all_logins_of_the_caller_and_no_others() -> None:
    asked = StreamsLive()
    first, second, other = asked.login(), asked.login(), asked.login("other@example.com")

    asked.call("revokeLogin", token=first["access_token"])

    statuses = [asked.call("getProfile", token=pair["access_token"]).status for pair in (first, second, other)]
    assert statuses == [401, 401, 200]


def test_the_ready_credentials_and_the_login_of_the_examples_outlast_all() -> None:
    asked = StreamsLive()
    for operation in ("logout", "revokeLogin"):
        asked.call(operation)
        asked.call(operation, token="not-a-real-access-token")
    for _ in range(2):
        assert asked.call("refreshLogin", {"refresh_token": "not-a-real-refresh-token"}, token="").status == 200

    for token in ("mock-token", "not-a-real-access-token"):
        assert asked.get("getProfile", token=token)["id"] == 72


def test_to_register_again_changes_nothing() -> None:
    asked = StreamsLive()
    first = asked.get("register", {"email": EMAIL, "password": PASSWORD}, token="")

    again = asked.get("register", {"email": EMAIL, "password": "another-password"}, token="")

    assert again == first
    assert asked.call("login", {"email": EMAIL, "password": PASSWORD}, token="").status == 200
    assert asked.call("login", {"email": EMAIL, "password": "another-password"}, token="").status == 401


def test_a_changed_password_counts_and_the_old_one_is_refused() -> None:
    asked = StreamsLive()
    token = asked.login()["access_token"]
    change = {"old_password": PASSWORD, "password": "new-fake-password"}

    assert asked.call("changePassword", change, token=token).status == 200

    assert asked.call("changePassword", change, token=token).status == 422
    assert asked.call("login", {"email": EMAIL, "password": PASSWORD}, token="").status == 401
    assert asked.call("login", {"email": EMAIL, "password": "new-fake-password"}, token="").status == 200
    assert asked.call("getProfile", token=token).status == 200


def test_a_password_is_reset_and_an_address_verified_by_what_the_mail_says() -> None:
    asked = StreamsLive()
    address = "mackenzie.schowalter@oconner.com"
    reset = {"token": "not-a-real-reset-token", "userEmail": address, "password": "reset-fake-password"}

    assert asked.call("resetPassword", {**reset, "token": "unknown"}, token="").status == 422
    assert asked.call("resetPassword", {**reset, "userEmail": "krystina36@yahoo.com"}, token="").status == 422
    assert asked.call("resetPassword", reset, token="").status == 200
    assert asked.call("login", {"email": address, "password": "reset-fake-password"}, token="").status == 200

    assert asked.call("verifyEmail", {"hash": "wrong", "email": address}, token="").status == 422
    asked.call("verifyEmail", {"hash": asked.get("getProfile")["hash_id"], "email": address}, token="")
    assert asked.get("getProfile")["isVerified"] is True


def test_a_profile_is_changed_where_the_body_says_so() -> None:
    asked = StreamsLive()
    before = asked.get("getProfile")

    changed = asked.get("updateProfile", {"full_name": "May Feest Baker", "currency_id": 2})

    assert changed == asked.get("getProfile")
    assert {name: changed[name] for name in ("full_name", "first_name", "last_name", "nickname")} == {
        "full_name": "May Feest Baker",
        "first_name": "May",
        "last_name": "Feest Baker",
        "nickname": "May Feest Baker",
    }
    assert changed["currency"]["data"]["iso_code"] == "EUR"
    assert (changed["email"], changed["username"]) == (before["email"], before["username"])


def test_a_plan_is_changed_canceled_and_resumed() -> None:
    asked = StreamsLive()

    def subscription() -> tuple[str, bool]:
        details = asked.get("getProfile")["subscription_details"]["data"]
        return details["plan"]["data"]["planId"], details["canceled"]

    seen = []
    for operation, body in (
        ("changePlan", {"planId": "price_bakery"}),
        ("cancelPlan", None),
        ("resumePlan", None),
    ):
        asked.call(operation, body) if body else asked.call(operation)
        seen.append(subscription())

    assert seen == [("price_bakery", False), ("price_bakery", True), ("price_bakery", False)]
    assert [plan["planId"] for plan in asked.get("listPlans")] == ["price_free", "price_bakery"]


def test_a_channel_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    created = asked.get("createChannel", {"name": "Late Bread", "starts_at": "2023-04-10 09:59:47"})
    here = created["id"]

    assert (created["name"], created["starts_at"], created["isOwner"]) == ("Late Bread", "2023-04-10 09:59:47", True)
    assert asked.get("getChannel", id=here) == created
    assert asked.get("listChannels")[0] == created
    assert asked.call("deleteChannel", id=here).value == {"id": here, "code": 200}
    assert asked.call("getChannel", id=here).status == 404
    assert asked.call("deleteChannel", id=here).status == 404
    assert asked.call("updateChannel", {"name": "Gone"}, id=here).status == 404
    assert here not in [channel["id"] for channel in asked.get("listChannels")]
    assert here in [channel["id"] for channel in asked.get("listChannels", query={"status": 2})]
    assert here not in [stream["event_id"] for stream in asked.get("listStreams")]


SENT_AND_SHOWN: list[tuple[str, Any, str, Any]] = [
    ("name", "Later Bread", "name", "Later Bread"),
    ("description", "Crusts and crumbs.", "description", "Crusts and crumbs."),
    ("chat_enabled", False, "chat_enabled", False),
    ("show_online_users", False, "show_online_users", False),
    ("guest_chat_enabled", False, "guest_chat_enabled", False),
    ("shop_enabled", False, "shop_enabled", False),
    ("free_pass", True, "free_pass", 1),
    ("free_pass", False, "free_pass", 0),
    ("stream_type", 1, "streamType", 1),
    ("privacy", 0, "privacy", 0),
    ("questionsEnabled", True, "questions_enabled", True),
    ("starts_at", "2023-05-01T10:00:00", "starts_at", "2023-05-01T10:00:00"),
    ("starts_at_status", True, "starts_at_status", True),
    ("starts_at_time", "10:00:00", "starts_at_time", "10:00:00"),
    ("starts_at_date", "2023-05-01", "starts_at_date", "2023-05-01"),
    ("user_notifications", True, "user_notifications", True),
    ("notifications_msg", "Soon.", "notifications_msg", "Soon."),
    ("slug", "late-bread", "slug", "late-bread"),
    ("attributes", {"productCtaLabel": "Buy"}, "attributes", {"productCtaLabel": "Buy"}),
]


@pytest.mark.parametrize(("sent", "value", "shown", "expected"), SENT_AND_SHOWN)
def test_an_update_of_a_channel_is_read_back_under_the_name_of_answers(
    sent: str, value: Any, shown: str, expected: Any
) -> None:
    asked = StreamsLive()
    here = asked.channel()
    before = asked.get("getChannel", id=here)

    changed = asked.get("updateChannel", {sent: value}, id=here)

    assert changed[shown] == expected
    assert changed == asked.get("getChannel", id=here)
    follows = {"starts_at_notz"} if sent == "starts_at" else {"stream"} if sent == "slug" else set()
    assert {name for name in before if before[name] != changed[name]} - follows == {shown}


@pytest.mark.parametrize(("sent", "value"), [("simulcast", True), ("add_step", 3), ("locale", "haw_US")])
def test_what_no_answer_has_is_taken_all_the_same(sent: str, value: Any) -> None:
    asked = StreamsLive()
    before = asked.get("getChannel")

    assert asked.get("updateChannel", {sent: value}) == {**before, "last_update": "2023-04-10T10:00:00Z"}


def test_channels_come_in_pages_of_ten_by_status() -> None:
    asked = StreamsLive()

    def pages(**query: Any) -> list[list[Any]]:
        found = []
        while not found or found[-1]:
            found.append(asked.get("listChannels", query={**query, "page": len(found) + 1}))
        return found

    lengths = {status: [len(page) for page in pages(status=status)] for status in (0, 1, 2)}
    everything = [channel["id"] for page in pages() for channel in page]

    assert lengths == {0: [10, 10, 5, 0], 1: [3, 0], 2: [2, 0]}
    assert len(everything) == len(set(everything)) == 28
    assert asked.get("listChannels") == pages()[0]


def test_channels_are_ordered_by_the_fields_and_directions_that_are_named() -> None:
    asked = StreamsLive()

    def names(**query: Any) -> list[str]:
        return [channel["name"] for channel in asked.get("listChannels", query=query)]

    first, last = names(orderBy="name"), names(orderBy="name", sortedBy="desc")
    assert first == sorted(first)
    assert last == sorted(last, reverse=True)
    both = asked.get("listChannels", query={"orderBy": "name;starts_at", "sortedBy": "asc;desc", "page": 1})
    pairs = [(channel["name"], channel["starts_at"] or "") for channel in both]
    assert pairs == sorted(sorted(pairs, key=lambda pair: pair[1], reverse=True), key=lambda pair: pair[0])
    assert len(names(orderBy="nothing")) == 10


def test_a_completed_channel_is_past() -> None:
    asked = StreamsLive()
    here = asked.channel()

    asked.call("completeChannel", eventId=here)

    assert here in [channel["id"] for channel in asked.get("listChannels", query={"status": 1})]
    assert here not in [channel["id"] for channel in asked.get("listChannels", query={"status": 0})]


def test_a_channel_is_found_by_its_slug_and_seen_by_viewers() -> None:
    asked = StreamsLive()

    watched = asked.get("openPlaybackChannel", {"eventId": SLUG}, token="")

    assert watched["id"] == asked.get("getChannel")["id"] == CHANNEL
    assert watched["iCanSee"] is False
    assert asked.get("openPlaybackChannel", {"eventId": SLUG})["iCanSee"] is True
    assert "stream_key" not in str(watched)
    assert asked.call("getPlaybackChannel", eventId="nothing").status == 404


def product_ids(asked: StreamsLive, channel: str) -> list[int]:
    return [product["id"] for product in asked.get("listChannelProducts", id=channel)]


def test_products_are_offered_ordered_and_withdrawn() -> None:
    asked = StreamsLive()
    here = asked.channel()
    form = {"name": "Rye", "link": "https://shop.example.com/rye", "price": 4.5, "image": "not really a picture"}
    made = asked.get("addChannelProduct", form, id=here)
    other = asked.get("createProduct", {"name": "Wheat", "link": "https://a.example", "price": 3, "image": []})[0]

    assert (made["name"], made["price"], product_ids(asked, here)) == ("Rye", 4.5, [made["id"]])
    asked.get("enableChannelProduct", {"image": "not really a picture"}, id=here, productId=str(other["id"]))
    assert product_ids(asked, here) == [made["id"], other["id"]]
    asked.call("orderChannelProducts", {"order": [other["id"]]}, eventId=here)
    assert product_ids(asked, here) == [other["id"], made["id"]]
    assert [product["id"] for product in asked.get("getChannel", id=here)["products"]["data"]] == [
        other["id"],
        made["id"],
    ]
    assert asked.call("orderChannelProducts", {"order": [4]}, eventId=here).status == 422
    asked.call("promoteChannelProduct", eventId=here, productId=other["id"])
    assert asked.get("listChannelProducts", id=here)[0]["bumped"] is True
    assert asked.get("disableChannelProduct", id=here, productId=str(other["id"]))[0]["id"] == other["id"]
    assert product_ids(asked, here) == [made["id"]]
    assert asked.call("deleteProduct", productId=str(made["id"])).status == 204
    assert product_ids(asked, here) == []
    assert asked.call("deleteProduct", productId=str(made["id"])).status == 404


def test_a_product_is_changed_copied_and_found_where_it_is_not_offered() -> None:
    asked = StreamsLive()
    form = {"name": "Crumbs", "link": "https://b.example", "price": 9999999, "image[]": ["one", "two"]}

    changed = asked.get("updateProduct", form, productId="5")[0]
    copied = asked.get("patchProduct", productId="5")

    assert (changed["id"], changed["name"], changed["price"]) == (5, "Crumbs", 9999999)
    assert (copied["name"], copied["id"] == 5) == ("Crumbs", False)
    elsewhere = asked.get("listProductsWithoutChannel", {"eventId": CHANNEL, "term": "crumb"})
    assert [product["id"] for product in elsewhere] == [5, copied["id"]]
    assert [product["id"] for product in asked.get("listProductsWithoutChannel", {"eventId": CHANNEL})] == [
        5,
        copied["id"],
    ]
    assert asked.get("getProductJson", productId="5") == changed


def test_products_of_shops_come_and_go() -> None:
    asked = StreamsLive()
    here = asked.channel()
    entry = {"data": {"name": "Kit", "reference": "7", "image": "https://a.example/kit.jpg"}}

    brought = asked.get("updateShopifyProducts", {"eventId": here, "products": [entry]})
    assert product_ids(asked, here) == [product["id"] for product in brought]
    assert [product["name"] for product in asked.get("listShopifyProducts")] == ["Kit"]
    asked.call("deleteShopifyProducts", {"eventId": here})
    assert product_ids(asked, here) == []
    data = {"name": "Tin", "price": 8, "image": "https://a.example/tin.jpg"}
    asked.call("updateAppProduct", {"eventId": here, "data": data})
    assert [product["name"] for product in asked.get("listAppProducts")] == ["Tin"]


def test_a_variant_and_an_nft_are_put_on_a_channel() -> None:
    asked = StreamsLive()
    here = asked.channel()
    variant = asked.get("updateChannelVariants", {"reference": 9, "product_id": 4}, eventId=here)
    nft = asked.get("createNft", {"name": "Recipe", "price": 1, "quantity": 0, "image": [], "link": "a"})

    assert asked.call("deleteChannelVariant", eventId=here, variantId=variant["id"]).status == 200
    assert asked.call("deleteChannelVariant", eventId=here, variantId=variant["id"]).status == 404
    assert asked.call("deleteChannelVariant", eventId=here, variantId="136").status == 404
    assert asked.call("updateChannelVariants", {"reference": 9, "product_id": 999}, eventId=here).status == 422
    assert [item["id"] for item in asked.get("listNftsWithoutChannel", {"eventId": here})] == [7, nft["id"]]
    asked.call("enableChannelNfts", {"nft_id": nft["id"]}, id=here)
    assert [item["id"] for item in asked.get("listChannelNfts", id=here)] == [nft["id"]]
    assert asked.get("getChannel", id=here)["nftsEnabled"] is True
    assert [item["id"] for item in asked.get("listNftsWithoutChannel", {"eventId": here})] == [7]


def test_contracts_are_deployed_and_deleted() -> None:
    asked = StreamsLive()
    asked.call("deploySmartContract", {"contractType": 2})

    assert [contract["type"] for contract in asked.get("listSmartContracts")] == [2]
    asked.call("deleteSmartContract")
    assert asked.get("listSmartContracts") == []


@pytest.mark.parametrize("by", ["eventSlug", "eventId"])
def test_a_question_is_asked_voted_on_and_archived(by: str) -> None:
    asked = StreamsLive()
    here = asked.get("getChannel", id=asked.channel())
    named = {"eventSlug": here["slug"], "eventId": here["id"]}
    asked_one = asked.get("createQuestion", {"question": "Rye?", "eventId": here["slug"]}, token="")

    def votes() -> list[int]:
        return [item["votes"] for item in asked.get("readQuestions", {by: named[by]}, token="")]

    seen = [votes()]
    for direction in (2, 2, 1):
        asked.call("voteQuestion", {"questionId": asked_one["id"], "direction": direction}, token="")
        seen.append(votes())

    assert seen == [[0], [1], [2], [1]]
    assert asked.get("getChannel", id=here["id"])["questionsCount"] == 1
    archive = {"questionId": asked_one["id"], "eventSlug": here["slug"]}
    assert asked.call("archiveQuestion", {**archive, "eventSlug": SLUG}).status == 422
    assert asked.call("archiveQuestion", archive).status == 200
    assert votes() == []
    assert asked.get("getChannel", id=here["id"])["questionsCount"] == 0


def test_a_message_is_written_read_and_deleted() -> None:
    asked = StreamsLive()
    here = asked.get("getChannel", id=asked.channel())
    sent = asked.get("sendMessage", {"data": "Rye.", "thread_id": here["thread_id"]})
    asked.call("sendGuestMessage", {"data": "Wheat.", "thread_id": here["thread_id"], "reply_for": "x"}, token="")
    thread = {"threadSlug": here["slug"], "userId": "72"}

    assert [message["data"] for message in asked.get("readThread", thread)] == ["Rye.", "Wheat."]
    assert asked.get("getChannel", id=here["id"])["chatCount"] == 2
    assert asked.call("deleteMessage", {"thread_slug": SLUG, "message_id": sent["id"]}).status == 422
    assert asked.call("deleteMessage", {"thread_slug": here["slug"], "message_id": sent["id"]}).status == 200
    assert [message["data"] for message in asked.get("readThread", thread)] == ["Wheat."]


def test_a_simulcast_target_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    blank = asked.get("toggleSimulcast", {"status": True}, eventId=here)
    sent = {"name": "Kitchen", "url": "rtmp://a.example/live", "key": "fake"}
    made = asked.get("createSimulcastTarget", sent, eventId=here)

    def shown() -> list[Any]:
        return asked.get("getChannel", id=here)["simulcasts"]["data"]

    assert blank == {"id": "", "url": None, "name": None, "status": None, "key": None}
    assert shown() == [made] == [{**sent, "id": made["id"], "status": False}]
    assert asked.get("toggleSimulcast", {"status": True}, eventId=here) == {**made, "status": True} == shown()[0]
    changed = asked.get("updateSimulcastTarget", {**sent, "name": "Porch"}, eventId=here, targetId=made["id"])
    assert changed == {**made, "status": True, "name": "Porch"} == shown()[0]
    assert asked.call("deleteSimulcastTarget", targetId=made["id"]).status == 404
    assert asked.call("deleteSimulcastTarget", eventId=here, targetId=made["id"]).body == b"null"
    assert shown() == []
    assert asked.call("deleteSimulcastTarget", eventId=here, targetId=made["id"]).status == 404


def test_a_stream_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    first = asked.get("createStream", {"event_id": here})
    assert asked.get("getChannel", id=here)["stream"]["data"] == first
    assert asked.call("deleteStream", id=first["id"]).body == b"null"
    assert asked.get("getChannel", id=here)["stream"] == {"data": []}

    made = asked.get("createStream", {"event_id": here})

    assert made["id"] != first["id"]
    assert made in asked.get("listStreams")
    changed = asked.get("updateStream", {"autojoin": True, "is_live_manual": True}, id=made["id"])
    assert changed == {**made, "autojoin": True, "is_live_manual": True}
    assert asked.get("getStream", id=made["id"]) == [changed]
    asked.call("deleteStream", id=made["id"])
    assert asked.call("getStream", id=made["id"]).status == 404
    assert made["id"] not in [stream["id"] for stream in asked.get("listStreams")]


def test_a_user_joins_the_team_of_a_channel_and_leaves_it() -> None:
    asked = StreamsLive()
    here = asked.channel()
    friend = asked.get("getProfile", token=VIEWER)
    named = {"contributorId": friend["hash_id"]}

    assert asked.call("getChannel", id=here, token=VIEWER).status == 404
    joined = asked.get("updateChannelTeam", named, id=here)
    assert [entry["hash_id"] for entry in joined["event_access"]] == [friend["hash_id"]]
    assert asked.get("getChannelTeam", id=here) == joined
    assert asked.get("getChannel", id=here, token=VIEWER)["isOwner"] is False
    assert asked.get("updateChannelTeam", {}, id=here) == joined
    assert asked.call("updateChannelTeam", {"contributorId": "nobody"}, id=here).status == 422
    assert asked.get("removeFromChannelTeam", named, id=here)["event_access"] == []
    assert asked.call("getChannel", id=here, token=VIEWER).status == 404


def test_a_member_is_added_to_the_team_of_an_account_and_removed() -> None:
    asked = StreamsLive()

    made = asked.get("addTeamMembers", {"id": 73, "events": [CHANNEL]})

    assert asked.get("getTeam") == [made] == asked.get("listTeamsBelongedTo", token=VIEWER)
    assert asked.call("leaveTeam", teamId=made["id"], token=asked.login()["access_token"]).status == 404
    assert asked.call("leaveTeam", teamId=made["id"], token=VIEWER).status == 200
    assert asked.call("leaveTeam", teamId=made["id"], token=VIEWER).status == 404
    asked.get("addTeamMembers", {"id": 73, "events": []})
    asked.call("removeTeamMember")
    assert asked.get("getTeam") == []


def test_an_invitation_is_sent_changed_and_accepted() -> None:
    asked = StreamsLive()
    here, friend = asked.channel(), asked.get("getProfile", token=VIEWER)
    made = asked.get("createInvitation", {"email": friend["email"], "events": []})
    asked.get("updateInvitation", {"id": made["id"], "events": [here]})

    assert [item["id"] for item in asked.get("listInvitations")] == [12, made["id"]]
    assert [item["id"] for item in asked.get("listChannelInvitations", id=here)] == [made["id"]]
    assert [item["id"] for item in asked.get("listMyInvitations", token=VIEWER)] == [made["id"]]
    assert asked.get("getProfile", token=VIEWER)["hasPendingInvitations"] is True
    assert asked.get("acceptInvitation", token=VIEWER)["status"] == "accepted"
    assert asked.get("listMyInvitations", token=VIEWER) == []
    assert [member["user_id"] for member in asked.get("getTeam")] == [73]
    assert asked.call("getChannel", id=here, token=VIEWER).status == 200


def test_an_invitation_is_declined_or_withdrawn() -> None:
    asked = StreamsLive()
    asked.get("createInvitation", {"email": "ana@example.com", "events": [CHANNEL]})

    assert asked.get("declineInvitation")["status"] == "declined"
    assert (asked.get("listMyInvitations"), asked.get("acceptInvitation")) == ([], None)
    asked.call("deleteInvitation")
    assert [item["id"] for item in asked.get("listInvitations")] == [12]
    asked.call("deleteChannelInvitation")
    assert asked.get("listInvitations") == []
    assert asked.call("updateInvitation", {"id": 12, "events": []}).status == 422


def test_a_personal_token_works_until_it_is_deleted() -> None:
    asked = StreamsLive()
    made = asked.call("createPersonalAccessToken").value
    listed = asked.get("listPersonalAccessTokens")

    assert made["token"]["id"] in [entry["id"] for entry in listed]
    assert made["accessToken"] not in str(listed)
    assert asked.get("getProfile", token=made["accessToken"])["id"] == 72
    assert asked.call("deletePersonalAccessToken", tokenId=made["token"]["id"], token=VIEWER).status == 404
    assert asked.call("deletePersonalAccessToken", tokenId=made["token"]["id"]).status == 204
    assert asked.call("deletePersonalAccessToken", tokenId=made["token"]["id"]).status == 404
    assert asked.call("getProfile", token=made["accessToken"]).status == 401
    assert made["token"]["id"] not in [entry["id"] for entry in asked.get("listPersonalAccessTokens")]


def test_a_client_gets_a_token_and_loses_it_with_itself() -> None:
    asked = StreamsLive()
    before = {entry["id"] for entry in asked.get("listOAuthTokens")}
    token = asked.call("issueOAuthToken", token="").value["access_token"]
    (made,) = {entry["id"] for entry in asked.get("listOAuthTokens")} - before

    assert asked.get("getProfile", token=token)["id"] == 72
    assert asked.call("deleteOAuthToken", tokenId=made).status == 204
    assert asked.call("getProfile", token=token).status == 401
    another = asked.call("issueOAuthToken", token="").value["access_token"]
    assert asked.call("deleteOAuthClient", clientId="4").status == 204
    assert asked.call("getProfile", token=another).status == 401
    assert asked.get("listOAuthTokens") == []


def test_a_client_from_creation_to_deletion() -> None:
    asked = StreamsLive()

    made = asked.call("createOAuthClient")

    here = str(made.value["id"])
    assert (made.status, made.value in asked.get("listOAuthClients")) == (201, True)
    assert asked.call("updateOAuthClient", clientId=here).value == made.value
    assert asked.call("updateOAuthClient", clientId=here, token=VIEWER).status == 404
    assert asked.call("deleteOAuthClient", clientId=here).status == 204
    assert asked.call("deleteOAuthClient", clientId=here).status == 404
    assert [client["id"] for client in asked.get("listOAuthClients")] == [4]


@pytest.mark.parametrize("token", ["", "mock-token"])
def test_a_cart_is_filled_changed_and_emptied(token: str) -> None:
    asked = StreamsLive()
    here = asked.channel()
    item, more = (asked.get("addCartItem", eventId=here, token=token) for _ in range(2))
    place = {"eventId": here, "cart": item["cart_id"], "item": item["id"], "token": token}

    assert (item["cart_id"] == more["cart_id"]) == bool(token)
    assert asked.get("updateCartItem", **place)["id"] == item["id"]
    cart = asked.get("updateCart", **{**place, "cart": "checkout", "item": item["cart_id"]})
    assert (cart["id"], cart["type"]) == (item["cart_id"], "checkout")
    assert asked.call("deleteCartItem", **{**place, "eventId": CHANNEL}).status == 404
    assert asked.call("deleteCartItem", **place).status == 200
    assert asked.call("deleteCartItem", **place).status == 404
    assert asked.call("updateCartItem", **place).status == 404


def test_a_media_file_from_announcement_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    file = {"extension": "video/webm", "filename": "loaf.webm", "size": 5}
    made = asked.get("addMedia", {"file": file}, id=here)

    assert {name: made[name] for name in file} == file
    assert asked.get("listMedia", id=here) == [made]
    trimmed = asked.get("trimMedia", {"start": 1.5, "end": 3}, id=made["id"])
    assert (trimmed["start"], trimmed["end"]) == (1.5, 3)
    assert asked.call("deleteMedia", id=made["id"]).status == 200
    assert asked.call("deleteMedia", id=made["id"]).status == 404
    assert asked.get("listMedia", id=here) == []


def test_apps_are_switched_and_the_stage_goes_on_air() -> None:
    asked = StreamsLive()
    app = asked.get("listApps")[0]["id"]

    for operation, on in (("enableApp", True), ("disableApp", False)):
        asked.call(operation, {"appId": app, "direction": on})
        assert asked.get("listApps")[0]["enabled"] is on
    for operation, on in (("startStageBroadcast", True), ("stopStageBroadcast", False)):
        asked.call(operation)
        assert asked.get("getStage")["on_air"] is on


def test_following_can_be_taken_back() -> None:
    asked = StreamsLive()
    user = asked.mock.state.collections["user"].get(72)
    assert user is not None

    asked.call("followChannel", {"channelId": 8, "following": True})
    followed = list(user["following"])
    asked.call("followChannel", {"channelId": 8, "following": False})

    assert (followed, user["following"]) == ([55], [])
