"""The generation moves with everything that the public can see, in the same transaction, and with nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, Category, Person
from mscsite.core import generation
from mscsite.models import Page, SiteProfile
from products.models import Company, Product, RegulatoryEvent
from references.models import Citation, Term, Trial
from tests import committing, factories
from tests.committing import generation_now as now
from tests.factories import ORIGIN

pytestmark = pytest.mark.django_db

# Tables that public pages read although nothing that the public sees ever changes in them by itself.
FOLLOWERS = {
    "articles_revision": "a revision never changes; Article.live says which one is read",
    "articles_revision_citations": "belongs to a revision",
    "articles_revision_products": "belongs to a revision",
    "articles_revision_trials": "belongs to a revision",
    "articles_revision_terms": "belongs to a revision",
    "articles_revision_images": "belongs to a revision",
    "articles_preparedbody": "follows from a revision and the records, and is asked whether it still does",
    "articles_review": "decided before its revision is published",
    "articles_formerslug": "written with the change of Article.slug",
    "auth_user": "read for the Person of an account, never shown itself",
    "core_searchentry": "written with the record that it finds; pages of search are not kept",
    "core_searchname": "belongs to a search entry",
    "articles_livepart": "the numbers of parts of the articles",
    "core_generation": "the number itself",
    "core_tablegeneration": "the numbers of tables",
    "core_shardgeneration": "the numbers of shards",
    "django_content_type": "tables of the database",
}
HISTORY = re.compile(r"_historical\w+$")  # written with the record whose history it is


def moved(write: Callable[[], object]) -> set[str]:
    """The tables whose number it moved. The number of all is then that of the last of them, and stands otherwise."""
    before, tables = now(), generation.of_tables()
    write()
    after = now()
    left = {name: number for name, number in generation.of_tables().items() if tables.get(name) != number}
    assert all(before < number <= after for number in left.values())
    assert after == max(left.values(), default=before)
    return set(left)


def moves(write: Callable[[], object]) -> bool:
    return bool(moved(write))


def addresses() -> Iterator[str]:
    article = factories.public_article(category=factories.category(), author=factories.person())
    product = factories.public_product()
    factories.public_event(product)
    trial, citation = factories.public_trial(), factories.public_citation()
    factories.public_term()
    Page.objects.create(slug="about", title_zh_hans="关于", published_at=timezone.now())
    for script in ("zh-hans", "zh-hant"):
        yield from (f"/{script}/{path}" for path in ("", "articles/", "products/", "products/charts/", "trials/"))
        yield from (f"/{script}/{path}" for path in ("glossary/", "feed/", "about/", "categories/basics/"))
        yield f"/{script}/articles/{article.slug}/"
        yield f"/{script}/products/{product.slug}/"
        yield f"/{script}/trials/{trial.registry_id}/"
        yield f"/{script}/references/{citation.key}/"
    yield from ("/sitemap.xml", "/robots.txt", "/api/v1/articles", "/api/v1/products", "/api/v1/trials")


def test_every_table_that_public_pages_read_is_watched():
    read: dict[str, str] = {}
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    for address in addresses():
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200, address
        for query in queries:
            for table in re.findall(r'"(\w+)"', query["sql"]):
                if table in known:
                    read.setdefault(table, address)
    watched = {watch.table for watch in generation.watched()}
    left = {t: where for t, where in read.items() if t not in watched | set(FOLLOWERS) and not HISTORY.search(t)}
    assert left == {}, "give the model `public_when` (mscsite.core.generation), or say in FOLLOWERS why not"


def test_every_watched_table_has_its_triggers():
    tables = [table for table, _name in generation.installed(connection)]
    writes = {"sqlite": 3, "postgresql": 4}[connection.vendor]  # SQLite knows no TRUNCATE
    assert tables == [watch.table for watch in generation.watched() for _write in range(writes)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a statement of PostgreSQL's")
def test_what_is_truncated_counts_with_all_that_goes_with_it():
    event = factories.public_event(factories.public_product())

    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{Product._meta.db_table}" CASCADE')

    assert {model._meta.db_table for model in (Product, type(event))} <= moved(truncate)
    assert not RegulatoryEvent.objects.exists()


def test_an_article_counts_from_its_publication_on_and_its_drafts_do_not():
    article = factories.draft_article()
    assert not moves(lambda: workflow.save(article, origin=ORIGIN))
    article.body_zh_hans = "<p>改过。</p>"
    assert not moves(lambda: workflow.save(article, origin=ORIGIN))
    assert moves(lambda: workflow.publish(article, origin=ORIGIN, override=True))
    article.body_zh_hans = "<p>再改。</p>"
    assert not moves(lambda: workflow.save(article, origin=ORIGIN))
    assert moves(lambda: Article.objects.update(live=None, live_at=None))  # past the workflow: the triggers see it


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (factories.proposed_product, "name_zh_hans"),
        (factories.proposed_trial, "title_zh_hans"),
        (factories.proposed_citation, "title"),
        (factories.proposed_term, "definition_zh_hant"),
    ],
)
def test_a_record_counts_while_it_is_public(make, field):
    made = []
    assert not moves(lambda: made.append(make()))
    record = made[0]
    model = type(record)
    assert not moves(lambda: model.objects.update(**{field: "改"}))
    assert moves(lambda: model.objects.update(published_at=timezone.now()))
    assert moves(lambda: model.objects.update(**{field: "再改"}))
    assert not moves(lambda: model.objects.update(**{field: "再改"}))  # the same once more
    assert not moves(lambda: model.objects.update(updated_at=timezone.now()))
    assert moves(lambda: model.objects.filter(pk=record.pk).delete())


def test_what_stands_on_every_page_counts_always():
    assert moves(lambda: SiteProfile(name_zh_hans="站").save())
    assert moves(lambda: Person.objects.create(name_zh_hans="甲"))
    assert moves(lambda: Category.objects.bulk_create([Category(slug="a", name_zh_hans="甲")]))
    assert moves(lambda: Category.objects.all().delete())


def test_relations_between_records_count():
    product, trial = factories.public_product(), factories.public_trial()
    assert moves(lambda: product.trials.add(trial))
    assert moves(lambda: product.trials.clear())
    assert not moves(lambda: product.trials.clear())


def test_each_table_has_a_number_of_its_own():
    company = Company.objects.create(name="某公司")
    product, trial = factories.public_product(company=company), factories.public_trial()
    product_table, trial_table = Product._meta.db_table, Trial._meta.db_table
    assert moved(lambda: Product.objects.update(latin_name="甲")) == {product_table}
    assert moved(lambda: product.trials.add(trial)) == {Product.trials.through._meta.db_table}
    assert moved(lambda: Trial.objects.bulk_update([trial], ["title_zh_hans"])) == set()
    trial.title_zh_hans = "改"
    assert moved(lambda: Trial.objects.bulk_update([trial], ["title_zh_hans"])) == {trial_table}
    assert moved(lambda: _raw("UPDATE products_company SET name = name || 'x'")) == {"products_company"}
    assert moved(lambda: _raw("UPDATE products_product SET machine_text = '{}'")) == set()
    assert moved(lambda: (Trial.objects.update(phase="4"), Product.objects.update(donor="autologous"))) == {
        trial_table,
        product_table,
    }
    assert moved(lambda: factories.public_event(product)) == {RegulatoryEvent._meta.db_table}
    assert RegulatoryEvent._meta.db_table in moved(product.delete)  # its events go with it


def _raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_numbers_of_tables_move_with_their_transaction():
    trial = factories.public_trial()
    before = generation.of_tables() if now() else {}
    with transaction.atomic():
        point = transaction.savepoint()
        Trial.objects.update(title_zh_hans="改")
        committing.settle()
        transaction.savepoint_rollback(point)
    committing.settle()
    assert generation.of_tables() == before
    assert moved(trial.delete) == {Trial._meta.db_table}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_leaves_one_number_with_all_its_tables():
    with transaction.atomic():
        for name in ("甲", "乙"):
            factories.category(name)
            factories.person(name_zh_hans=name)
    tables = generation.of_tables()
    assert tables[Category._meta.db_table] <= generation.current()
    assert max(tables[model._meta.db_table] for model in (Category, Person)) == generation.current()
    if connection.vendor == "postgresql":
        assert tables[Category._meta.db_table] == tables[Person._meta.db_table]


def test_what_no_trigger_sees_is_told_of_one_table_or_of_all():
    assert moved(generation.raise_now) == {generation.EVERY}
    assert moved(lambda: generation.raise_now(table="products_product")) == {"products_product"}


def test_reading_searching_and_signing_in_count_nothing(django_user_model):
    user = django_user_model.objects.create_user("甲", password="pw")
    client = Client()
    assert not moves(lambda: client.force_login(user))
    assert not moves(lambda: client.get("/zh-hans/search/?q=没有这个词"))
    assert not moves(lambda: client.get("/zh-hans/"))


def test_the_number_moves_with_its_transaction():
    before = now()
    with transaction.atomic():
        point = transaction.savepoint()
        factories.category("b")
        transaction.savepoint_rollback(point)
    assert now() == before
    assert moves(lambda: factories.category("c"))


@pytest.mark.django_db(transaction=True)
def test_a_transaction_moves_it_once_and_in_itself():
    with connection.cursor() as cursor:  # ahead of the time of day, from where on it counts by one
        cursor.execute("UPDATE core_generation SET number = number + 1000000000")
    before = generation.current()
    with transaction.atomic():
        factories.category("d")
        factories.category("e")
        if connection.vendor == "postgresql":
            assert generation.current() == before  # raised last
    after = generation.current()
    assert after > before
    if connection.vendor == "postgresql":
        assert after == before + 1


def test_it_never_counts_through_numbers_it_has_had():
    """An emptied or restored table begins at the time of day, in thousandths of a second."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_generation")
    assert generation.current() == 0
    generation.raise_now()
    assert generation.current() == pytest.approx(timezone.now().timestamp() * 1000, abs=60_000)


def test_a_replica_that_takes_over_without_the_last_change_does_not_come_to_its_number():
    generation.raise_now()
    lost = generation.current()
    with connection.cursor() as cursor:  # as it stood an hour ago
        cursor.execute("UPDATE core_generation SET number = number - 3600000")
    generation.raise_now()
    assert generation.current() >= lost


def test_triggers_go_and_come_back():
    generation.remove(connection)
    assert generation.installed(connection) == []
    assert not moves(lambda: factories.category("f"))
    generation.install(connection)
    assert moves(lambda: factories.category("g"))


def test_rows_that_no_field_hides_are_told_apart_from_proposals():
    shown = {watch.table: watch.shown for watch in generation.watched()}
    tables = (m._meta.db_table for m in (Article, Product, Citation, Trial, Term, SiteProfile))
    assert [shown[table] for table in tables] == ["live_id", *["published_at"] * 4, ""]
