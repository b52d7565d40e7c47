"""Each invariant holds of what the site writes, and sees the half that it is there to see."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from articles.models import Article, Revision, Status, StoredCheck
from mscsite.core.images import orphans
from mscsite.core.models import AuditEntry, OutgoingMail, SearchEntry
from mscsite.doctor import invariants
from products.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


def seen(invariant) -> list[str]:
    return list(invariant())


def _product() -> Product:
    texts = dict.fromkeys(Product.translated_columns(), "")
    return Product(**texts | {"latin_name": "Novum", "slug": "novum", "name_zh_hans": "新", "name_zh_hant": "新"})


@pytest.fixture
def article() -> Article:
    return factories.public_article("间充质干细胞是什么")


def test_what_the_site_writes_keeps_them(article):
    factories.approved_article()
    factories.public_product()
    factories.image()
    assert list(invariants.breaches()) == []


def test_another_live_revision_than_the_log_says(article):
    other = factories.public_article("另一篇")
    Article.objects.filter(pk=article.pk).update(live=other.live)
    assert len(seen(invariants.live_revisions)) == 1
    AuditEntry.objects.filter(record_id=str(other.pk), action="published").update(detail={"revision": 7})
    assert len(seen(invariants.live_revisions)) == 2


def test_findings_listed_for_another_article_than_there_is(article):
    StoredCheck.objects.create(article=article, rules="", content_hash="", errors=1)
    assert len(seen(invariants.checks_to_do)) == 1
    StoredCheck.objects.all().follow()
    assert seen(invariants.checks_to_do) == []
    Article.objects.update(live=None, live_at=None)
    assert len(seen(invariants.checks_to_do)) == 1


def test_a_working_copy_without_its_revision(article):
    Article.objects.filter(pk=article.pk).update(body_zh_hans="<p>不在版本里的字。</p>")
    assert seen(invariants.newest_revisions) == [f"{article.slug}: the working copy is not its newest revision"]


def test_a_revision_that_was_changed(article):
    Revision.objects.update(body_zh_hant="<p>改過的字。</p>")
    assert [sentence for sentence in seen(invariants.newest_revisions) if "hash" in sentence] != []


def test_a_gap_between_revisions(article):
    Revision.objects.update(number=3)
    assert seen(invariants.newest_revisions) == [f"{article.slug}: revisions [3]"]


def test_a_step_without_its_entry(article):
    AuditEntry.objects.filter(action="saved")._raw_delete("default")
    assert len(seen(invariants.audit_entries)) == 1
    Article.objects.filter(pk=article.pk).update(status=Status.IN_REVIEW)
    assert len(seen(invariants.audit_entries)) == 2


def test_text_that_was_not_derived(article):
    Article.objects.filter(pk=article.pk).update(title_zh_hans="别的题目")
    assert seen(invariants.derived_texts) == [
        f"articles.Article {article.pk}: title_zh_hant would be derived otherwise"
    ]


def test_a_search_that_finds_another_text(article):
    SearchEntry.objects.filter(is_public=True).update(title_zh_hans="别的题目")
    assert seen(invariants.search_entries) == [
        f"search entry {('article', article.slug, True)}: title_zh_hans of another text"
    ]
    Product.objects.bulk_create([_product()])
    assert [sentence for sentence in seen(invariants.search_entries) if "missing" in sentence] != []
    Product.objects.all()._raw_delete("default")
    SearchEntry.objects.filter(type="article").update(key="gone")
    assert [sentence for sentence in seen(invariants.search_entries) if "of no record" in sentence] != []


def test_a_picture_without_a_file():
    image = factories.image()
    default_storage.delete(image.path(orphans.names_of(image)[0]))
    assert seen(invariants.files) == [f"picture {image.key}: {orphans.names_of(image)[0]} is missing or empty"]


def test_a_mail_that_nobody_sent():
    OutgoingMail.objects.create(recipient="a@example.org", subject="s", text="t", sent_at=dt.datetime.now(dt.UTC))
    assert len(seen(invariants.mail)) == 1


def test_doctor_asks_them_when_it_is_told_to(article):
    def says(*arguments: str) -> str:
        out = io.StringIO()
        with pytest.raises(SystemExit):  # in a test other things are amiss
            call_command("doctor", *arguments, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    assert ("all hold" in says("--data"), "data:" in says()) == (True, False)
    Revision.objects.update(number=3)
    assert f"newest_revisions: {article.slug}: revisions [3]" in says("--data")


def test_files_of_uploads_that_were_cut_off_are_swept_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    image = factories.image()
    folder = "images/ff/ffffffffffff"
    for name in ("v1-480.webp", "v1-master.png"):
        default_storage.save(f"{folder}/{name}", ContentFile(b"half"))
    assert orphans.sweep() == 0  # it may still be going on
    assert orphans.sweep(dt.timedelta(0)) == 2
    assert default_storage.listdir(folder)[1] == []
    assert seen(invariants.files) == []
    assert default_storage.exists(image.path(orphans.names_of(image)[0]))
