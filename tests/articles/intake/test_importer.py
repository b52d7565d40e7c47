"""From files to drafts and proposed records: all of it or nothing, and the second run changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.intake.importer import Options, Outcome, import_file
from articles.models import Article, Status
from articles.workflow import Origin
from mscsite.core.models import AuditEntry
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial
from tests import factories

pytestmark = pytest.mark.django_db
ORIGIN = Origin(actor=None, place="tests")

TEXT = """\
一种取自羊膜的细胞，近来被写进了几份登记资料[1]。本文把资料里写明的内容列出来，没有写明的不作推断。

羊膜来源细胞：登记资料里写了什么
一、登记在哪里
公开登记的编号是NCT09990001，另一份编号为NCT09990002。两份资料都写明了入组条件[2]。
- 入组年龄在十八岁以上；
- 须签署知情同意书。
二、已获批的产品
| 产品名称 | 公司 | 批准国家 | 年 | 适应症 | 细胞来源 |
|---|---|---|---|---|---|
| Amniosample | 样品公司 | 日本 | 2015 | 角膜损伤 | 异体骨髓 |
| Amniosample | 样品公司 | 日本 | 2015 | 烧伤 | 异体骨髓 |
| Cordsample | 样品公司 | 韩国 | 2012 | 膝关节软骨缺损 | 异体脐带血 |
表中的Cordsample使用脐带血。
参考资料：
[1] Author A, Writer B. On registering cell products. Journal of Examples. 2020;3(2):10-12. doi:10.5555/example.1
[2] 张三, 李四. 细胞产品登记的若干问题[J]. 示例杂志, 2021, 5(1): 3-8.
免责声明：本文只介绍公开资料，不构成医疗建议。
扫码添加官方微信
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "amnion.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(path: Path, **options: bool) -> Outcome:
    return import_file(path, options=Options(**options), origin=ORIGIN)


def test_a_file_becomes_a_draft_and_proposals(file: Path):
    outcome = run(file)
    article = Article.objects.get()
    assert (outcome.status, outcome.slug) == ("created", article.slug)
    assert outcome.products == ("Amniosample", "Cordsample")
    assert outcome.trials == ("NCT09990001", "NCT09990002")
    assert (article.status, article.live) == (Status.DRAFT, None)
    assert article.title_zh_hant == "羊膜來源細胞：登記資料裡寫了什麼"
    assert not Product.objects.public().exists()
    assert not Trial.objects.public().exists()
    assert not Citation.objects.public().exists()


def test_marks_and_mentions_are_tied_to_their_records(file: Path):
    run(file)
    body = Article.objects.get().body_zh_hans
    keys = [citation.key for citation in Citation.objects.order_by("year")]
    assert f'登记资料<cite data-citation="{keys[0]}"></cite>。' in body
    assert f'入组条件<cite data-citation="{keys[1]}"></cite>。' in body
    assert '<a data-record="trial:NCT09990001" rel="noopener">NCT09990001</a>' in body
    assert '表中的<a data-record="product:cordsample" rel="noopener">Cordsample</a>使用' in body
    revision = Article.objects.get().revisions.get()
    assert [c.key for c in revision.citations.order_by("year")] == keys
    assert [p.slug for p in revision.products.order_by("slug")] == ["amniosample", "cordsample"]


def test_rows_of_one_product_are_events_of_one_product(file: Path):
    run(file)
    events = RegulatoryEvent.objects.order_by("id")
    assert [(e.product.slug, e.jurisdiction, e.date_iso, e.indication, e.source_url) for e in events] == [
        ("amniosample", "JP", "2015", "角膜损伤", ""),
        ("amniosample", "JP", "2015", "烧伤", ""),
        ("cordsample", "KR", "2012", "膝关节软骨缺损", ""),
    ]
    product = Product.objects.get(slug="cordsample")
    assert (product.donor, product.tissue, product.company.name) == ("allogeneic", "cord_blood", "样品公司")


def test_references_become_citations_with_their_fields(file: Path):
    run(file)
    first, second = Citation.objects.order_by("year")
    assert (first.doi, first.container_title, first.volume, first.issue, first.page) == (
        "10.5555/example.1",
        "Journal of Examples",
        "3",
        "2",
        "10-12",
    )
    assert first.authors == [{"family": "Author", "given": "A"}, {"family": "Writer", "given": "B"}]
    assert second.authors == [{"literal": "张三"}, {"literal": "李四"}]


def test_the_second_run_changes_nothing(file: Path):
    run(file, publish=True, accept_records=True)
    before = counts()
    outcome = run(file, publish=True, accept_records=True)
    assert (outcome.status, counts()) == ("skipped", before)


def counts() -> dict[str, int]:
    models = (Article, Product, RegulatoryEvent, Trial, Citation, AuditEntry)
    return {m.__name__: m.objects.count() for m in models} | {
        "revisions": Article.objects.get().revisions.count(),
        "public": Product.objects.public().count(),
    }


