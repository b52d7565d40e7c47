"""Terms in an article, explained where they first stand. Pure, on a tree; the words come from `references`."""

from __future__ import annotations

from lxml.html import HtmlElement, builder

from references.explaining import Meaning, Vocabulary

_HOLDERS = ("p", "li")
_NEVER = ("a", "cite", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "th", "sup", "sub", "figure")


def explain(tree: HtmlElement, vocabulary: Vocabulary, linked: dict[str, Meaning]) -> list[Meaning]:
    """Link the first place of each term in running text to its entry; returns all terms that the text links.

    `linked` has those that the writer linked, by slug; they are not linked a second time.
    """
    found = dict(linked)
    _walk(tree, False, vocabulary, found)
    return list(found.values())


def _walk(element: HtmlElement, inside: bool, vocabulary: Vocabulary, found: dict[str, Meaning]) -> None:
    inside = (inside or element.tag in _HOLDERS) and element.tag not in _NEVER
    children = [child for child in element if isinstance(child.tag, str)]
    if inside and element.text:
        element.text = _link(element, 0, element.text, vocabulary, found)
    for child in children:
        if child.tag not in _NEVER:
            _walk(child, inside, vocabulary, found)
        if inside and child.tail:
            child.tail = _link(element, element.index(child) + 1, child.tail, vocabulary, found)


def _link(parent: HtmlElement, at: int, text: str, vocabulary: Vocabulary, found: dict[str, Meaning]) -> str:
    """Insert links for the new terms of `text` into `parent` from its child number `at` on; returns what precedes."""
    new = []
    for start, end, meaning in vocabulary.find(text):
        if meaning.slug not in found:
            found[meaning.slug] = meaning
            new.append((start, end, meaning))
    if not new:
        return text
    ends = [start for start, _end, _meaning in new[1:]] + [len(text)]
    for offset, ((start, end, meaning), until) in enumerate(zip(new, ends, strict=True)):
        link = builder.A(text[start:end], {"href": meaning.url, "class": "record record-term"})
        parent.insert(at + offset, link)
        link.tail = text[end:until]
    return text[: new[0][0]]
