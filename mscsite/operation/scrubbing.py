"""What must not stand in a log, an error mail or a report to another server, taken out of a text.

The site's own messages name no person; this is for what others put into theirs: a database that quotes the row, a mail
server that quotes the mailbox, a framework that quotes the address with its query.
"""

from __future__ import annotations

import ipaddress
import re

MASK = "…"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A row or key as PostgreSQL and SQLite quote them: Key (email)=(x@y), Failing row contains (…), PARAMETERS: …
    (re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= |$)", re.MULTILINE), rf"\1({MASK})"),
    (re.compile(r"(Failing row contains ).*", re.MULTILINE), rf"\1({MASK})"),
    # Tokens in addresses: shared drafts, resets of passwords, and the query, where searches and filters stand.
    (re.compile(r"(/drafts/|/reset/|/invitations?/)[^\s/'\"?]+(?:/[^\s/'\"?]+)?"), rf"\1{MASK}"),
    (re.compile(r"(?<=[\w/])\?[\w%.~+*-]+=[^\s'\"<>)]*"), f"?{MASK}"),
    (re.compile(r"(://)[^/\s@:]+:[^/\s@]+@"), rf"\1{MASK}@"),  # the password of a DATABASE_URL
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), MASK),
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"), MASK),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"), MASK),  # identity card
    (re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), MASK),
    (re.compile(r"(?i)\b(authorization|cookie|set-cookie|password|passwd|secret|token|sessionid|csrftoken|username)"
                r"(['\"]?\s*[:=]\s*)(?!\s)(?:'[^']*'|\"[^\"]*\"|[^\s,;'\"}]+)"), rf"\1\2{MASK}"),
)  # fmt: skip


_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F:]*:[0-9a-fA-F]*:[0-9a-fA-F:]*(?:%\w+)?(?![\w:])")


def _address(match: re.Match[str]) -> str:
    """A time of day looks like one at first sight."""
    try:
        ipaddress.IPv6Address(match[0])
    except ValueError:
        return match[0]
    return MASK


def scrub(text: str) -> str:
    """`text` without mailboxes, network addresses, phone and identity numbers, queries, tokens and quoted rows."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return _IPV6.sub(_address, text)