def test_accepted_records_are_public_with_the_article_as_their_source(file: Path):
    outcome = run(file, publish=True, accept_records=True)
    assert Product.objects.public().count() == 2
    sources = set(RegulatoryEvent.objects.public().values_list("source_url", flat=True))
    assert sources == {f"/zh-hans/articles/{outcome.slug}/"}
    assert Trial.objects.public().count() == Citation.objects.public().count() == 2
    entry = AuditEntry.objects.get(action="published")
    assert (entry.origin, entry.actor, entry.detail["override"]) == ("tests", None, True)


def test_publishing_later_is_an_update(file: Path):
    run(file)
    assert run(file, publish=True).status == "updated"
    assert run(file, publish=True).status == "skipped"


def test_a_changed_file_updates_its_article(file: Path):
    slug = run(file).slug
    file.write_text(TEXT.replace("十八岁", "二十岁"), encoding="utf-8")
    outcome = run(file)
    assert (outcome.status, outcome.slug) == ("updated", slug)
    assert "二十岁" in Article.objects.get().body_zh_hans
    assert Article.objects.get().revisions.count() == 2


def test_a_changed_file_never_overwrites_what_an_editor_wrote(file: Path):
    run(file)
    article = Article.objects.get()
    article.title_zh_hant = "羊膜細胞：登記了什麼"
    factories.workflow.save(article, origin=ORIGIN)
    file.write_text(TEXT.replace("十八岁", "二十岁"), encoding="utf-8")
    outcome = run(file)
    assert (outcome.status, outcome.file) == ("failed", str(file))
    assert "已被编辑" in outcome.reason
    assert "十八岁" in Article.objects.get().body_zh_hans


def test_a_dry_run_says_what_would_be_and_stores_nothing(file: Path):
    outcome = run(file, dry_run=True, publish=True, accept_records=True)
    assert (outcome.status, outcome.products) == ("created", ("Amniosample", "Cordsample"))
    assert not Article.objects.exists()
    assert not Product.objects.exists()
    assert not Citation.objects.exists()


def test_what_we_hold_stays_and_differences_are_told(file: Path):
    held = factories.public_product("Cordsample", donor="allogeneic", tissue="adipose", aliases=["Cord sample"])
    factories.public_event(held, jurisdiction="KR")  # of 2015
    outcome = run(file)
    assert outcome.warnings == (
        "Cordsample：组织来源文中为“脐带血”，记录为“脂肪组织”；记录未改动。",
        "Cordsample：韩国批准年份文中为“2012”，记录为“2015”；记录未改动。",
    )
    held.refresh_from_db()
    assert (held.tissue, held.events.count()) == ("adipose", 1)


def test_a_reference_that_we_hold_is_not_doubled(file: Path):
    held = factories.public_citation("author2020", doi="10.5555/example.1", title="Another wording")
    run(file)
    assert Citation.objects.count() == 2
    assert f'data-citation="{held.key}"' in Article.objects.get().body_zh_hans


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("binary.txt", bytes(range(256)) * 20),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 200),
        ("large.txt", "干细胞\n".encode() * 1_100_000),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_its_name_and_a_reason(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    outcome = run(path)
    assert (outcome.status, outcome.slug) == ("failed", "")
    assert outcome.reason.startswith(f"{name}：")
    assert not Article.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    outcome = run(tmp_path / "nothing.txt")
    assert outcome.status == "failed"
    assert outcome.reason == "nothing.txt：无法读取（No such file or directory）。请检查路径和权限。"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_makes_no_difference(tmp_path: Path, file: Path, encoding: str):
    run(file)
    other = tmp_path / "other.txt"
    other.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert run(other).status == "skipped"


def test_a_failure_half_way_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args, **kwargs):
        raise factories.workflow.Refused("不行")

    monkeypatch.setattr("articles.intake.importer.workflow.publish", refuse)
    outcome = run(file, publish=True, accept_records=True)
    assert (outcome.status, outcome.reason) == ("failed", "不行")
    assert not Article.objects.exists()
    assert not Product.objects.exists()


def test_a_text_without_a_title_is_called_like_its_file(tmp_path: Path):
    path = tmp_path / "untitled.txt"
    path.write_text("一、来源\n细胞取自骨髓，也有取自脂肪的。\n", encoding="utf-8")
    outcome = run(path)
    assert (outcome.status, Article.objects.get().title) == ("created", "untitled")
    assert outcome.warnings == ("没有找到标题，暂用文件名“untitled”。",)


def test_texts_longer_than_their_columns_are_cut_and_nothing_is_lost(file: Path):
    long = "样" * 400
    file.write_text(TEXT.replace("样品公司", long).replace("Journal of Examples", "J" * 400), encoding="utf-8")
    assert run(file).status == "created"
    company, citation = Product.objects.get(slug="cordsample").company, Citation.objects.order_by("year").first()
    assert (len(company.name), len(citation.container_title)) == (200, 300)
    assert "J" * 400 in citation.as_printed
    assert long in Article.objects.get().body_zh_hans
