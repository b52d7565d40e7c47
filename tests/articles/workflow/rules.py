"""The rules of writing and publishing in plain values, written down from the design and not from the code.

A `House` knows the time, who may do what and how many approvals it asks for. It says of a step what must come of it
(`answer`) and lets it happen (`take`); a `Piece` is an article as it must then stand. No Django, no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DONE, REFUSED, FORBIDDEN = "done", "refused", "forbidden"
JUDGED, READY = ("in_review", "approved", "scheduled"), ("approved", "scheduled")
# Who may take a step; as the addresses of the admin name them.
RIGHTS = {
    "submit": {"change"},
    "recall": {"change"},
    "approve": {"review"},
    "send-back": {"review", "publish"},
    "renew": {"review"},
    "publish": {"publish"},
    "schedule": {"publish"},
    "unschedule": {"publish"},
    "expire": {"publish"},
    "unpublish": {"publish"},
    "archive": {"publish"},
    "reopen": {"change", "publish"},
}


@dataclass
class Revision:
    writer: str
    text: str  # all that it says, in both scripts, with its evidence; opaque
    is_claim: bool = False  # it says what the law forbids to print
    made_of: str = ""  # what it said when it was saved, whatever somebody did to the row since

    def __post_init__(self) -> None:
        self.made_of = self.text


@dataclass
class Piece:
    revisions: list[Revision]
    status: str = "draft"
    live: int | None = None
    was_public: bool = False
    says_gone: bool = False
    scheduled_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    approvals: dict[str, str] = field(default_factory=dict)  # who approved what text since it was submitted
    named: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # the same for readers, by revision
    log: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.revisions)

    @property
    def newest(self) -> Revision:
        return self.revisions[-1]

    @property
    def writers(self) -> set[str]:
        """Of all that would be judged: since what readers see, or the newest alone where they see just that."""
        since = self.live if self.live is not None and self.live != self.number else 0
        return {revision.writer for revision in self.revisions[since:]}

    @property
    def approved_by(self) -> set[str]:
        return {name for name, text in self.approvals.items() if text == self.newest.text}

    @property
    def named_for_readers(self) -> list[str]:
        """Who approved exactly what readers see, as the page may say."""
        if self.live is None:
            return []
        said = self.revisions[self.live - 1].made_of
        return [name for name, text in self.named.get(self.live, []) if text == said]


@dataclass
class House:
    now: dt.datetime
    rights: dict[str, set[str]]
    needed: int = 1
    away: set[str] = field(default_factory=set)  # accounts that were closed

    @property
    def today(self) -> dt.date:
        return (self.now + dt.timedelta(hours=8)).date()  # the clinic is in Shanghai

    def has_right(self, who: str, step: str) -> bool:
        return who not in self.away and bool(self.rights[who] & RIGHTS[step])

    def is_ready(self, piece: Piece) -> bool:
        enough = len(piece.approved_by) >= self.needed
        return piece.status in READY and enough and not piece.newest.is_claim

    def is_possible(self, piece: Piece, step: str, who: str) -> bool:
        """Whether the step is open to `who` at all: what its button says before anything is filled in."""
        enough = piece.status != "in_review" and len(piece.approved_by) >= self.needed
        return (
            self.has_right(who, step)
            and {
                "submit": piece.status == "draft",
                "recall": piece.status == "in_review",
                "approve": piece.status in JUDGED and who not in piece.writers | piece.approved_by and not enough,
                "send-back": piece.status in JUDGED,
                "renew": piece.live is not None and piece.revisions[piece.live - 1].writer != who,
                "publish": self.is_ready(piece),
                "schedule": self.is_ready(piece),
                "unschedule": piece.status == "scheduled",
                "expire": piece.live is not None or piece.status in READY,
                "unpublish": piece.live is not None,
                "archive": piece.was_public and piece.status != "archived",
                "reopen": piece.status == "archived",
            }[step]
        )

    def answer(self, piece: Piece, step: str, who: str, seen: int, given: dict) -> str:
        """What must come of pressing a button: `seen` is the revision that stood on the page, `given` its fields."""
        if not self.has_right(who, step):
            return FORBIDDEN
        if seen != piece.number or not self.is_possible(piece, step, who):
            return REFUSED
        return DONE if self._is_filled_in(piece, step, given) else REFUSED

    def _is_filled_in(self, piece: Piece, step: str, given: dict) -> bool:
        day, at, until = given.get("next_review"), given.get("at"), given.get("expires_at") or given.get("until")
        if step in ("send-back", "unpublish", "archive"):
            return bool(given.get("reason", "").strip())
        if step in ("approve", "renew"):
            return day > self.today if day else step == "approve"
        if step == "schedule":
            kept = piece.expires_at if piece.live is None else None  # of what is live it is the end of that
            return at is not None and at > self.now and ((until or kept) is None or (until or kept) > at)
        if step == "expire":
            return until is None or until > max(self.now, piece.scheduled_at or self.now)
        return True

    def take(self, piece: Piece, step: str, who: str, given: dict) -> None:
        getattr(self, f"_{step.replace('-', '_')}")(piece, who, given)

    # The steps, each as it must leave the piece.

    def saved(self, piece: Piece, who: str, text: str, *, is_claim: bool) -> None:
        piece.revisions.append(Revision(who, text, is_claim))
        piece.status, piece.scheduled_at, piece.approvals = "draft", None, {}
        piece.log.append(("saved", who))

    def _submit(self, piece: Piece, who: str, given: dict) -> None:
        piece.status, piece.approvals = "in_review", {}
        piece.log.append(("submitted", who))

    def _recall(self, piece: Piece, who: str, given: dict) -> None:
        piece.status, piece.named[piece.number] = "draft", []
        piece.log.append(("recalled", who))

    def _approve(self, piece: Piece, who: str, given: dict) -> None:
        piece.approvals[who] = piece.newest.text
        piece.named.setdefault(piece.number, []).append((who, piece.newest.text))
        if piece.status == "in_review" and len(piece.approved_by) >= self.needed:
            piece.status = "approved"
        piece.log.append(("approved", who))

    def _send_back(self, piece: Piece, who: str, given: dict) -> None:
        piece.status, piece.scheduled_at, piece.named[piece.number] = "draft", None, []
        piece.log.append(("returned", who))

    def _renew(self, piece: Piece, who: str, given: dict) -> None:
        text = piece.revisions[piece.live - 1].text
        piece.named.setdefault(piece.live, []).append((who, text))
        if piece.live == piece.number:
            piece.approvals[who] = text
        piece.log.append(("renewed", who))

    def goes_live(self, piece: Piece, who: str) -> None:
        piece.status, piece.live, piece.was_public, piece.says_gone = "published", piece.number, True, False
        piece.scheduled_at = None
        if piece.expires_at is not None and piece.expires_at <= self.now:
            piece.expires_at = None
        piece.log.append(("published", who))

    def _publish(self, piece: Piece, who: str, given: dict) -> None:
        assert not piece.writers & piece.approved_by, "approved by who wrote it"
        assert len(piece.approved_by) >= self.needed
        self.goes_live(piece, who)

    def _schedule(self, piece: Piece, who: str, given: dict) -> None:
        piece.status, piece.scheduled_at = "scheduled", given["at"]
        piece.expires_at = given.get("expires_at") or piece.expires_at
        piece.log.append(("scheduled", who))

    def _unschedule(self, piece: Piece, who: str, given: dict) -> None:
        piece.status, piece.scheduled_at = "approved", None
        piece.log.append(("unscheduled", who))

    def _expire(self, piece: Piece, who: str, given: dict) -> None:
        piece.expires_at = given.get("until")
        piece.log.append(("expiry_set", who))

    def _unpublish(self, piece: Piece, who: str, given: dict) -> None:
        piece.live, piece.expires_at, piece.says_gone = None, None, False
        piece.status = "draft" if piece.status == "published" else piece.status
        piece.log.append(("unpublished", who))

    def _archive(self, piece: Piece, who: str, given: dict) -> None:
        piece.live, piece.expires_at, piece.scheduled_at, piece.says_gone = None, None, None, True
        piece.status = "archived"
        piece.log.append(("archived", who))

    def _reopen(self, piece: Piece, who: str, given: dict) -> None:
        piece.status = "draft"
        piece.log.append(("reopened", who))

    def clock_runs(self, pieces: list[Piece]) -> list[str]:
        """All that is due by now: first what goes live, the oldest first, then what comes down. What was done."""
        done = []
        due = [piece for piece in pieces if piece.status == "scheduled" and piece.scheduled_at <= self.now]
        for piece in sorted(due, key=lambda each: each.scheduled_at):
            if self.is_ready(piece) and not (piece.expires_at and piece.expires_at <= self.now):
                self._publish(piece, "", {})
                done.append("published")
            else:
                piece.status, piece.scheduled_at = "approved", None
                piece.expires_at = piece.expires_at if piece.live is not None else None
                piece.log.append(("schedule_failed", ""))
                done.append("failed")
        over = [piece for piece in pieces if piece.live is not None and piece.expires_at]
        for piece in sorted(over, key=lambda each: each.expires_at):
            if piece.expires_at <= self.now:
                piece.status = "archived" if piece.status == "published" else piece.status
                piece.live, piece.expires_at, piece.says_gone = None, None, True
                piece.log.append(("expired", ""))
                done.append("expired")
        return done
