"""The workbench, the source script and the history in the admin: who may, what is kept, what is refused."""

from __future__ import annotations

import pytest
from django.utils import timezone

from articles.models import Article
from mscsite.core import derived
from mscsite.core.derived import State
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from products.models import Product
from references.models import Term
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def lock_of(response) -> dict[str, str]:
    return {"lock": response.context["form"].initial.get("lock", "")}  # some records cannot tell when they changed


def save(client, record, **data):
    """Open the workbench of `record` and send `data`, names written with _ for -."""
    address = staff.address(record, "scripts")
    lock = lock_of(client.get(address))
    return client.post(address, lock | {name.replace("_", "-"): value for name, value in data.items()}, follow=True)


def test_blocks_are_saved_through_the_workflow(editor):
    article = factories.public_article(body="<p>骨髓来源</p><p>脐带</p>")
    response = save(editor, article, body_0_text="<p>取自骨髓<script>x</script></p>", body_1_locked="on")
    assert "已保存。" in response.text
    article = Article.objects.get()
    assert (article.body_zh_hant, article.status) == ("<p>取自骨髓</p><p>臍帶</p>", "draft")
    assert article.revisions.count() == 2
    assert derived.marked(article, "body", derived.LOCKED) == {derived.digest("<p>臍帶</p>")}
    assert AuditEntry.objects.filter(action="saved").count() == 2


def test_a_conflict_is_shown_and_settled(editor):
    article = factories.draft_article(body="<p>骨髓来源</p>")
    save(editor, article, body_0_text="<p>取自骨髓</p>")
    article = Article.objects.get()
    article.body_zh_hans = "<p>脐带来源</p>"
    article.save()
    page = editor.get(staff.address(article, "scripts"))
    assert "<del>骨髓</del><ins>脐带</ins>来源" in page.text
    assert "臍帶來源" in page.text
    change_page = editor.get(staff.address(article, "change")).text
    assert "<del>骨髓</del><ins>脐带</ins>来源" in change_page
    save(editor, article, body_0_settled="on")
    article = Article.objects.get()
    assert (article.body_zh_hant, derived.state(article, "body")) == ("<p>取自骨髓</p>", State.EDITED)


def test_accepted_doubts_are_not_counted_again_until_the_text_changes(editor):
    article = factories.draft_article("题", body="<p>皇后发理</p>")
    assert editor.get(staff.address(article, "scripts")).context["open_lines"] == 1
    response = save(editor, article, body_0_accepted="on")
    assert response.context["open_lines"] == 0
    article = Article.objects.get()
    article.body_zh_hans = "<p>皇后发理后</p>"
    article.save()
    assert editor.get(staff.address(article, "scripts")).context["open_lines"] == 1


def test_a_later_save_is_refused_and_what_was_typed_is_shown(editor):
    article = factories.draft_article(body="<p>骨髓</p>")
    lock = lock_of(editor.get(staff.address(article, "scripts")))
    Article.objects.update(updated_at=timezone.now())
    response = editor.post(staff.address(article, "scripts"), lock | {"body-0-text": "<p>我的</p>"})
    assert "因此没有保存" in response.text
    assert "<pre>&lt;p&gt;我的&lt;/p&gt;</pre>" in response.text
    assert Article.objects.get().body_zh_hant == "<p>骨髓</p>"


def test_a_text_too_long_for_its_field_is_refused(editor):
    article = factories.draft_article("题")
    response = save(editor, article, title_0_text="长" * 201)
    assert "最多 200 字" in response.text
    assert Article.objects.get().title_zh_hant == "題"


def test_who_may_look_and_who_may_save():
    article = factories.draft_article()
    address = staff.address(article, "scripts")
    reviewer, marketing = (staff.client_of(staff.account(role)) for role in (REVIEWER, MARKETING))
    page = reviewer.get(address)
    assert (page.status_code, "<textarea" in page.text.split("wb-term")[0]) == (200, False)
    assert reviewer.post(address, lock_of(page)).status_code == 403
    assert marketing.get(address).status_code == 403
    assert reviewer.get(staff.address(article, "source_script")).status_code == 403


def test_every_record_in_two_scripts_has_one(editor):
    product = factories.proposed_product(summary="骨髓\n脐带")
    save(editor, product, summary_1_text="臍帶組織")
    assert Product.objects.get().summary_zh_hant == "骨髓\n臍帶組織"
    for record in (factories.proposed_trial(), factories.proposed_term(), factories.person(), factories.category()):
        assert "已保存。" in save(editor, record).text


def test_the_page_keeps_to_the_policy(editor):
    response = editor.get(staff.address(factories.draft_article(), "scripts"))
    assert " style=" not in response.text
    assert "<style" not in response.text
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_workbench_asks_no_more_for_a_long_article(editor, django_assert_max_num_queries):
    article = factories.draft_article(body="<p>骨髓里</p>" * 60)
    with django_assert_max_num_queries(10):
        assert editor.get(staff.address(article, "scripts")).status_code == 200


def test_the_source_script_is_changed_on_a_page_that_says_what_happens(editor):
    article = factories.draft_article("骨髓", body="<p>骨髓来源</p><p>脐带</p>")
    save(editor, article, body_0_text="<p>取自骨髓</p>")
    form = editor.get(staff.address(article, "change"))
    assert form.context["adminform"].form.fields["source_script"].disabled
    editor.post(staff.address(article, "change"), staff.form_data(form) | {"source_script": "zh-hant"})
    assert Article.objects.get().source_script == "zh-hans"

    page = editor.get(staff.address(article, "source_script"))
    assert [(str(item["field"]), str(item["text"])) for item in page.context["differing"]] == [
        ("正文", "<ins>取自</ins>骨髓<del>来源</del>")
    ]
    assert Article.objects.get().source_script == "zh-hans"
    editor.post(staff.address(article, "source_script"), lock_of(page))
    article = Article.objects.get()
    assert (article.source_script, article.body_zh_hans) == ("zh-hant", "<p>骨髓来源</p><p>脐带</p>")
    assert derived.state(article, "body") == State.EDITED
    assert AuditEntry.objects.filter(action="source_changed").count() == 1


