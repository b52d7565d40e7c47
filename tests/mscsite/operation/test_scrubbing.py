"""What is taken out of texts, and what stays."""

from __future__ import annotations

import pytest

from mscsite.operation.scrubbing import scrub


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("refused: {'wang.li@example.org': (550, b'no')}", "wang.li@example.org"),
        ("from 203.0.113.7 port 4", "203.0.113.7"),
        ("from 2001:db8::8a2e:370:7334 now", "2001:db8::8a2e:370:7334"),
        ("client ::1 said", "::1"),
        ("打电话 13812345678 联系", "13812345678"),
        ("打电话 +86 138-1234-5678 联系", "138-1234-5678"),
        ("身份证 11010119900307123X 的", "11010119900307123X"),
        ("DETAIL:  Key (username)=(王小明 (编辑)) already exists.", "王小明"),
        ("DETAIL:  Failing row contains (7, wang, 王小明, null).", "王小明"),
        ("Not found: /zh-hans/search/?q=肝癌&page=2", "肝癌"),
        ("GET https://api.example.org/works?query=smith", "smith"),
        ("/zh-hant/drafts/aB3dEf-token/docx/", "aB3dEf-token"),
        ("/admin/reset/MQ/set-password-token/", "set-password-token"),
        ("postgres://site:geheim@db/name", "geheim"),
        ("{'HTTP_COOKIE': 'sessionid=abc123def'}", "abc123def"),
        ("Authorization: Bearer-abc", "Bearer-abc"),
        ("username='wangli' failed", "wangli"),
    ],
)
def test_taken_out(text, secret):
    assert (secret in text, secret in scrub(text)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "The check claims.absolute failed",
        "publish_due: gan-xi-bao-yu-ban-yue-ban",
        'File "/srv/mscsite/articles/models.py", line 12, in save',
        "Mail not sent (3 waiting): SMTPServerDisconnected: Connection unexpectedly closed",
        "Python 3.11.7, Django 5.2.19, 10.1126/science.284.5411.143",
        "time 12:30:45, ratio 1:2",
        "is it so? yes",
    ],
)
def test_stays(text):
    assert scrub(text) == text
