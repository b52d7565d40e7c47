"""What somebody decided about an import before it was written: which repairs, which lines, which records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Decisions:
    """Repairs agreed to, lines kept that look like noise, and what was refused: keys of `Proposal` and findings."""

    repairs: frozenset[str] = frozenset()
    kept: frozenset[int] = frozenset()
    refused: frozenset[str] = frozenset()
    title: str = ""  # in the place of the one that was read; '' leaves that
    alts: Mapping[str, str] = field(default_factory=dict)  # alternative texts of pictures, by their keys

    def as_dict(self) -> dict:
        """As JSON keeps it."""
        return {
            "repairs": sorted(self.repairs),
            "kept": sorted(self.kept),
            "refused": sorted(self.refused),
            "title": self.title,
            "alts": dict(self.alts),
        }

    @classmethod
    def from_dict(cls, stored: dict) -> Decisions:
        """The other way round; what is missing was not decided."""
        return cls(
            repairs=frozenset(stored.get("repairs", ())),
            kept=frozenset(stored.get("kept", ())),
            refused=frozenset(stored.get("refused", ())),
            title=stored.get("title", ""),
            alts=stored.get("alts", {}),
        )


@dataclass(frozen=True)
class Proposal:
    """A record that an import would make or use, as an editor decides on it."""

    key: str
    kind: str  # citation, trial, product, event, alias, picture
    label: str
    detail: str = ""
    is_new: bool = True
    model: str = ""  # of a record that is there already, with its key
    pk: int | None = None


def key_of(kind: str, *parts: object) -> str:
    """The key of a proposal: the same in every run as long as the words are."""
    text = "\n".join(map(str, parts))
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
