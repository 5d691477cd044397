"""Accounts of the mock of streams.live: what one call does to the next, from its beginning to its end."""

from __future__ import annotations

from streams_live import EMAIL, PASSWORD, VIEWER, StreamsLive


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


def test_a_login_by_another_service_is_that_of_the_creator() -> None:
    asked = StreamsLive()
    pairs = [asked.call("loginSocially", {"access_token": "a", "provider": "google"}, token="").value for _ in range(2)]

    assert [asked.get("getProfile", token=pair["access_token"])["id"] for pair in pairs] == [72, 72]
    asked.call("logout", token=pairs[0]["access_token"])
    assert [asked.call("getProfile", token=pair["access_token"]).status for pair in pairs] == [401, 200]


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


def test_a_personal_token_works_until_it_is_deleted() -> None:
    asked = StreamsLive()
    asked.call("createPersonalAccessToken")
    made = asked.call("createPersonalAccessToken").value
    listed = asked.get("listPersonalAccessTokens")

    assert [entry["id"] for entry in listed][2:] == [made["token"]["id"]]
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


def test_following_can_be_taken_back() -> None:
    asked = StreamsLive()
    user = asked.mock.state.collections["user"].get(72)
    assert user is not None

    asked.call("followChannel", {"channelId": 8, "following": True})
    followed = list(user["following"])
    asked.call("followChannel", {"channelId": 8, "following": False})

    assert (followed, user["following"]) == ([55], [])
