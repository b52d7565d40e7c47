"""Editors, whose saves are there, or who were told what to do."""

from __future__ import annotations

import time
import urllib.parse

import lxml.html

from stress.loading.asking import FAILED, HOST, Seen, ask


def edit(port: int, cookie: str, article: int, until: float, seen: Seen, texts: dict[int, set[str]]) -> None:
    """Save one article again and again; `texts` are what may stand there at the end."""
    path, number = f"/admin/articles/article/{article}/change/", 0
    while time.monotonic() < until:
        number += 1
        text = f"<p>第 {number} 次保存，{time.time_ns()}。</p>"
        outcome = _save(port, cookie, path, text)
        seen.editing[outcome] += 1
        if outcome == "saved":
            texts[article] = {text}
        else:
            texts[article].add(text)  # it may have been written although nobody could be told
        if outcome.startswith("unclear"):
            seen.problems.append(f"editing: {outcome}")
        time.sleep(0.3)


def _save(port: int, cookie: str, path: str, text: str) -> str:
    """What a person would understand of the answer to a save."""
    try:
        status, page = ask(port, "GET", path, Cookie=cookie)
        if status != 200:
            return _understood(status, page, text="")
        form = _fields(page) | {"body_zh_hans": text}
        kind = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://{HOST}"}
        cookie += f"; csrftoken={form['csrfmiddlewaretoken']}" if "csrftoken" not in cookie else ""
        body = urllib.parse.urlencode(form)
        status, page = ask(port, "POST", path, body, Cookie=cookie, Referer=f"http://{HOST}{path}", **kind)
    except FAILED as error:
        return f"unclear: {type(error).__name__}"
    return "saved" if status == 302 else _understood(status, page, text)


def _understood(status: int, page: str, text: str) -> str:
    if status == 503 and ("再提交一次" in page or "后退" in page or "再打开这一页" in page):
        return "told to send again" if text else "told to open again"
    if status == 503 and "网站正在维护" in page:
        return "told to come back"
    if status == 200 and "errorlist" in page:
        return "told what is wrong"
    return f"unclear: {status} {' '.join(page.split())[:200]}"


def _fields(page: str) -> dict[str, str]:
    form = next(each for each in lxml.html.fromstring(page).forms if each.get("id") == "article_form")
    return {name: value or "" for name, value in form.form_values() if not name.startswith("_")}
