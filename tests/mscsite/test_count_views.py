"""Reading figures from the web server's log: counted once, without addresses, robots left out."""

import datetime as dt
import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from mscsite import reading_figures
from mscsite.reading_figures import DailyViews, LogPosition
from tests import staff

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"


def line(target="/zh-hans/articles/a/", status=200, agent=PHONE, day="27/Nov/2026", method="GET") -> str:
    return f'203.0.113.9 - - [{day}:08:37:32 +0800] "{method} {target} HTTP/1.1" {status} 1037 "-" "{agent}"\n'


def counted(*lines: str) -> dict[str, int]:
    found = reading_figures.read(text.encode() for text in lines)
    return {f"{day} {path}": number for (day, path), number in found.views.items()}


def test_readings_are_counted_by_day_and_address():
    assert counted(
        line(),
        line("/zh-hans/articles/a/?from=timeline#x"),
        line(status=304),
        line(day="28/Nov/2026"),
        line("/zh-hant/"),
    ) == {
        "2026-11-27 /zh-hans/articles/a/": 3,
        "2026-11-28 /zh-hans/articles/a/": 1,
        "2026-11-27 /zh-hant/": 1,
    }


@pytest.mark.parametrize(
    "left_out",
    [
        line("/static/site/base.css"), line("/admin/"), line("/"), line("/zh-hans/articles/a/qr.svg"),
        line("/zh-hans/feed/"), line("/zh-hans/categories/b/feed/"), line("/zh-hans/search/?q=x"),
        line("/zh-hans/previews/1/"), line(status=404), line(status=301), line(status=500), line(method="HEAD"),
        line(method="POST"), line("/api/v1/products"), line(agent=""), line(agent="-"), line(agent="curl/8.5"),
        line(agent="Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"),
        line(agent="Mozilla/5.0 (compatible; Googlebot/2.1)"), line(agent="Chrome-Lighthouse"),
    ],
)  # fmt: skip
def test_what_is_no_reading_is_left_out(left_out):
    assert counted(left_out) == {}


def test_lines_of_another_format_are_told_apart_from_other_requests():
    found = reading_figures.read(
        [b"hello\n", line(method="HEAD").encode(), line(day="31/Feb/2026").encode(), b"\xff\n"]
    )
    assert (found.lines, found.unreadable) == (4, 3)


def test_a_log_is_counted_once_however_often_and_under_whatever_name(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line() + line("/zh-hant/"))
    call_command("count_views", str(log), stdout=io.StringIO())
    call_command("count_views", str(log), stdout=io.StringIO())
    with log.open("a") as file:
        file.write(line() + line()[:40])  # the last line is still being written
    call_command("count_views", str(log), stdout=io.StringIO())
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress((log.read_text() + line()[40:]).encode()))
    out = io.StringIO()
    call_command("count_views", str(packed), "--json", stdout=out, stderr=io.StringIO())
    told = json.loads(out.getvalue())
    assert told == {
        "file": str(packed), "status": "counted", "lines": 1, "unreadable": 0, "views": 1, "days": ["2026-11-27"]
    }  # fmt: skip
    figures = {(row.on, row.path): row.views for row in DailyViews.objects.all()}
    assert figures == {
        (dt.date(2026, 11, 27), "/zh-hans/articles/a/"): 3,
        (dt.date(2026, 11, 27), "/zh-hant/"): 1,
    }


def test_nothing_of_a_reader_is_kept(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line())
    call_command("count_views", str(log), stdout=io.StringIO())
    kept = repr([*DailyViews.objects.values(), *LogPosition.objects.values()])
    assert "203.0.113" not in kept
    assert "Mozilla" not in kept


def test_a_missing_file_and_one_of_another_format_fail_by_name(tmp_path):
    log = tmp_path / "other.log"
    log.write_text('{"json": true}\n')
    for path in (tmp_path / "none.log", log):
        with pytest.raises(CommandError, match=path.name):
            call_command("count_views", str(path), stdout=io.StringIO(), stderr=io.StringIO())
    assert DailyViews.objects.count() == 0


def test_marketing_sees_a_chart_of_the_last_weeks():
    from mscsite.core.roles import MARKETING

    for day, views in ((1, 5), (3, 12)):
        DailyViews.objects.create(on=dt.date(2026, 11, day), path="/zh-hans/articles/a/", views=views)
    DailyViews.objects.create(on=dt.date(2026, 11, 3), path="/zh-hant/", views=4)
    client = staff.client_of(staff.account(MARKETING))
    html = client.get(staff.address(DailyViews, "changelist")).text
    assert "<title>2026-11-03：16</title>" in html
    assert "共 21 次，最多的一天 16 次。" in html
    one = client.get(staff.address(DailyViews, "changelist") + "?q=/zh-hant/").text
    assert "<title>2026-11-03：4</title>" in one
    assert client.get(staff.address(DailyViews, "add")).status_code == 403
