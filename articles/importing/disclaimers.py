"""The disclaimer at the end (or the head) of an article."""

from __future__ import annotations

import re

from .lines import Line

_LABEL = re.compile(
    r"[\[【(*]*\s*(?:免责(?:说明|声明|条款|申明|提示)|(?:特别|郑重|重要|法律|版权)?(?:声明|申明))\s*(?:[\]】)]\s*:?|:|$)\s*"
)
_UNLABELLED = re.compile(
    r"[(*※◎注:\s]*(?:(?:贴心|温馨|小编)?提(?:醒|示)您?\s*[:,]?\s*)?(?:本文|本网|本站|本号|本公众号|本平台|以上|文中)[^。]{0,20}(?:(?:仅|只)(?:用于|供|作)|不构成|不能(?:替代|取代|代替)|不代替|不作为)"
    r"|(?:[(*※注:\s]|本文|以上|文中)[^。]{0,50}(?:应|请|需|须|宜|务必)[^。]{0,12}(?:医师|医生|医嘱|专业人员|就医)"
    r"[^。]{0,12}(?:为准|为主|诊断|意见|指示|评估|判断|建议|咨询)"
)
_TAIL = 6

Labels = list[tuple[str, Line]]


def take_disclaimer(lines: list[Line]) -> tuple[list[Line], str | None, Labels]:
    """Lines in; the other lines, the disclaimer without its label (None where there is none), and label lines out."""
    kept: list[Line] = []
    texts: list[str] = []
    labels: Labels = []
    index = 0
    while index < len(lines):
        line = lines[index]
        label = None if line.is_marked("table", "title") else _LABEL.match(line.folded)
        if label and line.text[label.end() :]:
            texts.append(line.text[label.end() :])
        elif label and index + 1 < len(lines) and _is_prose(lines[index + 1]):
            labels.append(("disclaimer_label", line))
            texts.append(lines[index + 1].text)
            index += 1
        elif index >= len(lines) - _TAIL and index and not line.is_marked("table") and _UNLABELLED.match(line.folded):
            texts.append(line.text)
        else:
            kept.append(line)
        index += 1
    return kept, "\n".join(texts) or None, labels


def is_disclaimer(line: Line) -> bool:
    """Whether a line is one by itself, with its label or without."""
    label = _LABEL.match(line.folded)
    return bool(label and line.text[label.end() :]) or _UNLABELLED.match(line.folded) is not None


def is_labelled(line: Line) -> bool:
    """Whether a line begins with the label of a disclaimer."""
    return _LABEL.match(line.folded) is not None


def _is_prose(line: Line) -> bool:
    return line.folded.endswith(("。", "!", ".")) and not line.folded.startswith(("|", "- "))
