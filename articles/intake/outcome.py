"""What is asked of an import, and what became of one file."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.importing.parsed import ParsedArticle
from articles.intake.evidence import Evidence


@dataclass(frozen=True)
class Options:
    """What an operator asked for. `publish` goes past the review, audited; `accept_records` makes proposals public.

    `takes_aliases`: new spellings of known products are written into their records, not only proposed.
    """

    dry_run: bool = False
    publish: bool = False
    accept_records: bool = False
    takes_aliases: bool = False
    stores_pictures: bool = True  # without, they are only checked: files do not go with a transaction taken back


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `reason` says why it failed, and what to do; then nothing of it was stored."""

    file: str
    status: str  # created, updated, skipped, failed
    slug: str = ""
    parsed: ParsedArticle | None = None
    products: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""
    html: str = ""
    notes: tuple[str, ...] = ()  # what was cleaned away or could not come along, a part of the warnings
    alts: dict[str, str] = field(default_factory=dict)  # of the file's pictures, by their keys
    article_id: int | None = None
    before: dict = field(default_factory=dict)  # import fields and newest revision of the article as it was; {} if new
    evidence: Evidence = field(default_factory=Evidence)

    def as_dict(self) -> dict:
        """The object of the `--json` contract. A file that could not be read has its keys all the same, empty."""
        parsed = self.parsed.as_dict() if self.parsed else _NOTHING_READ
        return {
            "file": self.file,
            "status": self.status,
            "slug": self.slug,
            **parsed,
            "products": list(self.products),
            "trials": list(self.trials),
            "warnings": list(self.warnings),
            **({"reason": self.reason} if self.reason else {}),
        }


_NOTHING_READ = ParsedArticle(title="", script="zh-Hans").as_dict() | {"script": None}
