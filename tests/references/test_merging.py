"""Two records of one paper made one: every mention stays."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.checks import known
from articles.models import Article, FurtherReading
from articles.rendering import render
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING
from references import merging
from references.models import Citation, FormerKey
from tests import factories, staff

pytestmark = pytest.mark.django_db


def two(**fields) -> tuple[Citation, Citation]:
    keep = factories.public_citation("keep", title="A paper on stem cells in repair", volume="")
    double = factories.public_citation(
        "double", title="A paper on stem cells in repair", volume="2", doi="10.1000/a", extra={"edition": "2"}, **fields
    )
    return keep, double


def cited(key: str) -> str:
    return f'<p>间充质干细胞<cite data-citation="{key}"></cite>。</p>'


def merge(keep: Citation, double: Citation) -> merging.Merged:
    return merging.merge(keep, double, actor=None, origin="tests")


def test_every_mention_stays_in_both_scripts_without_a_new_revision():
    keep, double = two()
    article = factories.public_article(body=cited("double") + cited("keep") + cited("double"))
    listed = factories.public_article("另一篇", further_reading=[keep, double])
    only = factories.public_article("第三篇", further_reading=[double])
    trials = [factories.public_trial(), factories.public_trial()]
    trials[0].citations.set([keep, double])
    trials[1].citations.set([double])
    revisions = article.revisions.count()

    assert merge(keep, double).mentions == 7

    for language in ("zh-hans", "zh-hant"):
        body = render(Article.objects.get(pk=article.pk).live, language)
        assert [(entry.number, entry.citation) for entry in body.references] == [(1, keep)]
        assert body.references[0].backlinks == ("cite-1-1", "cite-1-2", "cite-1-3")
        further = render(Article.objects.get(pk=only.pk).live, language)
        assert [entry.citation for entry in further.references] == [keep]
    assert article.revisions.count() == revisions
    assert set(Article.objects.public().mentioning(keep)) == {article, listed, only}
    assert [list(trial.citations.all()) for trial in trials] == [[keep], [keep]]
    assert FurtherReading.objects.filter(citation=keep).count() == 2


def test_the_next_revision_still_knows_the_old_key():
    keep, double = two()
    article = factories.draft_article(body=cited("double"))
    merge(keep, double)
    article = Article.objects.get(pk=article.pk)
    article.body_zh_hans += "<p>更多。</p>"
    factories.workflow.save(article, origin=factories.ORIGIN)
    assert list(article.revisions.first().citations.all()) == [keep]


def test_the_checks_know_of_a_retraction_by_the_old_key_too():
    keep, double = two(retraction_status="retraction")
    factories.public_citation("sound")
    merge(keep, double)
    assert known.records().citations == {"keep": "retraction", "double": "retraction"}


def test_empty_fields_are_filled_and_the_graver_status_counts():
    keep, double = two(retraction_status="retraction", notices=[{"type": "retraction"}])
    Citation.objects.filter(pk=keep.pk).update(retraction_status="correction", published_at=None)
    merged = merge(keep, double)
    keep.refresh_from_db()
    assert (keep.volume, keep.doi, keep.extra) == ("2", "10.1000/a", {"edition": "2"})
    assert (keep.retraction_status, keep.notices, keep.is_public) == ("retraction", [{"type": "retraction"}], True)
    assert merged.filled == ("volume", "doi", "extra")
    entry = AuditEntry.objects.get(action="merged")
    assert entry.detail["held"]["title"] == "A paper on stem cells in repair"


def test_merges_of_merges_lead_to_what_is_left(client):
    keep, double = two()
    third = factories.public_citation("third", title="Something else")
    merge(double, third)
    merge(keep, double)
    assert set(FormerKey.objects.values_list("key", "citation__key")) == {("third", "keep"), ("double", "keep")}
    for key in ("third", "double"):
        response = client.get(f"/zh-hans/references/{key}/")
        assert (response.status_code, response["Location"]) == (301, "/zh-hans/references/keep/")


def test_nothing_merges_with_itself():
    keep, _double = two()
    with pytest.raises(ValueError, match="itself"):
        merge(keep, keep)


class TestAdmin:
    @pytest.fixture
    def editor(self):
        return staff.client_of(staff.account(EDITOR))

    def page(self, keep: Citation, double: Citation) -> str:
        return reverse("admin:references_citation_merge", args=[keep.pk, double.pk])

    def test_doubles_are_listed_compared_and_merged(self, editor):
        keep, double = two()
        shown = editor.get(reverse("admin:references_citation_doubles"))
        assert [{pair.one, pair.other} for pair in shown.context["pairs"]] == [{keep, double}]
        assert self.page(double, keep) in shown.content.decode() or self.page(keep, double) in shown.content.decode()
        rows = {row["label"]: row["differs"] for row in editor.get(self.page(keep, double)).context["rows"]}
        assert (rows["题名"], rows["卷"]) == (False, True)
        response = editor.post(self.page(keep, double), {"keep": str(keep.pk)})
        assert response["Location"] == staff.address(keep, "change")
        assert list(Citation.objects.all()) == [keep]

    def test_the_change_page_tells_of_a_likely_double(self, editor):
        keep, double = two()
        assert self.page(keep, double) in editor.get(staff.address(keep, "change")).content.decode()

    def test_a_form_tells_of_a_likely_double_before_it_saves(self, editor):
        _keep, double = two()
        data = staff.form_data(editor.get(staff.address(Citation, "add")))
        data |= {"key": "new", "title": "A paper on stem cells in repair.", "year": "2001", "authors": "Author, A. B."}
        shown = editor.post(staff.address(Citation, "add"), data)
        (error,) = shown.context["adminform"].form.non_field_errors()
        assert staff.address(double, "change") in error
        assert 'value="double keep"' in error
        assert editor.post(staff.address(Citation, "add"), data | {"not_a_double": "double keep"}).status_code == 302

    def test_an_edit_of_something_else_is_not_held_up(self, editor):
        keep, _double = two()
        data = staff.form_data(editor.get(staff.address(keep, "change"))) | {"page": "7"}
        assert editor.post(staff.address(keep, "change"), data).status_code == 302

    def test_a_former_key_is_not_given_again(self, editor):
        keep, double = two()
        merge(keep, double)
        data = staff.form_data(editor.get(staff.address(Citation, "add"))) | {"key": "double", "title": "Quite new"}
        errors = editor.post(staff.address(Citation, "add"), data).context["adminform"].form.errors
        assert "keep" in errors["key"][0]

    def test_a_merge_makes_nothing_public_that_its_maker_may_not_publish(self, editor):
        keep, double = two()
        Citation.objects.filter(pk=keep.pk).update(published_at=None)
        assert editor.post(self.page(keep, double), {"keep": str(keep.pk)})["Location"] == self.page(keep, double)
        assert Citation.objects.count() == 2

    def test_not_for_everybody(self):
        keep, double = two()
        client = staff.client_of(staff.account(MARKETING))
        assert client.get(self.page(keep, double)).status_code == 403
        assert client.post(self.page(keep, double), {"keep": str(keep.pk)}).status_code == 403
        assert Citation.objects.count() == 2
