"""Records for tests, each with plain defaults; every keyword sets a field of the record.

`public_…` makes what the public sees, `proposed_…` and `draft_article` what it must not. Translated fields may be named
without their script: the text then goes into the source script, and the other one is derived from it.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools

import PIL.Image
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from articles import workflow
from articles.models import Article, Category, FurtherReading, Person
from mscsite.core import fulltext
from mscsite.core.dates import DatePrecision
from mscsite.core.images import storing
from mscsite.core.models import Image, TwoScripts
from products.models import Company, Product, RegulatoryEvent
from references.models import BodyOfEvidence, Citation, Term, Trial

ORIGIN = workflow.Origin(actor=None, place="tests")
_number = itertools.count(1)


def _made(model: type, fields: dict):
    """An unsaved record; translated fields go to the columns of its source script."""
    if issubclass(model, TwoScripts):
        script = fields.get("source_script", "zh-hans").replace("-", "_")
        names = {column.removesuffix("_zh_hans") for column in model.translated_columns()}
        fields = {f"{name}_{script}" if name in names else name: value for name, value in fields.items()}
    return model(**fields)


def _saved(model: type, fields: dict):
    record = _made(model, fields)
    record.save()
    return record


def _published(fields: dict) -> dict:
    return {"published_at": timezone.now()} | fields


def content(said: str = "干细胞") -> Article:
    """Something in most tables, with what is easily lost: both scripts, emoji, line ends, lists, dates, decimals."""
    product = public_product(name="名📌\n“引号”")
    public_event(product)
    product.trials.add(public_trial())
    citation = public_citation()
    body = f'<p>{said} “引号” 📌<cite data-citation="{citation.key}"></cite></p>'
    article = public_article(body=body, category=category(), author=person())
    article.body_zh_hant = "<p>手工改過的一段</p>"
    workflow.save(article, origin=ORIGIN)
    public_term()
    return article


def draft_article(title: str = "间充质干细胞是什么", body: str = "<p>正文。</p>", **fields) -> Article:
    """An article that was saved once and never published; `further_reading` is a list of citations."""
    further = fields.pop("further_reading", [])
    article = _made(Article, {"title": title, "body": body} | fields)

    def save_further_reading() -> None:
        FurtherReading.objects.filter(article=article).delete()
        for position, citation in enumerate(further):
            FurtherReading.objects.create(article=article, citation=citation, position=position)

    workflow.save(article, origin=ORIGIN, save_related=save_further_reading)
    return article


def ready_article(title: str = "间充质干细胞是什么", body: str = "<p>正文。</p>", **fields) -> Article:
    """A draft with all that the checks ask of a page: nothing in it stands in the way of publishing."""
    page = {"source_name": "本站", "audience": "一般读者", "summary": "摘要。", "disclaimer": "本文是科普。"}
    if "author" not in fields:
        page["author"] = person()
    return draft_article(title, body, **page | fields)


def public_article(title: str = "间充质干细胞是什么", body: str = "<p>正文。</p>", **fields) -> Article:
    """The same, published by an operator's override."""
    article = draft_article(title, body, **fields)
    workflow.publish(article, origin=ORIGIN, override=True)
    return article


def approve(article: Article) -> None:
    """Submit and approve the newest revision, by people made for it."""
    workflow.submit(article, origin=workflow.Origin(_account("change_article"), "tests"))
    workflow.approve(article, origin=workflow.Origin(_account("review_article"), "tests"))


def _account(permission: str) -> User:
    user, _created = User.objects.get_or_create(username=f"{permission}-of-factories")
    user.user_permissions.set(Permission.objects.filter(codename=permission))
    return User.objects.get(pk=user.pk)  # without the permissions that were cached before


def approved_article(title: str = "间充质干细胞是什么", body: str = "<p>正文。</p>", **fields) -> Article:
    """One that waits for its publication, with all that the checks ask of a page."""
    article = ready_article(title, body, **fields)
    approve(article)
    return article


def archived_article(title: str = "间充质干细胞是什么", body: str = "<p>正文。</p>", **fields) -> Article:
    """One that was public, as the archiving step leaves it (the step itself asks for a person with rights)."""
    article = public_article(title, body, **fields)
    article.live = article.live_at = None
    article.status, article.retired_at = "archived", timezone.now()
    article.save()
    fulltext.update(article)
    return article


def publisher() -> User:
    """An account that may publish and take down."""
    return _account("publish_article")


def proposed_product(latin_name: str | None = None, **fields) -> Product:
    number = next(_number)
    return _saved(Product, {"latin_name": latin_name or f"Productis {number}", "name": f"产品{number}"} | fields)


def public_product(latin_name: str | None = None, **fields) -> Product:
    return proposed_product(latin_name, **_published(fields))


def proposed_event(product: Product, **fields) -> RegulatoryEvent:
    plain = {
        "product": product,
        "kind": "approved",
        "jurisdiction": "JP",
        "date": dt.date(2015, 9, 18),
        "date_precision": DatePrecision.DAY,
        "source_url": "https://www.pmda.go.jp/",
    }
    return _saved(RegulatoryEvent, plain | fields)


def public_event(product: Product, **fields) -> RegulatoryEvent:
    return proposed_event(product, **_published(fields))


def proposed_trial(registry_id: str | None = None, **fields) -> Trial:
    number = next(_number)
    plain = {"registry_id": registry_id or f"NCT{number:08}", "title": f"试验{number}"}
    return _saved(Trial, plain | fields)


def public_trial(registry_id: str | None = None, **fields) -> Trial:
    return proposed_trial(registry_id, **_published(fields))


def proposed_citation(key: str | None = None, **fields) -> Citation:
    number = next(_number)
    plain = {"key": key or f"author{number}", "title": f"Paper {number}", "year": 2001, "container_title": "Cell"}
    return _saved(Citation, plain | {"authors": [{"family": "Author", "given": "A. B."}]} | fields)


def public_citation(key: str | None = None, **fields) -> Citation:
    return proposed_citation(key, **_published(fields))


def body_of_evidence(question: str = "能否减轻疼痛？", **fields) -> BodyOfEvidence:
    return _saved(BodyOfEvidence, {"question": question, "judgement": "不确定。", "certainty": "low"} | fields)


def proposed_term(zh_hans: str | None = None, **fields) -> Term:
    name = zh_hans or f"术语{next(_number)}"
    return _saved(Term, {"zh_hans": name, "zh_hant_tw": name, "zh_hant_hk": name, "definition": "释义"} | fields)


def public_term(zh_hans: str | None = None, **fields) -> Term:
    return proposed_term(zh_hans, **_published(fields))


def person(name: str = "王敏", **fields) -> Person:
    return _saved(Person, {"name": name} | fields)


def category(slug: str = "basics", **fields) -> Category:
    return _saved(Category, {"slug": slug, "name": "基础知识"} | fields)


def image(alt: str = "膝关节示意图", *, name: str = "膝关节.png", colour: str = "", **fields) -> Image:
    """A stored picture of its own; a keyword sets a field, texts may be named without their script."""
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (640, 400), colour or f"#{next(_number):06x}").save(buffer, "PNG")
    made, _is_new = storing.store(
        buffer.getvalue(), name=name, description=storing.Description(alt=alt), actor=None, origin=ORIGIN.place
    )
    if fields:
        for field, value in fields.items():
            setattr(made, f"{field}_zh_hans" if field in ("alt", "caption") else field, value)
        made.save()
    return made


def company(name: str = "Example Cells Ltd.", **fields) -> Company:
    return _saved(Company, {"name": name} | fields)
