"""The second factor: asked for, set, used once, replaced, lost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from mscsite.accounts import factor
from mscsite.accounts.models import RecoveryCode, Session, Telephone
from mscsite.core import roles
from tests import staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told, totp_code

pytestmark = pytest.mark.django_db
CODE, ENROL = "/admin/login/code/", "/admin/login/enrol/"


def device(user) -> Telephone:
    return Telephone.objects.get(user=user)


@pytest.mark.parametrize("role", [*roles.ROLES, None], ids=str)
def test_whom_production_asks_for_a_second_factor(settings, role):
    user = people.person(role=role)
    assert factor.is_required(user) is False
    settings.REQUIRE_SECOND_FACTOR = True
    assert factor.is_required(type(user).objects.get(pk=user.pk)) == (role in (None, roles.PUBLISHER))


def test_who_must_have_one_sets_it_at_the_first_login(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user, client = people.person(role=roles.PUBLISHER), Client()
    first = client.post(people.LOGIN, {"username": "wang", "password": people.PASSWORD, "next": "/zh-hans/about/"})
    assert first.headers["Location"] == ENROL
    assert not is_in(client)
    page = client.get(ENROL)
    assert factor.secret_in_words(device(user)) in told(page)
    assert re.search(r'<img src="data:image/svg\+xml[^"]+" alt="两步验证', page.text)
    assert client.get(ENROL).context["secret"] == page.context["secret"]  # loaded again, the same secret
    assert "数字不对" in told(client.post(ENROL, {"new_code": "000000"}))
    Telephone.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    done = client.post(ENROL, {"new_code": totp_code(device(user))})
    codes = done.context["codes"]
    assert len(codes) == factor.CODES
    assert done.context["onward"] == "/zh-hans/about/"
    assert all(code in done.text for code in codes)
    assert is_in(client)
    assert people.actions(user) == ["second_factor_set", "signed_in"]
    kept = {value for row in RecoveryCode.objects.values_list("digest", flat=True) for value in (row,)}
    assert kept & {code.replace("-", "") for code in codes} == set()


def test_a_code_of_the_telephone_opens_once():
    user = people.person()
    people.with_telephone(user)
    client, other = Client(), Client()
    assert sign_in(client).headers["Location"] == CODE
    assert sign_in(other).headers["Location"] == CODE
    assert not is_in(client)
    code = totp_code(device(user))
    assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/admin/"
    assert is_in(client)
    assert "验证码不对" in told(other.post(CODE, {"code": code}))
    assert not is_in(other)
    assert people.actions(user) == ["signed_in", "sign_in_failed"]


def test_a_code_of_paper_opens_once_and_is_counted():
    user = people.person()
    codes = people.with_telephone(user)
    client, other = Client(), Client()
    sign_in(client)
    assert client.post(CODE, {"code": codes[3].lower()}).status_code == 302
    assert factor.codes_left(user) == factor.CODES - 1
    sign_in(other)
    assert other.post(CODE, {"code": codes[3]}).status_code == 200
    assert "还有 9 个恢复码" in told(client.get("/admin/account/"))


def test_guesses_are_slowed_down_and_the_owner_is_told():
    user = people.person()
    people.with_telephone(user)
    client = Client()
    sign_in(client)
    for _each in range(3):
        client.post(CODE, {"code": "000000"})
    refused = client.post(CODE, {"code": totp_code(device(user))})
    assert "分钟后再试" in told(refused)
    assert not is_in(client)
    later = timezone.now() - dt.timedelta(minutes=5)
    Telephone.objects.update(throttling_failure_timestamp=later)
    assert client.post(CODE, {"code": totp_code(device(user))}).status_code == 302


def test_the_second_step_waits_ten_minutes_and_for_one_password(monkeypatch):
    user = people.person()
    people.with_telephone(user)
    client = Client()
    sign_in(client)
    assert client.get(CODE).status_code == 200
    user.set_password("another password altogether")
    user.save()
    assert client.get(CODE).headers["Location"] == "/admin/login/"
    sign_in(client, password="another password altogether")
    monkeypatch.setattr("mscsite.accounts.signing_in._MINUTES", 0)
    assert client.get(CODE).headers["Location"] == "/admin/login/"


def test_nobody_comes_to_the_second_step_without_the_first():
    user = people.person()
    people.with_telephone(user)
    assert Client().post(CODE, {"code": totp_code(device(user))}).headers["Location"] == "/admin/login/"
    assert Client().get(ENROL).headers["Location"] == "/admin/login/"
    client = Client()
    sign_in(client)
    assert client.get(ENROL).headers["Location"] == "/admin/login/"  # who has one cannot set another at the door


def test_one_may_set_it_of_ones_own_will_with_the_password():
    user, client = people.person(), Client()
    sign_in(client)
    page = "/admin/account/second/"
    client.get(page)
    refused = client.post(page, {"password": "wrong", "new_code": totp_code(device(user))})
    assert "密码不对" in told(refused)
    assert factor.of(user) is None
    slip = client.post(page, {"password": people.PASSWORD, "new_code": "000000"})
    assert "password" not in slip.context["forms"][0].fields  # proved; only the code is asked for again
    Telephone.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    done = client.post(page, {"new_code": totp_code(device(user))})
    assert len(done.context["codes"]) == factor.CODES
    assert factor.of(user) is not None


def test_another_telephone_takes_the_place_of_the_old_one_once_it_is_confirmed():
    user = people.person()
    codes = people.with_telephone(user)
    client, old = Client(), device(user)
    sign_in(client)
    client.post(CODE, {"code": codes[0]})
    client.get("/admin/account/second/")
    new = Telephone.objects.get(user=user, confirmed=False)
    assert factor.of(user) == old
    client.post("/admin/account/second/", {"code": codes[1], "new_code": totp_code(new)})
    assert factor.of(user) == new
    assert Telephone.objects.count() == 1
    assert factor.check(user, codes[2]) == ""  # the old codes went with it


def test_codes_are_renewed_and_the_factor_is_removed_by_its_owner_alone(settings):
    user = people.person()
    codes = people.with_telephone(user)
    client = Client()
    sign_in(client)
    client.post(CODE, {"code": codes[0]})
    renewed = client.post("/admin/account/second/codes/", {"code": codes[1]}).context["codes"]
    assert factor.check(user, codes[2]) == ""
    assert client.post("/admin/account/second/remove/", {"code": "ABCD"}).status_code == 200
    assert client.post("/admin/account/second/remove/", {"code": renewed[0]}).status_code == 302
    assert factor.of(user) is None
    assert people.actions(user)[-2:] == ["sign_in_failed", "second_factor_removed"]


def test_who_must_have_one_does_not_remove_it(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = people.person(role=roles.PUBLISHER)
    codes = people.with_telephone(user)
    client = Client()
    sign_in(client)
    client.post(CODE, {"code": codes[0]})
    assert "不能关闭" in told(client.get("/admin/account/"))
    client.post("/admin/account/second/remove/", {"code": codes[1]})
    assert factor.of(user) is not None


def test_a_session_opened_with_less_than_is_asked_now_opens_nothing(settings):
    client = Client()
    people.person(role=roles.PUBLISHER)
    sign_in(client)
    assert is_in(client)
    settings.REQUIRE_SECOND_FACTOR = True
    away = client.get("/admin/articles/article/")
    assert away.headers["Location"] == "/admin/login/?next=/admin/articles/article/"
    assert "两步验证" in told(client.get(away.headers["Location"]))
    assert sign_in(client).headers["Location"] == ENROL


def test_an_administrator_resets_a_lost_telephone_and_it_is_noted():
    user = people.person()
    codes = people.with_telephone(user)
    lost = Client()
    sign_in(lost)
    lost.post(CODE, {"code": codes[0]})
    admin = staff.client_of(staff.account(None))
    shown = admin.get(f"/admin/auth/user/{user.pk}/change/")
    assert "重设两步验证" in told(shown)
    admin.post(f"/admin/auth/user/{user.pk}/steps/factor/")
    assert factor.of(user) is None
    assert not is_in(lost)
    assert people.actions(user)[-1] == "second_factor_reset"


def test_a_command_resets_it_where_no_administrator_is_left(capsys):
    user = people.person()
    people.with_telephone(user)
    staff.client_of(user)
    call_command("reset_second_factor", "wang")
    assert "下次登录时重新设置" in capsys.readouterr().out
    assert (factor.of(user), Session.objects.count()) == (None, 0)
    with pytest.raises(CommandError, match="没有账号“li”"):
        call_command("reset_second_factor", "li")


def test_secrets_of_telephones_are_shown_in_no_page_of_the_admin():
    from django.contrib import admin

    assert {Telephone, Telephone.__base__} & set(admin.site._registry) == set()
