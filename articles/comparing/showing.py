"""Compared lines as HTML: words taken away in `del`, new ones in `ins`, each in its format, and said in words too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import embeds
from articles.comparing.bodies import CHANGED, FORMAT, GONE, MOVED, NEW, SAME, Line, Run
from articles.comparing.leaves import Atom, Leaf
from articles.comparing.revisions import Comparison, FieldChange
from mscsite.core.differences import marked
from mscsite.core.models import Image

KINDS = {
    "p": gettext_lazy("段落"), "h2": gettext_lazy("二级标题"), "h3": gettext_lazy("三级标题"),
    "h4": gettext_lazy("四级标题"), "li": gettext_lazy("列表项"), "tr": gettext_lazy("表格行"),
    "figcaption": gettext_lazy("图注"), "caption": gettext_lazy("表格标题"), "hr": gettext_lazy("分隔线"),
    "image": gettext_lazy("图片"), "embed": gettext_lazy("实时图表"),
}  # fmt: skip
FATES = {
    NEW: gettext_lazy("新增"),
    GONE: gettext_lazy("删去"),
    MOVED: gettext_lazy("移动"),
    CHANGED: gettext_lazy("改动"),
}
_WORDS = {
    "strong": gettext_lazy("加粗"),
    "em": gettext_lazy("斜体"),
    "sub": gettext_lazy("下标"),
    "sup": gettext_lazy("上标"),
}
_AROUND = 1  # so many unchanged lines are shown on either side of a change


@dataclass(frozen=True)
class Shown:
    """A line as the page has it; `folded` holds the unchanged lines that stand behind one fold instead."""

    fate: str
    kind: str
    label: str
    html: SafeString | str
    folded: tuple[Shown, ...] = ()


def shown(lines: Iterable[Line], images: Mapping[str, Image]) -> list[Shown]:
    """Lines for the page; longer stretches without a change are folded. `images` by key, for their thumbnails."""
    found = [_shown(line, images) for line in lines]
    near = {
        place
        for number, line in enumerate(found)
        if line.fate != SAME
        for place in range(number - _AROUND, number + _AROUND + 1)
    }
    result: list[Shown] = []
    stretch: list[Shown] = []
    for number, line in enumerate(found):
        if number not in near:
            stretch.append(line)
            continue
        result += _folded(stretch)
        stretch = []
        result.append(line)
    return result + _folded(stretch)


def _folded(stretch: list[Shown]) -> list[Shown]:
    if len(stretch) < 3:
        return stretch
    label = _("%(n)s 段没有变") % {"n": len(stretch)}
    return [Shown(SAME, "", label, "", tuple(stretch))]


def _shown(line: Line, images: Mapping[str, Image]) -> Shown:
    html = format_html_join("", "{}", ((_run(run, images),) for run in line.runs))
    return Shown(line.fate, line.leaf.kind, _label(line), html)


def _label(line: Line) -> str:
    """What the line is and what became of it; of a moved one, which of its two places this is."""
    kind = _kind(line.leaf)
    if line.fate == SAME:
        return kind
    if line.fate == MOVED:
        return f"{kind} · {_('移到这里') if line.after else _('从这里移走')}"
    if line.was_kind:
        return f"{_kind(line.before)} → {kind}"
    return f"{kind} · {FATES[line.fate]}"


def _kind(leaf: Leaf) -> str:
    word = str(KINDS.get(leaf.kind, leaf.kind))
    if leaf.kind == "li" and leaf.inside.endswith("ol"):
        return _("编号列表项")
    return _("引文") if leaf.inside == "blockquote" else word


def _run(run: Run, images: Mapping[str, Image]) -> SafeString:
    content = format_html_join("", "{}", ((_atom(atom, images),) for atom in run.atoms))
    for name in reversed(run.formats):
        content = _in_format(name, content)
    if run.fate == FORMAT:
        words = _("格式：%(was)s → %(now)s") % {"was": _formats(run.was), "now": _formats(run.formats)}
        said = format_html('<span class="format-words">〔{}〕</span>', words)
        return format_html('<span class="format-change">{}{}</span>', content, said)
    tag = {GONE: "del", NEW: "ins"}.get(run.fate)
    return format_html("<{0}>{1}</{0}>", tag, content) if tag else content


def _in_format(name: str, content: SafeString) -> SafeString:
    if name.startswith("a "):
        return format_html('<span class="linked" title="{}">{}</span>', name[2:], content)
    return format_html("<{0}>{1}</{0}>", "strong" if name == "th" else name, content)


def _formats(names: Iterable[str]) -> str:
    words = [
        _("链接到 %(target)s") % {"target": name[2:]} if name.startswith("a ") else str(_WORDS.get(name, name))
        for name in names
    ]
    return "、".join(words) or _("无")


def _atom(atom: Atom, images: Mapping[str, Image]) -> SafeString | str:
    if atom.kind == "citation":
        return format_html('<cite class="citation-chip">{}</cite>', atom.text)
    if atom.kind == "cell":
        return mark_safe('<span class="cell"> ｜ </span>')
    if atom.kind == "image":
        image = images.get(atom.text)
        if image is None:
            return format_html("<code>{}</code>", atom.text)
        return format_html('<img src="{}" alt="{}"> {}', image.thumbnail, image.alt or "", image.name)
    if atom.kind == "embed":
        kind, *further = atom.text.split(" ")
        return format_html("<code>{}</code>", " · ".join([str(embeds.NAMES.get(kind, kind)), *further]))
    return mark_safe("<br>") if atom.text == "\n" else atom.text


def field_change(change: FieldChange) -> SafeString:
    """A field's difference: texts by characters, others whole."""
    if change.is_text and change.before and change.after:
        return marked(change.before, change.after)
    return format_html("<del>{}</del> → <ins>{}</ins>", change.before or "—", change.after or "—")


def page_context(found: Comparison) -> dict:
    """What the template of a comparison shows."""
    keys = {atom.text for line in found.lines for run in line.runs for atom in run.atoms if atom.kind == "image"}
    images = {image.key: image for image in Image.objects.filter(key__in=keys)} if keys else {}
    return {
        "comparison": found,
        "fields": [(change.label, field_change(change)) for change in found.fields],
        "lines": shown(found.lines, images),
    }
