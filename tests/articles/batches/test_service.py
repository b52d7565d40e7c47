"""Files that are looked at, decided on, written and taken back."""

from __future__ import annotations

import pytest

from articles import workflow
from articles.batches import bulk, service
from articles.batches.models import ImportItem, ItemState
from articles.batches.service import Outdated
from articles.batches.undo import UndoRefused, undo
from articles.intake.decisions import Decisions
from articles.models import Article
from articles.workflow import Origin
from mscsite.core.models import AuditEntry
from products.models import Company, Product, RegulatoryEvent
from references.models import Citation, Trial
from tests import factories, staff

pytestmark = pytest.mark.django_db
ORIGIN = Origin(actor=None, place="tests")

TEXT = """\
羊膜细胞的登记资料里写了什么
一、登记在哪里
登记编号是NCT09990001[1]，剂量为5×107个细胞.
二、已获批的产品
| 产品名称 | 公司 | 批准国家 | 年 | 适应症 | 细胞来源 |
| Amniosample | 样品公司 | 日本 | 2015 | 角膜损伤 | 异体骨髓 |
| Cordsamplex | 某公司 | 韩国 | 2013 | 软骨缺损 | 异体脐带 |
参考资料：
[1] Author A, Writer B. On registering cell products. Journal of Examples. 2020;3(2):10-12. doi:10.5555/example.1
[2] Reader C. Never cited. Journal of Examples. 2021;4(1):1-2.
扫码添加官方微信
"""


@pytest.fixture
def known() -> Product:
    product = factories.public_product("Cordsample", tissue="cord_blood")
    factories.public_event(product, jurisdiction="KR", date="2012-01-18")
    return product


def added(text: str = TEXT, name: str = "amnion.txt") -> ImportItem:
    batch = service.open_batch(actor=None, origin="tests")
    return service.add(batch, text.encode(), name, origin=ORIGIN)


def decided(item: ImportItem, **decisions) -> ImportItem:
    service.decide(item, Decisions(**decisions), origin=ORIGIN)
    return ImportItem.objects.get(pk=item.pk)


def keys(item: ImportItem, kind: str) -> list[str]:
    return [record["key"] for record in item.preview["records"] if record["kind"] == kind]


def counts() -> dict[str, int]:
    models = (Article, Product, RegulatoryEvent, Company, Trial, Citation)
    return {model.__name__: model.objects.count() for model in models}


def test_a_preview_says_everything_and_writes_nothing(known):
    before = counts()
    item = added()
    shown = item.preview
    assert (item.state, item.title, shown["status"]) == (ItemState.READY, "羊膜细胞的登记资料里写了什么", "created")
    assert [(r["kind"], r["label"], r["is_new"]) for r in shown["records"]] == [
        ("citation", "On registering cell products", True),
        ("citation", "Never cited", True),
        ("trial", "NCT09990001", True),
        ("product", "Cordsample", False),
        ("product", "Amniosample", True),
        ("event", "Amniosample 日本 2015 批准", True),
        ("alias", "Cordsamplex → Cordsample", True),
    ]
    assert [text for _key, text in shown["findings"]] == [
        "Cordsample：组织来源文中为“脐带”，记录为“脐带血”；记录未改动。",
        "Cordsample：韩国批准年份文中为“2013”，记录为“2012”；记录未改动。",
    ]
    assert [(r["name"], r["after"]) for r in shown["repairs"] if r["kind"] == "exponent"] == [
        ("exponent:3", "登记编号是NCT09990001[1]，剂量为5×10⁷个细胞.")
    ]
    assert shown["dropped"] == [[11, "扫码添加官方微信"]]
    assert counts() == before


