"""Pictures in articles: as they are read, shared and kept from publication without words."""

from __future__ import annotations

import re

import pytest

from articles import images, marks, workflow
from articles.obstacles import Refused
from articles.paper import content
from articles.rendering import render
from mscsite.core.html import sanitise
from mscsite.core.roles import EDITOR, PUBLISHER, REVIEWER
from tests import factories, staff
from tests.committing import generation_now

pytestmark = pytest.mark.django_db


def figure(image, caption: str = "") -> str:
    return f'<figure data-image="{image.key}">{caption}</figure>'


def rendered(body: str, language: str = "zh-hans"):
    return render(factories.ready_article(body=body).revisions.get(), language)


def test_the_mark_passes_the_gate_and_is_found():
    body = '<figure data-image="abc"><figcaption>图</figcaption></figure>'
    assert sanitise(body) == body
    assert marks.find(body, body).images == ("abc",)
    assert sanitise('<p><img src="https://x.example/a.png"></p>') == "<p></p>"


def test_a_figure_becomes_a_picture_with_dimensions_in_three_formats():
    image = factories.image(
        "干细胞", caption="图一", credit="王敏", licence="cc-by-4.0", source_url="https://a.example/b"
    )
    html = rendered(f"<p>甲</p>{figure(image)}", "zh-hant").html
    assert '<img src="/media/images/' in html
    assert 'width="640" height="400" alt="幹細胞"' in html
    assert f'<source type="image/avif" srcset="{image.url(480, "avif")} 480w, {image.url(640, "avif")} 640w"' in html
    assert '<source type="image/webp"' in html
    assert "<span>圖一</span>" in html
    assert '<a href="https://a.example/b" rel="noopener">王敏</a>' in html
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="noopener">CC BY 4.0</a>' in html
    assert "data-image" not in html
    assert html.count("<source ") == 2
    assert "</source>" not in html
    assert re.search(r"<picture><source [^>]*><source [^>]*><img [^>]*></picture>", html)


def test_the_words_of_the_article_stand_before_those_of_the_record():
    image = factories.image(caption="记录里的", credit="王敏")
    html = rendered(figure(image, "<figcaption>文章里的</figcaption>")).html
    assert "记录里的" not in html
    assert html.count("<figcaption>") == 1
    assert '<figcaption>文章里的<small class="credit">图：王敏</small></figcaption>' in html


def test_only_the_first_picture_is_loaded_at_once():
    one, two = factories.image(), factories.image()
    body = rendered(figure(one) + figure(two))
    assert body.html.count('loading="lazy"') == 1
    assert body.images == [one, two]


def test_a_picture_that_is_gone_leaves_no_trace():
    assert rendered('<p>甲</p><figure data-image="gone"><figcaption>图</figcaption></figure>').html == "<p>甲</p>"


def test_many_pictures_ask_as_much_as_one(django_assert_num_queries):
    for number in (1, 3):
        body = "".join(figure(factories.image()) for _ in range(number))
        revision = factories.ready_article(body=body).revisions.get()
        with django_assert_num_queries(3):  # whether it is prepared, pictures, state of the terms
            render(revision, "zh-hans")


def test_what_keeps_a_revision_from_the_public():
    without, fine = factories.image(alt="", name="a.png"), factories.image()
    article = factories.ready_article(body=figure(without) + figure(fine) + '<figure data-image="gone"></figure>')
    assert images.obstacles(article.revisions.get()) == [
        "正文用到的图片 gone 已被删除，请在正文里去掉或换一张。",
        "图片“a.png”没有替代文字（简体、繁體），请在图片记录里填写。",
    ]
    assert images.obstacles(factories.ready_article(body=figure(fine)).revisions.get()) == []


def test_a_revision_knows_its_pictures_and_the_page_shares_the_first(client):
    image = factories.image()
    article = factories.public_article(body=figure(image))
    assert list(article.revisions.get().images.all()) == [image]
    text = client.get(f"/zh-hans/articles/{article.slug}/").text
    assert f'<meta property="og:image" content="http://testserver{image.share_url}">' in text
    assert f'"image": "http://testserver{image.share_url}"' in text


def test_without_words_a_picture_stops_the_way_to_the_public():
    image = factories.image(alt="", name="a.png")
    article = factories.ready_article(body=figure(image))
    editor = staff.account(EDITOR)
    why = "图片“a.png”没有替代文字（简体、繁體），请在图片记录里填写。"
    assert workflow.why_not(article, "submit", editor) == why
    with pytest.raises(Refused, match="没有替代文字"):
        workflow.submit(article, origin=workflow.Origin(editor, "tests"))
    image.alt_zh_hans = "有"
    image.save()
    workflow.submit(article, origin=workflow.Origin(editor, "tests"))
    workflow.approve(article, origin=workflow.Origin(staff.account(REVIEWER), "tests"))
    publisher = staff.account(PUBLISHER)
    assert workflow.why_not(article, "publish", publisher) == ""
    image.alt_zh_hans = image.alt_zh_hant = ""
    image.save()
    assert workflow.why_not(article, "publish", publisher) == why
    assert workflow.why_not(article, "schedule", publisher) == why


def test_on_paper_a_picture_has_its_words():
    article = factories.draft_article(body=f"<p>甲</p>{figure(factories.image('干细胞'))}<p>乙</p>")
    section = content.paper(article.revisions.get(), ("zh-hant",)).sections[0]
    assert [block.text for block in section.blocks] == ["甲", "幹細胞", "乙"]
    assert [block.kind for block in section.blocks] == ["paragraph", "picture", "paragraph"]


def test_new_words_of_a_picture_reach_pages_that_are_kept():
    image = factories.image()
    before = generation_now()
    image.alt_zh_hans = "新的说明"
    image.save()
    assert generation_now() > before
