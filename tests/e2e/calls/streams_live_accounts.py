"""Accounts of streams.live: login, passwords, the profile, plans, and the tokens of OAuth."""

from __future__ import annotations

from calls.table import Call

_EMAIL = "mackenzie.schowalter@oconner.com"
_PASSWORD, _OTHER = "not-a-real-password", "another-fake-password"
_PAIR = {"access_token": ("str", ...), "refresh_token": ("str", ...), "expires_in": ("int", 3599)}

_LOGIN = (
    Call(
        "register",
        "UserListEnvelope",
        {
            "data.0": ("User", ...),
            "data.0.email": ("str", "calls@example.com"),
            "data.0.phone": ("str", "+1 2025550123"),
            "data.0.is_verified": ("bool", False),
            "data.0.subscription_details.data.plan.data.name": ("str", ...),
            "data.0.features.data.0": ("Feature", ...),
        },
        body=(
            "RegisterRequest",
            {"email": "calls@example.com", "password": _PASSWORD, "phonePrefixValue": "+1", "phoneValue": "2025550123"},
        ),
    ),
    Call(
        "login",
        "Token",
        _PAIR,
        body=("LoginRequest", {"email": "calls@example.com", "password": _PASSWORD}),
        save={"refresh": "refresh_token"},
    ),
    Call("refreshLogin", "Token", _PAIR, body=("RefreshLoginRequest", {"refresh_token": "$refresh"})),
    Call(
        "refreshLogin",
        "ErrorEnvelope",
        {"error.code": ("int", 422), "error.message": ("str", ...)},
        body=("RefreshLoginRequest", {"refresh_token": "$refresh"}),
        status=401,
        error="AuthenticationError",
    ),
    Call(
        "login",
        "ErrorEnvelope",
        {"error": ("Error", ...), "error.message": ("str", "The user credentials were incorrect.")},
        body=("LoginRequest", {"email": _EMAIL, "password": "not-the-password"}),
        status=401,
        error="AuthenticationError",
    ),
    Call(
        "loginSocially",
        "Token",
        _PAIR,
        body=("LoginSociallyRequest", {"access_token": "not-a-real-token", "provider": "shopify", "shop": "a.example"}),
    ),
    Call(
        "changePassword",
        "NoneType",
        {},
        body=("ChangePasswordRequest", {"old_password": _PASSWORD, "password": _OTHER}),
    ),
    Call(
        "sendPasswordReset",
        "NoneType",
        {},
        body=(
            "SendPasswordResetRequest",
            {"fullName": "Maybell Feest", "username": "maybell", "email": _EMAIL, "password": _OTHER},
        ),
    ),
    Call(
        "resetPassword",
        "NoneType",
        {},
        body=(
            "ResetPasswordRequest",
            {"token": "not-a-real-reset-token", "userEmail": _EMAIL, "password": _PASSWORD},
        ),
    ),
    Call("login", "Token", _PAIR, body=("LoginRequest", {"email": _EMAIL, "password": _PASSWORD})),
    Call("updateRegistration", "NoneType", {}, body=("UpdateRegistrationRequest", {"email": _EMAIL})),
    Call(
        "verifyEmail",
        "NoneType",
        {},
        body=("VerifyEmailRequest", {"hash": "Wzom1j3yG7wMRZbVD89rek0g6xN5Eln2", "email": _EMAIL}),
    ),
    Call("logout", "NoneType", {}, status=204),
    Call("revokeLogin", "NoneType", {}),
)

_PROFILE = (
    Call(
        "updateProfile",
        "UserEnvelope",
        {"data.first_name": ("str", "May"), "data.phone": ("str", "+1 202"), "data.currency.data.id": ("int", 1)},
        body=("UpdateProfileRequest", {"full_name": "May Feest", "phone": "+1 202", "currency_id": 1}),
    ),
    Call(
        "getProfile",
        "UserEnvelope",
        {"data": ("User", ...), "data.full_name": ("str", "May Feest"), "data.trial_at": ("NoneType", None)},
    ),
    Call("listCurrencies", "CurrencyListEnvelope", {"data.0": ("Currency", ...), "data.0.iso_code": ("str", "USD")}),
    Call("listLocalizations", "LocalizationList", {"localizations.0": ("Localization", ...)}),
    Call(
        "checkAbility", "dict", {"data.allowed": ("bool", True)}, body=("CheckAbilityRequest", {"can": "add_channels"})
    ),
    Call("checkDefaultPayment", "dict", {"data.has_default_payment": ("bool", False)}),
    Call("sendVerification", "NoneType", {}),
    Call("listPlans", "dict", {"data.-1.identifier": ("str", "bakery")}, save={"plan": "data.-1.planId"}),
    Call("changePlan", "dict", {"data.id": ("int", 72)}, body=("ChangePlanRequest", {"planId": "$plan"})),
    *(
        Call(operation, "dict", {"data.subscription_details.data.canceled": ("bool", canceled)})
        for operation, canceled in (("cancelPlan", True), ("resumePlan", False))
    ),
)

_OAUTH = (
    Call("issueOAuthToken", "OAuthToken", {"token_type": ("str", "Bearer"), "expires_in": ("int", ...)}),
    Call(
        "listOAuthTokens", "list", {"-1": ("AccessToken", ...), "-1.revoked": ("bool", False)}, save={"token": "-1.id"}
    ),
    Call("deleteOAuthToken", "NoneType", {}, arguments={"token_id": "$token"}, status=204),
    Call(
        "deleteOAuthToken",
        "ErrorEnvelope",
        {"error.code": ("int", 404)},
        arguments={"token_id": "$token"},
        status=404,
        error="NotFoundError",
    ),
    Call("refreshOAuthToken", "NoneType", {}),
    Call("listOAuthScopes", "list", {}),
    Call("createOAuthClient", "OAuthClient", {"name": ("str", ...)}, status=201, save={"client": "id"}),
    Call("listOAuthClients", "list", {"-1": ("OAuthClient", ...), "-1.id": ("int", "$client")}),
    Call("updateOAuthClient", "OAuthClient", {"id": ("int", "$client")}, arguments={"client_id": "{client}"}),
    Call("deleteOAuthClient", "NoneType", {}, arguments={"client_id": "{client}"}, status=204),
    Call(
        "createPersonalAccessToken",
        "PersonalAccessToken",
        {"access_token": ("str", ...), "token": ("AccessToken", ...)},
        save={"personal": "token.id"},
    ),
    Call("listPersonalAccessTokens", "list", {"-1.id": ("str", "$personal")}),
    Call("deletePersonalAccessToken", "NoneType", {}, arguments={"token_id": "$personal"}, status=204),
)

CALLS = (*_LOGIN, *_PROFILE, *_OAUTH)