def test_what_is_decided_is_done(known):
    item = added()
    refused = {keys(item, "citation")[1], keys(item, "event")[0], item.preview["findings"][0][0]}
    item = decided(
        item,
        repairs=frozenset({"exponent:3"}),
        kept=frozenset({11}),
        refused=frozenset(refused),
        title="登记资料里写了什么",
    )
    assert item.preview["kept"] == [[11, "扫码添加官方微信"]]
    service.apply(item, origin=ORIGIN)
    article = Article.objects.get()
    assert article.title == "登记资料里写了什么"
    assert "5×10⁷个细胞." in article.body_zh_hans
    assert "扫码添加官方微信" in article.body_zh_hans
    assert article.import_report["dropped"] == [
        "[2] Reader C. Never cited. Journal of Examples. 2021;4(1):1-2.",
    ]
    assert article.import_report["warnings"] == ["Cordsample：韩国批准年份文中为“2013”，记录为“2012”；记录未改动。"]
    assert [r["after"] for r in article.import_report["repairs"]] == ["登记编号是NCT09990001[1]，剂量为5×10⁷个细胞."]
    assert not RegulatoryEvent.objects.filter(product__latin_name="Amniosample").exists()
    assert [c.title for c in Citation.objects.all()] == ["On registering cell products"]
    known.refresh_from_db()
    assert known.aliases == ["Cordsamplex"]
    entry = AuditEntry.objects.get(action="imported")
    assert entry.detail["repairs"] == ["exponent:3"]


def test_a_refused_spelling_is_another_product(known):
    item = added()
    item = decided(item, refused=frozenset(keys(item, "alias")))
    service.apply(item, origin=ORIGIN)
    known.refresh_from_db()
    assert (known.aliases, Product.objects.filter(latin_name="Cordsamplex").count()) == ([], 1)


def test_a_refused_trial_is_not_linked():
    item = added()
    item = decided(item, refused=frozenset(keys(item, "trial")))
    assert keys(item, "trial") == ["trial:NCT09990001"]  # still there to be taken back
    service.apply(item, origin=ORIGIN)
    assert not Trial.objects.exists()
    assert "data-record" not in Article.objects.get().body_zh_hans.split("<table>")[0]


def test_undo_leaves_nothing_behind(known):
    before = counts()
    item = service.apply(added(), origin=ORIGIN)
    assert counts() != before
    item = undo(item.pk, origin=ORIGIN)
    known.refresh_from_db()
    assert (item.state, item.article, counts(), known.aliases) == (ItemState.UNDONE, None, before, [])
    service.look_again(item, origin=ORIGIN)
    again = ImportItem.objects.get()
    assert again.state == ItemState.READY
    assert service.apply(again, origin=ORIGIN).state == ItemState.APPLIED


def test_undo_puts_an_updated_article_back():
    first = service.apply(added(), origin=ORIGIN)
    body = first.article.body_zh_hans
    second = service.apply(added(TEXT.replace("登记编号是", "编号改为")), origin=ORIGIN)
    assert (second.article, second.before["revision"]) == (first.article, 1)
    undo(second.pk, origin=ORIGIN)
    article = Article.objects.get()
    assert (article.body_zh_hans, article.import_digest) == (body, first.article.import_digest)
    assert article.import_report == first.article.import_report
    undo(first.pk, origin=ORIGIN)
    assert not Article.objects.exists()


def test_no_undo_after_an_edit_a_step_or_a_publication():
    item = service.apply(added(), origin=ORIGIN)
    product = Product.objects.get(latin_name="Amniosample")
    product.dose_zh_hans = "一次"
    product.save()
    with pytest.raises(UndoRefused, match="Amniosample"):
        undo(item.pk, origin=ORIGIN)
    article = Article.objects.get()
    comment = article.comments.create(text="请核对", author=staff.account(None))
    with pytest.raises(UndoRefused, match="提了意见"):
        undo(item.pk, origin=ORIGIN)
    comment.delete()
    article.body_zh_hans += "<p>又</p>"
    workflow.save(article, origin=ORIGIN)
    with pytest.raises(UndoRefused, match="又被编辑过"):
        undo(item.pk, origin=ORIGIN)
    workflow.publish(article, origin=ORIGIN, override=True)
    with pytest.raises(UndoRefused, match="请先下线"):
        undo(item.pk, origin=ORIGIN)
    assert Article.objects.count() == 1


