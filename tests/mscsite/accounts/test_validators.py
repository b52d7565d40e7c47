"""Which passwords are taken."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

USER = User(username="wangxiaoming", email="xiaoming.wang@example.org", last_name="王", first_name="小明")


def refusals(password: str) -> set[str]:
    try:
        validate_password(password, USER)
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple", "四个 不相干 的词 连起来", "tr0ub4dor & three more", "x7#Kq9!mZ2pL",
        "🦴🧫🧪🔬🩺💉🧬🩻🫀🧠🦷👁",
        "ab cd" * 12 + "ef g", "w" * 20 + "quite long and not a word of it" * 3,
    ],
)  # fmt: skip
def test_good_ones(password):
    assert refusals(password) == set()


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password2026!", "qwertyuiop12", "123456789012", "1q2w3e4r5t6y", "aaaaaaaaaaaa", "abcabcabcabc",
        "wangxiaoming2026", "iloveyou2026",
    ],
)  # fmt: skip
def test_what_is_guessed_first(password):
    assert "guessable" in refusals(password)


def test_length_in_characters():
    assert "password_too_short" in refusals("x7#Kq9!mZ2p")
    long = "many words that nobody would put beside one another, " * 3
    assert (refusals(long[:128]), refusals(long[:129])) == (set(), {"too_long"})
