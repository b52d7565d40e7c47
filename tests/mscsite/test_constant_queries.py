"""Every address of the URL configuration asks the database as often for one record as for many.

No list of pages by hand: what answers with a page is measured, and an address that does not has to be named here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.batches.models import ImportItem
from mscsite.accounts import sessions
from references.models import Citation
from tests import staff
from tests.growing import Site
from tests.mscsite.test_permissions import NOBODY, NONE, patterns, rule

pytestmark = pytest.mark.django_db
FEW, SOME, MANY = 1, 3, 21  # many: no list that is cut, of those that are shorter than fifty, is cut later
_LIST = re.compile(r"\((%s, )+%s\)")  # is as long as there are records
OK = 200
# What is asked for beyond the address, where that alone shows no list.
ASKED = {
    "search": {"q": "词"},
    "search-suggest": {"q": "Made"},
    "search-feed": {"q": "词"},
    "product-compare": {"p": ["made-1", "hub"]},
    "embed-preview": {"embed": "products"},
    "admin:autocomplete": {"app_label": "articles", "model_name": "furtherreading", "field_name": "citation"},
    "admin:articles_article_pick_citations": {"q": "Paper"},
    "admin:articles_article_pick_records": {"q": "Made"},
}
# Without a page of their own: what leads elsewhere, what is not set up here, files that are not there. Others are known
# by their rule: nobody may read them, or they answer no reading.
NO_PAGE = set(
    "root policy-reports metrics image feedback-vote feedback-report api-v1:api-root admin:login admin:login_link"
    " admin:login_provider admin:login_provider_return admin:logout admin:account_second_codes admin:manual-picture"
    " admin:account_second_remove admin:view_on_site admin:articles_article_import_picture"
    " admin:articles_article_history admin:mscsite_siteprofile_changelist".split()
)
# Refused for a record that readers see, or that others need.
REFUSED = set(
    "references_citation references_trial references_bodyofevidence references_term products_product"
    " products_regulatoryevent articles_article mscsite_siteprofile mscsite_page".split()
)
# Their work is one of records, bounded elsewhere: a sample (`AT_ONCE`), or every article by intention.
RECORD_BY_RECORD = {"admin:references_term_rederive": "a sample of each kind is derived anew, and taken back"}
# Ask less once there are many: what is found first fills the list.
FILLED = {
    "article": "articles that share records leave no room for those of the category",
    "article-preview": "the same",
    "shared-draft": "the same",
    "search-suggest": "names that begin so leave no room for others",
}


# How often public pages and the lists of the admin ask, on both databases: whoever adds a query says so here.
PINNED = {
    "admin:index": 30, "admin:core_auditentry_changelist": 10, "admin:core_image_changelist": 6,
    "admin:core_job_changelist": 7, "admin:core_outgoingmail_changelist": 6, "admin:core_searchmiss_changelist": 6,
    "admin:auth_user_changelist": 8, "admin:auth_group_changelist": 6, "admin:references_citation_changelist": 7,
    "admin:references_trial_changelist": 7, "admin:references_bodyofevidence_changelist": 6,
    "admin:references_term_changelist": 6, "admin:products_company_changelist": 7,
    "admin:products_product_changelist": 7, "admin:products_regulatoryevent_changelist": 8,
    "admin:articles_revision_changelist": 6, "admin:articles_review_changelist": 8,
    "admin:articles_article_changelist": 7, "admin:articles_phraserule_changelist": 6,
    "admin:articles_checksetting_changelist": 6, "admin:articles_overtaken_changelist": 6,
    "admin:articles_person_changelist": 6, "admin:articles_category_changelist": 6,
    "admin:mscsite_policyreport_changelist": 7, "admin:mscsite_readerreport_changelist": 6,
    "admin:mscsite_claritycount_changelist": 6, "admin:mscsite_dailyviews_changelist": 11,
    "admin:mscsite_page_changelist": 6, "sitemap": 11, "sitemap-rest": 3, "sitemap-part": 2, "api-v1:articles": 2,
    "api-v1:article": 14, "api-v1:products": 3, "api-v1:product": 3, "api-v1:trials": 1, "api-v1:trial": 1,
    "api-v1:citations": 1, "api-v1:citation": 1, "api-v1:terms": 1, "api-v1:term": 1, "readyz": 3, "home": 10,
    "article-list": 4, "article": 18, "article-references": 6, "article-qr": 1, "article-share": 2,
    "article-wechat": 4, "article-wechat-body": 9, "share": 1, "article-preview": 21, "article-preview-new": 9,
    "embed-preview": 4, "shared-draft": 20, "shared-paper": 11, "category": 7, "product-list": 6,
    "product-compare": 6, "product-charts": 6, "product-data": 9, "product-data-package": 4, "product-data-file": 6,
    "product": 8, "trial-list": 4, "trial": 8, "citation": 5, "citation-file": 1, "glossary": 3, "search": 8,
    "search-suggest": 5, "search-feed": 4, "feed": 2, "category-feed": 3, "feedback-thanks": 2, "about": 3, "page": 3,
}  # fmt: skip


def has_page(name: str) -> bool:
    """Whether the address is one of a page that an administrator reads of a public record."""
    model, _line, page = name.removeprefix("admin:").rpartition("_")
    unread = rule(name)[0] in (NONE, NOBODY) and name not in ASKED
    return not (unread or name in NO_PAGE or (page == "delete" and model in REFUSED))


def is_a_list(name: str) -> bool:
    """Public, or a list of the admin."""
    asks_nothing = name in ("healthz", "robots", "api-v1:openapi-json", "api-v1:openapi-view")
    return name.endswith("_changelist") or not (name.startswith("admin:") or asks_nothing)


def pages() -> Iterator[tuple[str, tuple]]:
    """Names and pieces, but for what catches old and unknown addresses."""
    return ((name, pieces) for name, pieces in patterns() if not name.endswith(":"))


def filled(name: str, pieces: tuple, site: Site) -> str:
    """The address with the first record of its kind."""
    first = site.first
    known = {
        "slug": {"page": "page-1", "api-v1:term": first["term"].slug}.get(name, "hub"), "key": "hub",
        "registry_id": "NCT10000000", "token": site.token, "pk": first["article"].pk, "table": "statuses",
        "form": "docx" if name in ("shared-paper", "admin:articles_article_paper") else "ris", "format": "csv",
        "name": "articles", "number": 0, "app_label": "articles", "path": "aa/aaaa/a", "extension": "png",
    }  # fmt: skip
    inside = name.removeprefix("admin:").split("_")
    if name.startswith("admin:") and len(inside) > 1 and inside[1] in first:
        known |= dict.fromkeys(("object_id", "id", "pk"), first[inside[1]].pk)
    for part, key in (("_sheet", first["sheetimport"].pk), ("_batch", first["importbatch"].pk)):
        known |= dict.fromkeys(("pk", "id", "number"), key) if name.endswith(part) else {}
    known["batch"] = first["importbatch"].pk
    for key, model in (("item", ImportItem), ("other_id", Citation)):
        known[key] = model.objects.exclude(pk=first["citation"].pk).order_by("pk").values_list("pk", flat=True).first()
    keys = {key for piece in pieces for key in (piece.converters or piece.regex.groupindex)}
    return reverse(name, kwargs={key: known.get(key, 1) for key in keys})


def asked(client: Client, name: str, path: str) -> Counter | int:
    """The statements that a page takes, each with how often; the status of what is no page."""
    statements: Counter = Counter()

    def note(execute, sql, params, many, context):
        statements[_LIST.sub("(%s)", sql)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = client.get(path, ASKED.get(name))
        for _piece in response.streaming_content if response.streaming else ():
            pass
    return statements if response.status_code == OK else response.status_code


def measured(site: Site, client: Client) -> dict[str, Counter | int]:
    """Of every address what it asks, after what a process learns once has been learned; of `SOME` the pinned alone."""
    ContentType.objects.get_for_models(*apps.get_models())
    for path in ("/zh-hans/articles/hub/", "/admin/", "/admin/account/second/"):
        client.get(path)
    looked_at = [(name, pieces) for name, pieces in pages() if site.size != SOME or name in PINNED]
    return {name: asked(client, name, filled(name, pieces, site)) for name, pieces in looked_at}


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """What each address asks at each size; measured once, and all of it undone."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        for model_admin in admin.site._registry.values():  # one page at every size: a second one asks for its keys
            patch.setattr(model_admin, "list_per_page", 500)
        patch.setattr(sessions, "_STEP", dt.timedelta(days=1))  # "last used" is written once a minute
        user = staff.account(None)
        client, site, sizes = staff.client_of(user), Site(user), {}
        for size in (FEW, SOME, MANY):
            site.grow(size)
            sizes[size] = measured(site, client)
        transaction.set_rollback(True)
    return sizes


