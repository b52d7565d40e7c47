"""An article as long as the longest that clinics write: 60 paragraphs, a table of 15 rows, 15 products, 5 papers.

What it says is made up to be measured, and says so; its records are made up as well, with addresses of example.org.
"""

from __future__ import annotations

import datetime as dt

PARAGRAPHS, ROWS, PRODUCTS, CITATIONS = 60, 15, 15, 5
SLUG = "benchmark-article"
_TEXT = (
    "这一段是为测量写的，不说任何事实。间充质干细胞在这里只是一个词，用来让术语表有字可寻，让分词有词可分；"
    "它后面跟着免疫调节、外泌体和脐带，也跟着一些标点、数字12.5%和英文Wharton's jelly。"
    "读者不会看到这一页，量的是服务器把它写出来要花多少功夫，写得像真的文章一样长，句子一样密，标记一样多。"
)


def sections() -> list[tuple[str, list[str]]]:
    """The text alone: headings with their paragraphs; what another system is given to show as well."""
    numbers = iter(range(1, PARAGRAPHS + 1))
    return [(f"第{part}部分", [f"{next(numbers)}. {_TEXT}" for _each in range(6)]) for part in range(1, 11)]


def table() -> list[list[str]]:
    """The table, its head first."""
    return [["名称", "地方", "年份"], *([f"样品{n}", "某地", str(2005 + n)] for n in range(1, ROWS + 1))]


def plain_html() -> str:
    """Text and table without any mark of ours."""
    parts = [f"<h2>{name}</h2>" + "".join(f"<p>{text}</p>" for text in texts) for name, texts in sections()]
    head, *rows = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table())
    parts.insert(3, f"<table><thead>{head.replace('td>', 'th>')}</thead><tbody>{''.join(rows)}</tbody></table>")
    return "".join(parts)


def body() -> str:
    """The same with a link to each product and a mark for each paper."""
    html = plain_html()
    for number in range(1, PRODUCTS + 1):
        html = html.replace(f"<td>样品{number}<", f'<td><a data-record="product:sample-{number}">样品{number}</a><')
    for number in range(1, CITATIONS + 1):
        mark = f'<cite data-citation="sample{number}"></cite>'
        html = html.replace(f"<p>{number * 7}. {_TEXT}", f"<p>{number * 7}. {_TEXT}{mark}", 1)
    return html


def write() -> str:
    """Publish the article with its records, unless it is there; returns its address."""
    from articles import workflow
    from articles.models import Article, Category, Person

    article = Article.objects.filter(slug=SLUG).first()
    if article is None:
        _write_records()
        shelf, _new = Category.objects.get_or_create(slug="benchmark", defaults={"name_zh_hans": "测量"})
        author, _new = Person.objects.get_or_create(name_zh_hans="测量")
        article = Article(slug=SLUG, title_zh_hans="为测量写的长文", body_zh_hans=body(), category=shelf, author=author)
        article.summary_zh_hans, article.disclaimer_zh_hans = "第一点\n第二点\n第三点", "本页不说任何事实。"
        origin = workflow.Origin(actor=None, place="benchmarks")
        workflow.save(article, origin=origin)
        workflow.publish(article, origin=origin, override=True)
    return article.get_absolute_url()


def write_another() -> None:
    """Publish an article that shares nothing with it, which may change while it is read."""
    from articles import workflow
    from articles.models import Article

    if not Article.objects.filter(slug="another").exists():
        article = Article(slug="another", title_zh_hans="另一篇", body_zh_hans="<p>也是为测量写的。</p>")
        origin = workflow.Origin(actor=None, place="benchmarks")
        workflow.save(article, origin=origin)
        workflow.publish(article, origin=origin, override=True)


def _write_records() -> None:
    from django.utils import timezone

    from products.models import Company, Product, RegulatoryEvent
    from references.models import Citation

    now = timezone.now()
    company, _new = Company.objects.get_or_create(name="Benchmark Company")
    for number in range(1, PRODUCTS + 1):
        names = {"latin_name": f"Sample {number}", "name_zh_hans": f"样品{number}"}
        product = Product.objects.create(slug=f"sample-{number}", company=company, published_at=now, **names)
        RegulatoryEvent.objects.create(
            product=product, kind="approved", jurisdiction="JP", date=dt.date(2005 + number, 3, 1),
            date_precision="day", source_url="https://example.org/decision", published_at=now,
        )  # fmt: skip
    for number in range(1, CITATIONS + 1):
        Citation.objects.create(
            key=f"sample{number}", title=f"A paper that was never written, part {number}", year=2000 + number,
            authors=[{"family": "Example", "given": "A. B."}, {"family": "Other", "given": "C."}], volume="1",
            container_title="Journal of Samples", page="1-9", doi=f"10.5555/sample.{number}", published_at=now,
        )  # fmt: skip
