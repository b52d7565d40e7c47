"""When the glossary changes: everything that nobody touched follows, the rest is listed."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from mscsite.core import derived, rederiving
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, REVIEWER
from products.models import Product
from references.models import Trial
from tests import factories, staff

pytestmark = pytest.mark.django_db
WORD = "范式细胞"


@pytest.fixture
def records():
    """A trial, a product edited by hand and a published article that hold the word; the glossary changes afterwards."""
    factories.proposed_trial("NCT00000001", results=WORD)
    product = factories.proposed_product("Edited", summary=f"脐带里的{WORD}\n{WORD}")
    product.summary_zh_hant = "手改臍帶範式細胞\n範式細胞"
    product.save()
    factories.public_article("题", body=f"<p>{WORD}</p>")
    factories.proposed_trial("NCT00000002", results="骨髓")
    factories.public_term(WORD, zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")


def run(**options) -> list[tuple]:
    return sorted(
        (type(outcome.record).__name__, outcome.changed, outcome.left)
        for outcome in rederiving.rederive(origin="tests", **options)
    )


EXPECTED = [("Article", ["body"], []), ("Product", ["summary"], ["summary"]), ("Trial", ["results"], [])]


def test_untouched_text_follows_and_what_was_left_alone_is_listed(records):
    assert run() == EXPECTED
    assert Trial.objects.get(registry_id="NCT00000001").results_zh_hant == "范式細胞"
    assert Product.objects.get().summary_zh_hant == "手改臍帶範式細胞\n范式細胞"
    assert run() == [("Product", [], ["summary"])]


def test_a_dry_run_says_the_same_and_saves_nothing(records):
    assert run(dry_run=True) == EXPECTED
    assert Trial.objects.get(registry_id="NCT00000001").results_zh_hant == "範式細胞"
    assert not AuditEntry.objects.filter(action="rederived").exists()


def test_articles_go_through_the_workflow_and_everything_is_audited(records):
    actor = staff.account(EDITOR)
    list(rederiving.rederive(origin="tests", actor=actor))
    article = Article.objects.get()
    assert (article.body_zh_hant, article.status, article.live.body_zh_hant) == (
        "<p>范式細胞</p>",
        "draft",
        "<p>範式細胞</p>",
    )
    assert article.revisions.first().created_by == actor
    entries = AuditEntry.objects.filter(action="rederived", actor=actor)
    assert sorted(entries.values_list("record_type", flat=True)) == ["article", "product", "trial"]


def test_locked_blocks_are_left_alone(records):
    trial = Trial.objects.get(registry_id="NCT00000001")
    Trial.objects.filter(pk=trial.pk).update(
        machine_text=trial.machine_text | {"results_zh_hant.locked": [derived.digest("範式細胞\n")]}
    )
    assert ("Trial", [], ["results"]) in run()


def test_it_asks_for_rows_in_batches(records, monkeypatch):
    monkeypatch.setattr(rederiving, "BATCH", 1)
    seen = []
    list(rederiving.rederive(origin="tests", progress=lambda model, done: seen.append((model.__name__, done))))
    assert [done for name, done in seen if name == "Trial"] == [1, 2]


def command(*arguments: str) -> tuple[list[str], str]:
    out, err = StringIO(), StringIO()
    call_command("rederive", *arguments, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


def test_the_command_lists_counts_and_tells_its_progress(records):
    lines, messages = command("--dry-run")
    assert "references.Trial" in "".join(lines)
    assert "3 records would change, 1 have text that was left alone." in messages
    assert "references.Trial: 2" in messages
    lines, _messages = command("--json", "--model", "references.trial")
    assert [json.loads(line)["changed"] for line in lines] == [["results"]]


def test_an_unknown_model_is_bad_usage():
    with pytest.raises(CommandError, match=r"auth\.User"):
        command("--model", "auth.User")


def test_the_admin_shows_first_and_does_it_then(records):
    editor = staff.client_of(staff.account(EDITOR))
    address = "/admin/references/term/rederive/"
    page = editor.get(address)
    assert page.context["count"] == {"changed": 3, "left": 1}
    assert Trial.objects.get(registry_id="NCT00000001").results_zh_hant == "範式細胞"
    assert "已更新 3 条。" in editor.post(address).text
    assert Trial.objects.get(registry_id="NCT00000001").results_zh_hant == "范式細胞"
    assert editor.get(address).context["count"] == {"changed": 0, "left": 1}


def test_of_many_the_admin_looks_at_the_first_of_each_kind_and_says_so(records, monkeypatch):
    monkeypatch.setattr("mscsite.core.admin.rederive.AT_ONCE", 3)
    editor = staff.client_of(staff.account(EDITOR))
    page = editor.get("/admin/references/term/rederive/")
    assert page.context["count"] == {"changed": 3, "left": 1}
    assert "下面只看了每一种的前 1 条" in page.text
    assert "全部更新" in page.text
    assert [
        outcome.record.registry_id for outcome in rederiving.rederive([Trial], origin="t", dry_run=True, most=1)
    ] == ["NCT00000001"]


def test_the_admins_page_is_for_those_who_may_change_terms():
    assert staff.client_of(staff.account(REVIEWER)).get("/admin/references/term/rederive/").status_code == 403