def test_what_has_a_page_is_measured_and_what_has_none_is_named(found):
    for size in (FEW, MANY):
        without = {name for name, statements in found[size].items() if isinstance(statements, int)}
        assert without == {name for name, _pieces in pages() if not has_page(name)}


def test_every_page_asks_as_much_for_many(found):
    grown = []
    for name in sorted(found[FEW].keys() - RECORD_BY_RECORD):
        counts = [size[name].total() for size in found.values() if isinstance(size.get(name), Counter)]
        counts = [counts[0]] if name in FILLED and counts == sorted(counts, reverse=True) else counts
        if len(set(counts)) > 1:
            grown.append(f"{name}: {counts}, of these {_differing(found[FEW][name], found[MANY][name])}")
    assert "\n".join(grown) == ""


def test_public_pages_and_lists_of_the_admin_ask_as_often_as_is_written_here(found):
    counted = {name: found[SOME][name].total() for name in PINNED}
    assert counted == PINNED
    assert {name for name, _pieces in pages() if has_page(name) and is_a_list(name)} <= set(PINNED)


def _differing(few: Counter, many: Counter) -> list[str]:
    """The tables of statements that are asked more often, or no longer."""
    return [statement[max(0, statement.find("FROM")) :][:150] for statement in (many - few) + (few - many)]
