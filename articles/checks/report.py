"""Findings and checks in words, for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.checks.findings import Finding, Level
from articles.checks.registry import GROUPS, Check, all_checks

LEVELS = {Level.ERROR: _("错误"), Level.WARNING: _("警告"), Level.INFO: _("提示")}
TITLES = {
    "claims": _("违规宣传用语"),
    "numbers": _("数字与单位"),
    "consistency": _("前后一致"),
    "evidence": _("文献与证据"),
    "structure": _("结构与文字"),
    "script": _("简繁字形"),
    "freshness": _("时效"),
}
_HEAD = """# 检查项

本页由 `manage.py check_text --list` 从代码生成，请勿手工修改。检查结果供编辑参考，不构成法律意见。
错误须改正后才能发布；警告须由编辑决定并写明理由；提示仅供参考。
"""


def in_words(found: Finding, place: str) -> str:
    """One finding as a line of text."""
    columns = f"{found.start + 1}–{found.end}" if found.end > found.start else str(found.start + 1)
    return f"{place} {columns} [{LEVELS[found.level]}] {found.code} {found.message}（{found.rule}）"


def catalogue() -> str:
    """All checks as Markdown: code, level, rule, an example that fires and one that does not."""
    parts = [_HEAD]
    for group in GROUPS:
        checks = [each for each in all_checks() if each.group == group]
        if checks:
            parts.append(f"\n## {TITLES[group]}（{group}）\n")
            parts.extend(_entry(each) for each in checks)
    return "".join(parts)


def _entry(each: Check) -> str:
    message = str(each.message).replace("“%(excerpt)s”", "“…”").replace("%%", "%")
    lines = [f"\n### {each.code}\n", f"- 级别：{LEVELS[each.level]}", f"- 依据：{_source(each)}", f"- 说明：{message}"]
    if each.for_articles:
        lines.append("- 范围：仅对已存文章检查")
    else:
        lines += [f"- 会报告：{_example(each.fires)}", f"- 不报告：{_example(each.silent)}"]
    return "\n".join(lines) + "\n"


def _source(each: Check) -> str:
    parts = [each.rule.name, each.rule.source if each.rule.source != each.rule.name else ""]
    since = f"{each.rule.effective}起施行" if each.rule.effective else ""
    return "；".join(part for part in (*parts, since) if part)


def _example(text: str) -> str:
    if "\n" not in text:
        return f"`{text}`"
    return "\n\n" + "\n".join(f"      {line}" for line in text.split("\n")) + "\n"
