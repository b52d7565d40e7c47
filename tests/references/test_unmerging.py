"""A merge taken back: every row as it was before it, or a reason why not."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.urls import reverse

from articles import workflow
from articles.models import Article, FurtherReading, Revision
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING
from references import merging, unmerging
from references.models import BodyOfEvidence, Citation, FormerKey, Merge, Trial
from tests import factories, staff

pytestmark = pytest.mark.django_db
TABLES = (
    *(Citation, FormerKey, BodyOfEvidence, FurtherReading, Revision.citations.through, Trial.citations.through),
    *(Article, Revision),
)


def everything() -> dict[str, list]:
    """All rows that a merge touches, and those that it must not."""
    return {
        model._meta.label: sorted(serializers.serialize("python", model.objects.all()), key=lambda row: row["pk"])
        for model in TABLES
    }


def two(**fields) -> tuple[Citation, Citation]:
    keep = factories.public_citation("keep", title="A paper on stem cells in repair", volume="")
    double = factories.public_citation(
        "double", title="A paper on stem cells in repair", volume="2", doi="10.1000/a", pmid="12",
        extra={"edition": "2"}, **fields,
    )  # fmt: skip
    return keep, double


def merge(keep: Citation, double: Citation) -> Merge:
    merging.merge(keep, double, actor=None, origin="tests")
    return Merge.objects.get(key=double.key, undone_at=None)


def undo(told: Merge) -> Merge:
    return unmerging.undo(told.pk, actor=None, origin="tests")


def cited(*keys: str) -> str:
    return "<p>细胞" + "".join(f'<cite data-citation="{key}"></cite>' for key in keys) + "。</p>"


def test_every_row_is_as_it_was():
    keep, double = two(retraction_status="retraction", notices=[{"type": "retraction"}])
    FormerKey.objects.create(key="older", citation=double)
    factories.public_article(body=cited("double", "keep"))
    factories.public_article("只引一条", body=cited("double"))
    factories.public_article("两条都列", further_reading=[keep, double])
    factories.public_article("只列一条", further_reading=[double])
    trials = [factories.public_trial(), factories.public_trial()]
    trials[0].citations.set([keep, double])
    trials[1].citations.set([double])
    factories.body_of_evidence(source=double, certainty="low", judgement="不确定。")
    before = everything()

    told = merge(keep, double)
    assert everything() != before
    undo(told)

    assert everything() == before
    entry = AuditEntry.objects.get(action="unmerged")
    assert entry.detail == {"key": "double", "mentions": 9, "of": 9}
    assert unmerging.obstacle(Merge.objects.get()) == "这次合并已经撤销。"


def test_merges_of_merges_are_taken_back_one_by_one_the_newest_first():
    keep, double = two()
    third = factories.public_citation("third", title="Something else")
    factories.public_article(body=cited("third"))
    states = [everything()]
    first = merge(double, third)
    states.append(everything())
    second = merge(keep, double)
    first.refresh_from_db()
    assert unmerging.obstacle(first) == "之后又并入了 double，请先撤销那一次。"
    undo(second)
    assert everything() == states[1]
    first.refresh_from_db()
    undo(first)
    assert everything() == states[0]


def test_two_merges_into_one_record():
    keep, double = two()
    third = factories.public_citation("third", title="Something else")
    before = everything()
    first, second = merge(keep, double), merge(keep, third)
    undo(second)
    first.refresh_from_db()
    undo(first)
    assert everything() == before


def test_what_was_edited_since_stands():
    keep, double = two()
    told = merge(keep, double)
    keep.refresh_from_db()
    keep.page = "7"
    keep.save()
    with pytest.raises(unmerging.MergeStands, match="keep 又改动过"):
        undo(told)
    assert Citation.objects.count() == 1


@pytest.mark.parametrize("name", ["doi", "pmid"])
def test_a_number_that_somebody_else_has_by_now(name):
    keep, double = two()
    Citation.objects.filter(pk=keep.pk).update(**{name: {"doi": "10.1000/k", "pmid": "99"}[name]})
    keep.refresh_from_db()
    told = merge(keep, double)
    factories.public_citation("newcomer", **{name: getattr(double, name)})
    with pytest.raises(unmerging.MergeStands, match="newcomer"):
        undo(told)


def test_mentions_that_are_gone_stay_gone():
    keep, double = two()
    listed = factories.draft_article(further_reading=[keep, double])
    trial = factories.public_trial()
    trial.citations.add(double)
    told = merge(keep, double)
    Article.objects.get(pk=listed.pk).delete()
    trial.citations.clear()
    undo(told)
    assert (FurtherReading.objects.count(), trial.citations.count()) == (0, 0)
    assert AuditEntry.objects.get(action="unmerged").detail["mentions"] == 0


def test_a_list_that_was_written_anew_is_given_back_too():
    keep, double = two()
    article = factories.draft_article(further_reading=[double])
    told = merge(keep, double)
    FurtherReading.objects.all().delete()
    FurtherReading.objects.create(article=article, citation=keep, position=3)
    undo(told)
    assert [row.citation for row in FurtherReading.objects.all()] == [double]


def test_a_revision_from_between_leans_on_the_record_that_it_names():
    keep, double = two()
    article = factories.draft_article(body=cited("double"))
    told = merge(keep, double)
    article = Article.objects.get(pk=article.pk)
    article.body_zh_hans += cited("keep")
    workflow.save(article, origin=factories.ORIGIN)
    assert list(article.revisions.first().citations.all()) == [keep]
    undo(told)
    assert set(article.revisions.first().citations.all()) == {keep, double}


class TestAdmin:
    @pytest.fixture
    def editor(self):
        return staff.client_of(staff.account(EDITOR))

    def page(self, told: Merge) -> str:
        return reverse("admin:references_citation_unmerge", args=[told.pk])

    def test_one_click(self, editor):
        keep, double = two()
        told = merge(keep, double)
        for shown in (staff.address(keep, "change"), reverse("admin:references_citation_doubles")):
            assert self.page(told) in editor.get(shown).content.decode()
        response = editor.post(self.page(told), follow=True)
        assert [str(message) for message in response.context["messages"]] == [
            "已撤销合并：double 重新单列，原来的引用都转了回去；keep 恢复原样。"
        ]
        assert set(Citation.objects.values_list("key", flat=True)) == {"keep", "double"}
        assert AuditEntry.objects.get(action="unmerged").actor is not None

    def test_where_it_stands_the_page_says_why(self, editor):
        keep, double = two()
        told = merge(keep, double)
        Citation.objects.get(pk=keep.pk).save()
        shown = editor.get(staff.address(keep, "change")).content.decode()
        assert self.page(told) not in shown
        assert "合并之后 keep 又改动过" in shown
        response = editor.post(self.page(told), follow=True)
        assert "又改动过" in str(next(iter(response.context["messages"])))
        assert Citation.objects.count() == 1

    def test_not_by_a_link_and_not_for_everybody(self, editor):
        told = merge(*two())
        assert editor.get(self.page(told)).status_code == 404
        assert staff.client_of(staff.account(MARKETING)).post(self.page(told)).status_code == 403
        assert Citation.objects.count() == 1
