"""A site that grows: some of everything, and of all that hangs on one article, product, trial and paper.

`Site.grow(n)` goes on until there are `n` of each: so many lines have the pages of the first records, and all lists.
"""

from __future__ import annotations

import copy
import datetime as dt

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from articles import comments, previews, rechecking, workflow
from articles.batches.models import ImportBatch, ImportItem
from articles.models import ChangeNote, FurtherReading, Overtaken
from articles.workflow import Origin
from mscsite.models import Page
from products.models import Product
from products.sheets.models import SheetImport, SheetImportRow
from tests import factories, one_of_each

NOW, DAY = timezone.now(), dt.timedelta(days=1)
PLACES = ("JP", "KR", "US", "EU", "CN", "IN", "CA", "NZ", "AU", "IR", "TW", "HK", "SG", "BR", "CH")
# Rows that stand for themselves, and what tells two of them apart.
ALONE = {
    "searchmiss": ("words",), "outgoingmail": (), "job": (), "image": ("key", "digest"), "readerreport": (),
    "policyreport": ("page",), "claritycount": ("path",), "dailyviews": ("path",), "phraserule": ("name",),
    "checksetting": ("code",),
}  # fmt: skip


class Site:
    """The first record of each kind by the name of its model; `user` looks at them, `token` opens a draft."""

    def __init__(self, user: User):
        self.user, self.size, self.origin = user, 0, Origin(user, "tests")
        self.first: dict[str, models.Model] = {
            label.partition(".")[2]: record for label, record in one_of_each.records().items()
        }
        shelf, author = factories.category("hub"), factories.person("作者", account=None)
        product, trial = factories.public_product("Hub"), factories.public_trial("NCT10000000")
        self.body = '<p><a data-record="product:hub">甲</a><a data-record="trial:NCT10000000">乙</a>'
        self.body += '<cite data-citation="hub"></cite></p>'
        self.shared = {"category": shelf, "author": author}
        citation = factories.public_citation("hub", url="https://example.org/hub")
        article = factories.public_article("枢纽", self.body, slug="hub", **self.shared)
        page = self.first["page"]
        page.published_at = NOW
        page.save()
        term = factories.public_term("骨髓")
        self.first |= {
            "product": product, "trial": trial, "citation": citation, "article": article, "category": shelf,
            "person": author, "term": term, "company": factories.company("Hub Ltd."),
            "revision": article.revisions.get(), "regulatoryevent": factories.public_event(product),
            "bodyofevidence": factories.body_of_evidence(published_at=NOW),
            "importbatch": ImportBatch.objects.create(actor=user, origin="tests"),
            "sheetimport": SheetImport.objects.create(file_name="a.csv", layout="products", actor=user),
        }  # fmt: skip
        self.token = previews.make(article.revisions.get(), origin=self.origin)[1]

    def grow(self, size: int) -> None:
        while self.size < size:
            self.size += 1
            self._records(self.size)
            self._articles(self.size)
            self._alone(self.size)
        list(rechecking.some())
        for kind in ("citation", "trial", "product"):  # what rests on them is listed
            self.first[kind].refresh_from_db()
            type(self.first[kind]).objects.filter(pk=self.first[kind].pk).update(published_at=timezone.now())

    def _records(self, number: int) -> None:
        first = self.first
        company = factories.company(f"公司{number}")
        product, citation = factories.public_product(f"Made {number}", company=company), factories.public_citation()
        trial = factories.public_trial(conditions=f"疾病{number}", phase="PHASE1")
        for each, place in (
            (product, PLACES[number % 15]),
            (first["product"], f"{chr(65 + number // 20)}{chr(65 + number % 20)}"),
        ):
            expiry = timezone.localdate() + number * DAY
            kind = {"kind": "conditionally_approved", "date": dt.date(2019, 1, 1), "expiry": expiry}
            factories.public_event(each, jurisdiction=place, indication=f"病{number}", **kind)
        first["product"].trials.add(trial)
        first["trial"].citations.add(citation)
        first["trial"].products.add(product)
        first["citation"].trials.add(trial)
        evidence = factories.body_of_evidence(f"问题{number}？", published_at=NOW, source=citation)
        evidence.trials.add(first["trial"])
        factories.public_term(f"词{number}")
        factories.proposed_event(factories.proposed_product(f"Waits {number}", company=first["company"]))
        factories.proposed_trial(), factories.proposed_term()
        factories.proposed_citation(proposed_copy=f"https://example.org/{number}", link_status="dead")
        Product.objects.filter(pk=first["product"].pk).update(dose_zh_hans=f"剂量{number}")
        first["product"].save()  # a version more
        first["citation"].save()
        self.body = self.body.replace(
            "</p>",
            f'<a data-record="product:{product.slug}">甲</a><a data-record="trial:{trial.registry_id}">乙</a>'
            f'<cite data-citation="{citation.key}"></cite>词{number}</p>',
        )

    def _articles(self, number: int) -> None:
        hub, origin = self.first["article"], self.origin
        hub.refresh_from_db()
        hub.body_zh_hans = self.body
        workflow.save(hub, origin=origin)
        workflow.publish(hub, origin=factories.ORIGIN, override=True)
        newest = hub.revisions.first()
        newest.reviews.create(requested_by=self.user)
        comments.write(hub, origin=Origin(self.first["user"], "tests"), text=f"请看{number}", addressee=self.user)
        previews.make(newest, origin=origin, recipient=f"第{number}位")
        ChangeNote.objects.create(article=hub, text_zh_hans=f"改了{number}", text_zh_hant=f"改了{number}")
        FurtherReading.objects.create(article=hub, citation=factories.public_citation())
        marks = self.body[: self.body.index("</cite>")] + "</cite></p>"
        factories.public_article(f"题目{number}", marks, review_due=timezone.localdate(), **self.shared)
        shelf, person = factories.category(f"shelf-{number}"), factories.person(f"某人{number}")
        factories.public_article(f"另一{number}", "<p>词语</p>", category=shelf, author=person)
        factories.draft_article(f"草稿{number}", "<p>治愈率高达98%。</p>")

    def _alone(self, number: int) -> None:
        for name, columns in ALONE.items():
            row = copy.copy(self.first[name])
            row.pk = None
            for column in columns:
                setattr(row, column, f"other-{number}")
            type(row).objects.bulk_create([row])
        User.objects.create_user(f"user{number}", is_staff=True)
        Page(slug=f"page-{number}", title_zh_hans=f"页{number}", published_at=NOW).save()
        Overtaken.objects.create(
            article=self.first["article"], record_type="trial", record_id=number, record_name="x", told_since=NOW
        )
        ImportItem.objects.create(
            batch=self.first["importbatch"], name=f"{number}.txt", data=b"x", state="failed", reason="空"
        )
        ImportBatch.objects.create(actor=self.user, origin="tests")
        SheetImportRow.objects.create(
            sheet_import=self.first["sheetimport"], number=number, key=f"k{number}", status="created",
            changes={"latin_name": ["", f"K{number}"]},
        )  # fmt: skip
        SheetImport.objects.create(file_name=f"{number}.csv", layout="products", actor=self.user)
