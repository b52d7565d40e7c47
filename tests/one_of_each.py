"""A record of each model that the admin shows; none of them is public."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.db import models

from articles.models import CheckSetting, Overtaken, PhraseRule
from mscsite.core import audit
from mscsite.core.models import Job, OutgoingMail, SearchMiss
from mscsite.models import ClarityCount, DailyViews, Page, ReaderReport, SiteProfile
from mscsite.policy_reports import PolicyReport
from tests import factories


def records() -> dict[str, models.Model]:
    """By label in lower case."""
    article = factories.draft_article(author=factories.person(), category=factories.category())
    event = factories.proposed_event(factories.proposed_product(company=factories.company()))
    revision = article.revisions.get()
    made = [
        article, article.author, article.category, revision, revision.reviews.create(), event, event.product,
        event.product.company, factories.proposed_citation(), factories.proposed_trial(), factories.proposed_term(),
        factories.body_of_evidence(), factories.image(), Group.objects.first(), User.objects.create_user("somebody"),
        audit.record(action="saved", target=article, actor=None, origin="tests"),
    ]  # fmt: skip
    unsaved = [
        SiteProfile(),
        Page(slug="about", title_zh_hans="关于"),
        SearchMiss(words="没有的词", first_on="2026-01-01", last_on="2026-01-01"),
        ReaderReport(kind="error", path="/zh-hans/", text="有一处不对"),
        PolicyReport(directive="img-src", page="zh-hans/", blocked="inline"),
        ClarityCount(path="/zh-hans/", clear=1),
        DailyViews(path="/zh-hans/", on="2026-01-01", views=3),
        OutgoingMail(recipient="a@example.org", subject="题"),
        Job(kind="core.rederive"),
        PhraseRule(name="a", pattern="词语", message="改。"),
        CheckSetting(code="claims.cure", treatment="warning", reason="试行"),
        Overtaken(article=article, record_type="product", record_id=event.product.pk, record_name="x"),
    ]
    for record in unsaved:
        record.save()
    return {record._meta.label_lower: record for record in [*made, *unsaved]}