def test_a_source_script_without_its_required_texts_is_refused(editor):
    article = factories.draft_article("骨髓")
    Article.objects.update(title_zh_hant="")
    page = editor.get(staff.address(article, "source_script"))
    response = editor.post(staff.address(article, "source_script"), lock_of(page), follow=True)
    assert "必填" in response.text
    assert Article.objects.get().source_script == "zh-hans"


def test_both_previews_are_framed_from_this_site_alone(editor):
    article = factories.draft_article("骨髓", body="<p>骨髓里</p>")
    page = editor.get(staff.address(article, "previews"))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    addresses = [url for _name, url in page.context["previews"]]
    assert addresses == [f"/zh-hans/previews/{article.pk}/", f"/zh-hant/previews/{article.pk}/"]
    shown = editor.get(addresses[1])
    assert "骨髓裡" in shown.text
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert (shown["X-Frame-Options"], shown["X-Robots-Tag"]) == ("SAMEORIGIN", "noindex")
    assert "no-store" in shown["Cache-Control"]


def test_previews_are_for_those_who_may_see_articles(client):
    article = factories.draft_article()
    address = f"/zh-hans/previews/{article.pk}/"
    assert client.get(address).status_code == 403
    assert staff.client_of(staff.account(MARKETING)).get(address).status_code == 403


def history(client, record) -> list[list[tuple[str, str]]]:
    page = client.get(staff.address(record, "history"))
    return [[(name, str(change)) for name, change in version.changes] for version in page.context["versions"]]


def test_a_record_without_a_history_says_so(editor):
    trial = factories.proposed_trial("NCT00000009")
    trial.history.all().delete()
    page = editor.get(staff.address(trial, "history"))
    assert page.context["versions"] == []
    assert "没有记录。" in page.content.decode()


def test_the_history_of_a_record_is_readable(editor):
    trial = factories.proposed_trial("NCT04491240", phase="PHASE1")
    trial.phase, trial.results_zh_hans = "PHASE2", "骨髓里的干细胞"
    trial.save()
    newest, first = history(editor, trial)
    assert first == []
    assert newest == [
        ("分期", "<del>I 期</del> → <ins>II 期</ins>"),
        ("结果（简体）", "<del>—</del> → <ins>骨髓里的干细胞</ins>"),
        ("结果（繁體）", "<del>—</del> → <ins>骨髓裡的幹細胞</ins>"),
    ]


def test_long_texts_are_compared_by_characters_and_relations_by_name(editor):
    product = factories.proposed_product("Sample", summary="间充质干细胞来自骨髓，" * 6)
    product.summary_zh_hans = product.summary_zh_hans.replace("骨髓，", "脐带，", 1)
    product.save()
    product.trials.add(factories.proposed_trial("NCT04491240", title="试验"))
    relation, text, _first = history(editor, product)
    assert relation == [("临床试验", "<del>—</del> → <ins>NCT04491240 试验</ins>")]
    assert [change.count("<del>骨髓</del><ins>") for _name, change in text] == [1, 1]


@pytest.mark.parametrize(
    "make", [factories.proposed_citation, factories.proposed_term, factories.company, factories.proposed_product]
)
def test_every_record_admin_shows_its_history(editor, make):
    record = make()
    record.save()
    assert len(history(editor, record)) == 2


def test_the_history_of_a_long_lived_record_comes_in_pages(editor):
    term = factories.proposed_term("骨髓")
    for number in range(31):
        Term.objects.get().save() if number % 2 else term.save()
    first = editor.get(staff.address(term, "history")).context
    assert (len(first["versions"]), first["page"].paginator.num_pages) == (30, 2)


def test_words_of_the_region_are_proposed_and_never_put_in(editor):
    factories.public_term("视频", zh_hant_tw="影片", zh_hant_hk="影片")
    article = factories.draft_article("题", body="<p>看视频</p>")
    assert article.body_zh_hant == "<p>看視頻</p>"
    page = editor.get(staff.address(article, "scripts"))
    assert 'data-before="視頻" data-after="影片"' in page.text


def test_a_badly_converted_source_is_marked(editor):
    article = factories.draft_article("题目", source_script="zh-hant", body="<p>間充質干細胞&amp;批準</p>")
    page = editor.get(staff.address(article, "scripts"))
    assert '間充質<mark class="differs suspicious" data-machine="幹">干</mark>細胞&amp;批' in page.text
    assert 'data-machine="准">準</mark>' in page.text


def test_words_of_either_region(editor):
    factories.public_term("视频", zh_hant_tw="影片", zh_hant_hk="錄影裏")
    article = factories.draft_article(body="<p>这里的视频</p>")

    def words(region: str) -> list[list[tuple[str, str]]]:
        page = editor.get(staff.address(article, "scripts") + region)
        return [line.words for section in page.context["sections"] for line in section.lines if line.words]

    assert words("") == words("?region=nonsense") == [[("視頻", "影片")]]
    assert words("?region=zh-Hant-HK") == [[("視頻", "錄影裡")]]  # Hong Kong's word in the characters of the site
