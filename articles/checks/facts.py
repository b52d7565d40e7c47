"""What checks know besides the text, as plain data: so they can be tested, and run, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ProductFacts:
    """A product record: its spellings, where its cells come from, and what has become of it.

    `approved` holds the years of its approvals, `gone` the jurisdictions in which it is no longer approved.
    """

    name: str
    spellings: tuple[str, ...] = ()
    tissue: str = ""
    donor: str = ""
    approved: frozenset[int] = frozenset()
    gone: tuple[str, ...] = ()
    is_gone_everywhere: bool = False


@dataclass(frozen=True)
class PageFacts:
    """What the page of an article shows around its text; empty where it shows nothing."""

    source: str = ""
    author: str = ""
    audience: str = ""
    summary: str = ""
    disclaimer: str = ""
    is_published: bool = False
    has_date: bool = False
    links: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
