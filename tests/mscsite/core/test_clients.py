"""Addresses of clients: believed as far as a proxy of ours vouches for them."""

from __future__ import annotations

import re

import pytest

from mscsite.core import clients

FORWARDED = "made up, 192.0.2.7, 10.0.0.2"


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ([], "10.0.0.1", FORWARDED, "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", FORWARDED, "10.0.0.2"),
        (["10.0.0.0/24"], "10.0.0.1", FORWARDED, "192.0.2.7"),
        (["10.0.0.0/24"], "198.51.100.1", FORWARDED, "198.51.100.1"),
        (["127.0.0.1"], "", "192.0.2.7", "192.0.2.7"),
        ([], "", "192.0.2.7", ""),
        (["127.0.0.1", "::1"], "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_what_a_proxy_of_ours_says_is_believed(rf, settings, trusted, peer, forwarded, address):
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert clients.address(request) == address


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_addresses_of_one_customer_count_as_one(rf, peer, network):
    assert clients.network(rf.get("/", REMOTE_ADDR=peer)) == network


def test_a_digest_tells_nothing_and_is_another_one_tomorrow(settings, monkeypatch):
    import datetime as dt

    today = clients.digest("192.0.2.7")
    assert "192.0.2.7" not in today
    assert re.fullmatch("[0-9a-f]{64}", today)
    assert clients.digest("192.0.2.7") == today
    assert clients.digest("192.0.2.8") != today
    tomorrow = dt.date(2099, 1, 1)
    monkeypatch.setattr(clients.timezone, "localdate", lambda: tomorrow)
    assert clients.digest("192.0.2.7") != today
