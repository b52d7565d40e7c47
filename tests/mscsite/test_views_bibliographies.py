"""References to take along, in the reader's style."""

from __future__ import annotations

import json

import pytest

from references.exchange import bibtex, ris
from tests.factories import draft_article, proposed_citation, public_article, public_citation

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    public_citation("first", title="First paper", year=2001, doi="10.1000/a")
    public_citation("second", title="Second paper", year=2002, language="en", container_title="Cell")
    proposed_citation("secret")
    marks = "".join(f'<cite data-citation="{key}"></cite>' for key in ("second", "secret", "first"))
    return public_article(slug="msc", body=f"<p>甲{marks}。</p>")


def test_the_list_of_an_article_in_its_order(client, article):
    response = client.get("/zh-hans/articles/msc/references/csl/")
    assert [item["id"] for item in json.loads(response.content)] == ["second", "first"]
    assert response["Content-Disposition"] == 'attachment; filename="msc.json"'
    assert response["Content-Type"].startswith("application/vnd.citationstyles.csl+json")
    text = client.get("/zh-hans/articles/msc/references/ris/").content.decode()
    assert [entry.item["title"] for entry in ris.read(text, "x")] == ["Second paper", "First paper"]
    text = client.get("/zh-hant/articles/msc/references/bibtex/").content.decode()
    assert [entry.item["title"] for entry in bibtex.read(text, "x")] == ["Second paper", "First paper"]


def test_one_entry(client, article):
    (item,) = json.loads(client.get("/zh-hans/references/first/csl/").content)
    assert (item["id"], item["DOI"]) == ("first", "10.1000/a")


@pytest.mark.parametrize(
    "path", ["articles/msc/references/pdf/", "articles/no/references/ris/", "references/secret/ris/"]
)
def test_what_is_not_there(client, article, path):
    assert client.get(f"/zh-hans/{path}").status_code == 404


def test_a_draft_gives_nothing_away(client):
    draft_article(slug="draft")
    assert client.get("/zh-hans/articles/draft/references/ris/").status_code == 404


@pytest.mark.parametrize(
    ("style", "entry"),
    [
        ("", "Author A B. Second paper[J]. Cell，2002."),
        ("gbt7714-2015", "AUTHOR A B. Second paper[J]. Cell, 2002."),
        ("vancouver", "Author AB. Second paper. Cell. 2002."),
        ("apa", "Author, A. B. (2002). Second paper. Cell."),
        ("no-such", "Author A B. Second paper[J]. Cell，2002."),
    ],
)
def test_the_reader_chooses_the_style(client, article, style, entry):
    page = client.get(f"/zh-hans/articles/msc/?style={style}")
    assert page.context["references"][0].text == entry
    assert f'data-text="{entry}"' in page.content.decode()
    assert '<link rel="canonical" href="http://testserver/zh-hans/articles/msc/">' in page.content.decode()
    assert client.get(f"/zh-hans/references/second/?style={style}").context["formatted"] == entry


def test_an_entry_says_which_other_articles_cite_it(client, article):
    for number in (1, 2):
        public_article(slug=f"other-{number}", body='<p>乙<cite data-citation="first"></cite>。</p>')
    draft_article(body='<p>丙<cite data-citation="second"></cite>。</p>')
    page = client.get("/zh-hans/articles/msc/")
    assert [entry.others for entry in page.context["references"]] == [0, 2]
    assert "本站另有 2 篇文章引用" in page.content.decode()


def test_notices_lead_to_where_they_can_be_read(client, article):
    notice = {"type": "retraction", "doi": "10.1000/n", "date": "2021-05-06"}
    public_citation("gone", retraction_status="retraction", notices=[notice, {"type": "x"}, {"type": "correction"}])
    public_article(slug="b", body='<p>乙<cite data-citation="gone"></cite>。</p>')
    for path in ("articles/b/", "references/gone/"):
        text = client.get(f"/zh-hans/{path}").content.decode()
        assert text.count('href="https://doi.org/10.1000/n"') == 1
        assert "撤稿通知" in text
