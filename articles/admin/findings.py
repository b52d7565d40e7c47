"""The findings of the checks as the change page of an article shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.checks.findings import Finding, Level
from articles.checks.known import records
from articles.checks.stored import check_article
from articles.models import Article

LEVELS = {Level.ERROR: _("须改正"), Level.WARNING: _("请核对"), Level.INFO: _("提示")}


@dataclass(frozen=True)
class Group:
    """The findings of one level."""

    level: str
    label: str
    findings: list[Finding]


def groups(article: Article) -> list[Group]:
    """What the checks find in the working copy as it was saved, worst first."""
    found = check_article(article, records())
    made = (Group(level.value, str(label), [f for f in found if f.level == level]) for level, label in LEVELS.items())
    return [group for group in made if group.findings]
