"""What the page cache did, for administrators: each process of this machine, and all of them together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mscsite.core.pagecache import reports
from mscsite.core.pagecache.reports import Report

FIGURES = [
    ("hit", gettext_lazy("命中"), gettext_lazy("直接从内存送出")),
    ("miss", gettext_lazy("未命中"), gettext_lazy("现做一次，然后保留")),
    ("not_modified", gettext_lazy("其中 304"), gettext_lazy("读者浏览器里的那份仍是最新，不必重发")),
    ("passed", gettext_lazy("不经缓存"), gettext_lazy("已登录、带查询条件、后台、文件、找不到的页面等")),
    ("pages", gettext_lazy("保留的页面"), gettext_lazy("每种文字各算一页")),
    ("size", gettext_lazy("占用"), gettext_lazy("gzip 与 Brotli 两份")),
    ("limit", gettext_lazy("上限"), gettext_lazy("每个进程由 PAGE_CACHE_MB 设定")),
    ("evicted", gettext_lazy("因空间不足移除"), gettext_lazy("最久没有人读的先移除；一直增加就该调高上限")),
    (
        "generation",
        gettext_lazy("版次"),
        gettext_lazy("公开内容每变动一次就增加；各进程应当相同，没有读者的可能落后"),
    ),
    ("since", gettext_lazy("启动时间"), gettext_lazy("次数从这时算起")),
]
BYTES = ("size", "limit")


@dataclass(frozen=True)
class Row:
    """One figure: of all processes, and of each."""

    name: str
    explained: str
    total: str
    each: list[str]


@never_cache
@require_safe
def page_cache(request: HttpRequest) -> HttpResponse:
    """The page; 403 for all but administrators."""
    if not request.user.is_superuser:
        raise PermissionDenied
    found = reports.read(settings.PAGE_CACHE_REPORTS)
    shown = {"title": _("页面缓存"), "processes": found, "is_off": not settings.PAGE_CACHE_BYTES}
    shown |= {"seconds": int(reports.INTERVAL)}
    if found:
        size, limit = _sum(found, "size"), _sum(found, "limit")
        room = f"{_words('size', size)} / {_words('limit', limit)}"
        shown |= {"rows": _rows(found), "share": _share(found), "size": size, "limit": limit, "room": room}
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/page_cache.html", {**admin.site.each_context(request), **shown})


def _rows(found: list[Report]) -> list[Row]:
    together: dict[str, Callable] = {"generation": _newest, "since": lambda found, field: None}
    return [
        Row(
            str(name),
            str(explained),
            _words(field, together.get(field, _sum)(found, field)),
            [_words(field, getattr(report, field)) for report in found],
        )
        for field, name, explained in FIGURES
    ]


def _sum(found: list[Report], field: str) -> int:
    return sum(getattr(report, field) for report in found)


def _newest(found: list[Report], field: str) -> int | None:
    return max((getattr(report, field) or 0 for report in found), default=0) or None


def _share(found: list[Report]) -> str:
    """Hits of all that could have been one."""
    hit, miss = _sum(found, "hit"), _sum(found, "miss")
    return f"{hit / (hit + miss):.1%}" if hit + miss else "—"


def _words(field: str, value: float | None) -> str:
    if value is None:
        return "—"
    if field in BYTES:
        return f"{value / 1_000_000:.1f} MB"
    if field == "since":
        return date_format(timezone.localtime(dt.datetime.fromtimestamp(value, dt.UTC)), "m-d H:i")
    return str(value) if field == "generation" else f"{value:,}"  # a number of its own kind, no count
