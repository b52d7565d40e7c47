"""The admin of articles: writing, workflow steps, history, people and categories."""

from articles.admin.article import ArticleAdmin
from articles.admin.checks import CheckSettingAdmin, OvertakenAdmin, PhraseRuleAdmin
from articles.admin.history import ReviewAdmin, RevisionAdmin
from articles.admin.people import CategoryAdmin, PersonAdmin

__all__ = [
    "ArticleAdmin",
    "CategoryAdmin",
    "CheckSettingAdmin",
    "OvertakenAdmin",
    "PersonAdmin",
    "PhraseRuleAdmin",
    "ReviewAdmin",
    "RevisionAdmin",
]
