"""A derived block as the workbench shows it: differences from the machine's version, doubts with their choices."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from mscsite.core import hanzi
from mscsite.core.alignment import Row
from mscsite.core.differences import changes, tokens
from mscsite.core.doubts import Doubt, doubts, doubts_html, text_of
from mscsite.core.html import sanitise


def shown(text: str | None, *, is_html: bool) -> SafeString:
    """A block as it is read; HTML is sanitised again, since what stands in the database came from many hands."""
    return mark_safe(sanitise(text or "")) if is_html else format_html("{}", text or "")


def source_shown(text: str | None, script: str, glossary: hanzi.Glossary, *, is_html: bool) -> SafeString:
    """The source of a block; Traditional that looks badly converted is marked, with what it should be."""
    text = text or ""
    if script == hanzi.HANS or (is_html and sanitise(text) != text):
        return shown(text, is_html=is_html)
    repair = hanzi.repair_html if is_html else hanzi.repair
    parts, place = [], 0
    for change in repair(text, script, glossary).changes:
        parts += [_token(text[place : change.start], is_html=is_html), _suspicious(change, is_html=is_html)]
        place = change.end
    return mark_safe("".join([*parts, _token(text[place:], is_html=is_html)]))


def _suspicious(change: hanzi.Change, *, is_html: bool) -> str:
    if is_html and "<" in change.before:
        return change.before
    before = _token(change.before, is_html=is_html)
    return f'<mark class="differs suspicious" data-machine="{escape(change.after)}">{before}</mark>'


def words_of(row: Row, region: str, glossary: hanzi.Glossary, *, is_html: bool) -> list[tuple[str, str]]:
    """Words of a derived block that `region` says otherwise, each once: as it stands, and as it would be said there.

    `region` is `zh-Hant-TW`, `zh-Hant-HK` or, where nothing is proposed, `zh-Hans`. The text is in Taiwan's characters,
    and so are the words of Hong Kong: only the word changes.
    """
    if row.text is None or region == hanzi.HANS:
        return []
    text = text_of(row.text)[0] if is_html else row.text
    found = hanzi.vocabulary(hanzi.convert(text, region, hanzi.HANT), region, glossary)
    pairs = ((text[one.start : one.end], hanzi.convert(one.after, hanzi.HANT, region)) for one in found)
    return list(dict.fromkeys(pairs))


def doubts_of(row: Row, to: str, source: str, glossary: hanzi.Glossary, *, is_html: bool) -> list[Doubt]:
    """Where the machine guessed in its version of a block; the places count in that version."""
    if row.source is None or row.machine is None or len(row.source) != len(row.machine):
        return []
    return (doubts_html if is_html else doubts)(row.source, to, source, glossary)


def annotated(row: Row, found: list[Doubt], *, is_html: bool) -> SafeString:
    """The text of `row` with `mark` around what differs from the machine's version, and the doubts as buttons.

    Doubts stand only where the text is as the machine wrote it: what a person changed a person has looked at. Their
    `data-at` counts the characters of the text as it is stored.
    """
    text = row.text or ""
    if is_html and sanitise(text) != text:
        return shown(text, is_html=True)
    cut = tokens if is_html else list
    return mark_safe("".join(_parts(cut(text), cut(row.machine or ""), found, is_html=is_html)))


def _parts(text: list[str], machine: list[str], found: list[Doubt], *, is_html: bool) -> Iterator[str]:
    choices = {doubt.at: doubt.choices for doubt in found}
    place, at, own_at = 0, 0, 0  # a token of `text`; characters before it in the machine's version and in the text
    for change in [*changes(machine, text), None]:
        for token in text[place : change.start if change else len(text)]:
            yield _doubt(token, choices[at], own_at) if at in choices else _token(token, is_html=is_html)
            at, own_at = at + len(token), own_at + len(token)
        if change is None:
            return
        gone, new = machine[change.low : change.high], text[change.start : change.end]
        yield _difference("".join(gone), new, is_html=is_html)
        at, own_at, place = at + len("".join(gone)), own_at + len("".join(new)), change.end


def _difference(gone: str, new: list[str], *, is_html: bool) -> str:
    """What a person wrote, in one `mark` for every stretch without a tag; an empty one where something was left out."""
    runs: list[list[str]] = [[]]
    for token in new:
        if is_html and token.startswith("<") and token.endswith(">"):
            runs += [[token], []]
        else:
            runs[-1].append(_token(token, is_html=is_html))
    if not new:
        return format_html('<mark class="differs left-out" data-machine="{}"></mark>', gone)
    return "".join(_run(run, gone) for run in runs if run)


def _run(run: list[str], gone: str) -> str:
    text = "".join(run)
    if len(run) == 1 and text.startswith("<"):
        return text
    return f'<mark class="differs" data-machine="{escape(gone)}">{text}</mark>'


def _token(token: str, *, is_html: bool) -> str:
    return token if is_html else escape(token)


def _doubt(character: str, choices: str, at: int) -> str:
    """Focusable by itself, so that the choices are reached with the keyboard."""
    return (
        f'<span class="doubt" role="button" tabindex="0" aria-haspopup="menu" data-at="{at}" data-choices="{choices}">'
        f"{character}</span>"
    )