def test_undo_keeps_a_record_that_another_article_uses():
    first = service.apply(added(), origin=ORIGIN)
    other = TEXT.replace("羊膜细胞的登记资料", "另一篇文章的资料").replace("Never cited", "Seldom cited")
    service.apply(added(other), origin=ORIGIN)
    item = undo(first.pk, origin=ORIGIN)
    assert Article.objects.get().title == "另一篇文章的资料里写了什么"
    assert sorted(c.title for c in Citation.objects.all()) == ["On registering cell products", "Seldom cited"]
    assert "Amniosample" in item.reason


def test_what_changed_after_the_preview_is_looked_at_again(known):
    item = added()
    known.tissue = "umbilical_cord"
    known.save()
    with pytest.raises(Outdated):
        service.apply(item, origin=ORIGIN)
    item = ImportItem.objects.get()
    assert (item.state, len(item.preview["findings"]), Article.objects.count()) == (ItemState.CHANGED, 1, 0)
    assert service.apply(item, origin=ORIGIN).state == ItemState.APPLIED


def test_the_same_text_twice_is_one_article():
    service.apply(added(), origin=ORIGIN)
    again = added()
    assert (again.state, again.article) == (ItemState.SKIPPED, Article.objects.get())


def test_what_cannot_be_read_says_why_and_is_not_kept():
    batch = service.open_batch(actor=None, origin="tests")
    item = service.add(batch, b"%PDF-1.7 \x00", "paper.txt", origin=ORIGIN)
    assert (item.state, bytes(item.data)) == (ItemState.FAILED, b"")
    assert item.reason == "paper.txt：是 PDF 文件。请在 PDF 中复制文字，另存为 UTF-8 纯文本后再导入。"


def test_a_batch_is_worked_off_in_pieces_and_taken_back():
    batch = service.open_batch(actor=None, origin="tests")
    for number in range(5):
        text = f"第{number}篇文章的题目\n一、节\n登记编号是NCT0999000{number}。"
        service.add(batch, text.encode(), f"{number}.txt", origin=ORIGIN)
    lefts = []
    while not lefts or lefts[-1]:
        left, complaints = service.work(batch, "apply", origin=ORIGIN, seconds=0)
        assert complaints == []
        lefts.append(left)
    assert (lefts, Article.objects.count()) == ([4, 3, 2, 1, 0], 5)
    assert service.work(batch, "undo", origin=ORIGIN, seconds=60) == (0, [])
    assert (Article.objects.count(), Trial.objects.count()) == (0, 0)
    assert service.discard(batch, batch.items.all()) == 5


def test_one_kind_of_repair_for_all_files_that_wait():
    batch = service.open_batch(actor=None, origin="tests")
    for number in range(3):
        text = f"第{number}篇文章的题目\n一、节\n剂量为5×107个细胞,每周一次.\n又一次3×106个细胞。"
        service.add(batch, text.encode(), f"{number}.txt", origin=ORIGIN)
    first = decided(batch.items.first(), repairs=frozenset({"exponent:4"}))
    service.apply(decided(batch.items.last()), origin=ORIGIN)  # what is imported already is left alone
    assert bulk.kinds(list(batch.items.all()))[0] == bulk.Kind("exponent", places=4, files=2, agreed=1)
    assert bulk.settle(batch, "exponent", accepts=True, origin=ORIGIN, seconds=0) == 1
    assert bulk.settle(batch, "exponent", accepts=True, origin=ORIGIN, seconds=0) == 0
    assert bulk.kinds(list(batch.items.all()))[0].agreed == 4
    item = ImportItem.objects.get(pk=first.pk)
    assert "5×10⁷个细胞" in item.preview["html"]
    assert set(item.decisions["repairs"]) == {"exponent:3", "exponent:4"}
    assert bulk.settle(batch, "exponent", accepts=False, origin=ORIGIN) == 0
    assert [kind.agreed for kind in bulk.kinds(list(batch.items.all()))] == [0, 0]
    assert "5×107个细胞" in ImportItem.objects.get(pk=first.pk).preview["html"]
