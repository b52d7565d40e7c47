"""Secrets of telephones at rest: sealed, opened with former keys, sealed anew; and where no key is known."""

from __future__ import annotations

import hashlib
import importlib
import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from mscsite.accounts import factor, sealing
from mscsite.accounts.models import RecoveryCode, Telephone
from mscsite.doctor import serving
from tests import staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told, totp_code

CODE = "/admin/login/code/"
OLD, NEW = "the old key of this site, long enough to be one", "another key of this site, long enough to be one"


@pytest.fixture
def telephone(db, settings) -> Telephone:
    settings.SECRET_KEY = OLD
    user = people.person()
    user.codes = people.with_telephone(user)
    device = Telephone.objects.get(user=user)
    device.user = user
    return device


def test_what_is_sealed_is_opened_by_todays_key_and_by_former_ones(settings):
    settings.SECRET_KEY = OLD
    text = sealing.sealed(b"secret")
    assert (sealing.opened(text), sealing.is_current(text)) == (b"secret", True)
    settings.SECRET_KEY = NEW
    with pytest.raises(sealing.Unreadable):
        sealing.opened(text)
    settings.SECRET_KEY_FALLBACKS = ["yet another", OLD]
    assert (sealing.opened(text), sealing.is_current(text)) == (b"secret", False)
    damaged = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    for each in ("", "é", text[:40], damaged):
        with pytest.raises(sealing.Unreadable):
            sealing.opened(each)


def test_the_database_holds_no_secret_and_no_code_of_paper(telephone):
    kept = "".join(serialize("json", model._base_manager.all()) for model in apps.get_models())
    words = [telephone.bin_key.hex(), factor.secret_in_words(telephone).replace(" ", "")]
    assert [word for word in [*words, *(code.replace("-", "") for code in telephone.user.codes)] if word in kept] == []
    assert len(set(RecoveryCode.objects.values_list("salt", flat=True))) == factor.CODES
    with pytest.raises(ValueError, match="Non-hexadecimal"):  # nothing verifies a code past our class
        TOTPDevice.objects.get().verify_token("123456")


def test_a_former_key_opens_and_the_next_sign_in_seals_anew(telephone, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert [each.part for each in serving._sealed() if each.level != "ok"] == ["former SECRET_KEY"]
    secret = telephone.bin_key
    sign_in(client := Client())
    assert client.post(CODE, {"code": totp_code(telephone)}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    assert Telephone.objects.get().bin_key == secret
    assert [each.level for each in serving._sealed()] == ["ok"]


def test_a_command_seals_anew_before_the_former_key_is_thrown_away(telephone, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    for changed in (1, 0):
        call_command("reseal_telephones", stdout=(out := io.StringIO()))
        assert out.getvalue() == f"两步验证的密钥共 1 个，用现在的 SECRET_KEY 重新加密了 {changed} 个。\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert Telephone.objects.get().is_readable


def test_the_command_seals_what_it_can_and_names_whose_it_cannot_open(telephone, settings):
    settings.SECRET_KEY = "a third"
    people.with_telephone(people.person("li"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, ["a third"]
    with pytest.raises(CommandError, match="1 个打不开（wang）"):
        call_command("reseal_telephones", stdout=io.StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    assert [each.is_readable for each in Telephone.objects.order_by("pk")] == [False, True]


def test_with_another_key_the_telephone_is_refused_in_words_and_a_code_of_paper_opens(telephone, settings):
    user, right = telephone.user, totp_code(telephone)
    settings.SECRET_KEY = NEW
    client = Client()
    sign_in(client)
    assert "请填一个恢复码" in told(client.get(CODE))
    assert "服务器换过密钥" in told(client.post(CODE, {"code": right}))
    assert not is_in(client)
    assert client.post(CODE, {"code": user.codes[0]}).status_code == 302
    assert "要重新设置" in told(client.get("/admin/account/"))
    client.get("/admin/account/second/")
    new = Telephone.objects.get(user=user, confirmed=False)
    done = client.post("/admin/account/second/", {"code": user.codes[1], "new_code": totp_code(new)})
    assert len(done.context["codes"]) == factor.CODES
    assert (factor.of(user), factor.is_unreadable(user)) == (new, False)


def test_a_proposed_secret_that_cannot_be_opened_is_made_anew(db, settings):
    user = people.person()
    first = factor.proposed(user)
    settings.SECRET_KEY = NEW
    second = factor.proposed(user)
    assert (second != first, second.is_readable, factor.proposed(user)) == (True, True, second)


def test_the_administrator_and_the_doctor_are_told(telephone, settings):
    settings.SECRET_KEY = NEW
    page = staff.client_of(staff.account(None)).get(f"/admin/auth/user/{telephone.user_id}/change/")
    assert "密钥读不出来" in told(page)
    [finding] = serving._sealed()
    assert (finding.level, finding.seen) == ("error", "1 of 1 cannot be opened with this SECRET_KEY")


@pytest.mark.django_db
def test_rows_of_before_are_sealed_and_salted_and_the_secrets_go_back():
    migration = importlib.import_module("mscsite.accounts.migrations.0004_seal_secrets")
    user = people.person()
    key = "0102030405060708090a0b0c0d0e0f1011121314"
    old = TOTPDevice.objects.create(user=user, name="totp", key=key, last_t=7, drift=1)
    plain = "ABCDEFGHIJKLMNOP"
    digest = hashlib.sha256(f"recovery {plain}".encode()).hexdigest()
    RecoveryCode.objects.create(user=user, salt="", digest=digest)
    for _twice in range(2):
        migration.seal(apps, None)
        migration.salt(apps, None)
    device = factor.of(user)
    assert (device.pk, device.bin_key.hex(), device.key, device.last_t, device.drift) == (old.pk, key, "sealed", 7, 1)
    assert RecoveryCode.objects.get().digest != digest
    assert factor.check(user, "abcd-efgh-ijkl-mnop") == factor.RECOVERY
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get().key == key
