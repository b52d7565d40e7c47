"""Signing in with a provider: whom it lets in, and which of its answers are refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mscsite.accounts import provider as ours
from mscsite.core import roles
from tests import staff
from tests.mscsite.accounts import openid, people
from tests.mscsite.accounts.people import is_in, told

pytestmark = pytest.mark.django_db
START = "/admin/login/provider/"


@pytest.fixture
def provider(socket_enabled, settings):
    with openid.serving() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "诊所统一登录"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = openid.CLIENT, openid.SECRET
        yield provider
    ours._registered.cache_clear()


def come_back(provider: openid.Provider, client: Client, **claims):
    """The whole way: to the provider, signed in there, back."""
    way = client.get(START, {"next": "/zh-hans/about/"})
    return client.get(provider.signs(way.headers["Location"], **claims))


def test_a_known_mailbox_is_let_in(provider):
    user, client = people.person(), Client()
    assert "诊所统一登录" in told(client.get(people.LOGIN))
    back = come_back(provider, client)
    assert back.headers["Location"] == "/zh-hans/about/"
    assert is_in(client)
    assert people.actions(user) == ["signed_in"]
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.verified == [True]
    assert provider.asked["scope"].split() == ["openid", "email", "profile"]


def test_afterwards_the_person_is_known_by_the_subject_and_nobody_else_by_the_mailbox(provider):
    user = people.person()
    come_back(provider, Client())
    User.objects.filter(pk=user.pk).update(email="wang.new@example.org")
    assert come_back(provider, Client(), email="whatever@example.org").status_code == 302
    assert come_back(provider, Client(), sub="s-2", email="wang.new@example.org").status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "li@example.org"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "guest@example.org"},
        {"email": "gone@example.org"},
    ],
    ids=str,
)
def test_whom_nobody_vouches_for_is_not_let_in(provider, claims):
    people.person()
    people.person("guest", is_staff=False)
    people.person("gone", is_active=False)
    client = Client()
    answer = come_back(provider, client, **claims)
    assert (answer.status_code, is_in(client)) == (403, False)
    assert "没有您的账号" in told(answer)
    assert people.actions() == ["sign_in_failed"]
    assert User.objects.count() == 3


def test_a_mailbox_without_the_mark_is_believed_where_the_settings_say_so(provider, settings):
    settings.OIDC_TRUST_MAIL = True
    people.person()
    assert come_back(provider, Client(), email_verified=None).status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"], "azp": openid.CLIENT},
        {"aud": [openid.CLIENT, "somebody-else"], "azp": openid.CLIENT},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"nonce": None},
        {"iat": 1_700_000_000, "exp": 1_700_000_300},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_login_is_refused(provider, claims):
    people.person()
    client = Client()
    answer = come_back(provider, client, **claims)
    assert (answer.status_code, is_in(client)) == (403, False)
    assert "统一登录没有成功" in told(answer)


@pytest.mark.parametrize(
    "forge", [openid.unsigned, openid.signed_with_the_client_secret, openid.signed_by_somebody_else]
)
def test_a_token_that_the_provider_did_not_sign_is_refused(provider, forge):
    people.person()
    provider.offered, provider.forge = ["RS256", "HS256", "none"], forge
    client = Client()
    assert come_back(provider, client).status_code == 403
    assert not is_in(client)


def test_the_way_back_is_for_the_browser_that_went_and_once(provider):
    people.person()
    thief, client = Client(), Client()
    way = client.get(START)
    back = provider.signs(way.headers["Location"])
    assert thief.get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 302
    client.post("/admin/logout/")
    assert client.get(back).status_code == 403


def test_a_provider_of_another_name_or_none_is_told_plainly(provider, settings):
    provider.tells_issuer = "https://elsewhere.example"
    assert "没有回应" in told(Client().get(START))
    ours._registered.cache_clear()
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get(START)
    assert (answer.status_code, "用密码登录" in told(answer)) == (502, True)


def test_what_the_provider_says_went_wrong_is_no_login(provider):
    client = Client()
    state = client.get(START).headers["Location"].partition("state=")[2].partition("&")[0]
    assert client.get(f"{START}return/", {"error": "access_denied", "state": state}).status_code == 403


@pytest.mark.parametrize(
    ("claims", "second"),
    [
        ({}, True),
        ({"amr": ["pwd"]}, True),
        ({"amr": ["pwd", "mfa"]}, False),
        ({"acr": "urn:two"}, False),
        ({"acr": "urn:one"}, True),
    ],
    ids=str,
)
def test_the_second_factor_is_the_providers_where_it_says_so(provider, settings, claims, second):
    settings.REQUIRE_SECOND_FACTOR, settings.OIDC_SECOND_FACTOR_ACR = True, ["urn:two"]
    people.person(role=roles.PUBLISHER)
    client = Client()
    answer = come_back(provider, client, **claims)
    assert (answer.headers["Location"] == "/admin/login/enrol/") == second
    assert is_in(client) != second


def test_groups_decide_the_roles_where_the_settings_map_them(provider, settings):
    staff.account(roles.EDITOR, "someone")
    settings.OIDC_ROLES = {"web": "编辑", "board": "发布"}
    client = Client()
    assert come_back(provider, client, groups=["kitchen"]).status_code == 403
    assert come_back(provider, client, groups=["web", "kitchen"]).status_code == 302
    user = User.objects.get(email="wang@example.org")
    assert (user.username, user.is_staff, user.is_superuser, user.has_usable_password()) == ("wang", True, False, False)
    assert [group.name for group in user.groups.all()] == ["编辑"]
    assert people.actions(user) == ["account_created", "rights_changed", "signed_in"]
    come_back(provider, Client(), groups=["board"])
    assert [group.name for group in user.groups.all()] == ["发布"]
    assert not is_in(client)  # with other rights one signs in anew


def test_without_the_setting_there_is_no_such_way():
    assert Client().get(START).status_code == 404
    assert Client().get(f"{START}return/").status_code == 404
    assert "或者" not in told(Client().get(people.LOGIN))
