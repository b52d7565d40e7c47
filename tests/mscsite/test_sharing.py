"""What a page is passed on with: its code and its picture."""

import io

import PIL.Image
import pytest
from django.core.cache import cache

from mscsite import share_pictures
from mscsite.share_pictures import Words
from tests.factories import category, draft_article, public_article

pytestmark = pytest.mark.django_db
needs_font = pytest.mark.skipif(
    not share_pictures.available(), reason="no Chinese font on this machine (fonts-noto-cjk)"
)


def test_the_code_is_a_picture_of_the_articles_own_address(client):
    public_article(slug="a")
    response = client.get("/zh-hans/articles/a/qr.svg")
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    import segno

    drawing = io.BytesIO()
    segno.make("http://testserver/zh-hans/articles/a/", error="m").save(
        drawing, kind="svg", scale=4, border=4, light="white", xmldecl=False
    )
    assert response.content == drawing.getvalue()
    assert b"style=" not in response.content


@pytest.mark.parametrize("name", ["qr.svg", "share.png"])
def test_nothing_is_told_of_what_is_not_public(client, name):
    draft_article(slug="d")
    assert client.get(f"/zh-hans/articles/d/{name}").status_code == 404


@needs_font
def test_each_script_has_its_own_picture(client):
    cache.clear()
    public_article("干细胞的证据", slug="a", category=category())
    pictures = [client.get(f"/{script}/articles/a/share.png") for script in ("zh-hans", "zh-hant")]
    assert [response["Content-Type"] for response in pictures] == ["image/png"] * 2
    assert PIL.Image.open(io.BytesIO(pictures[0].content)).size == (1200, 630)
    assert pictures[0].content != pictures[1].content
    html = client.get("/zh-hant/articles/a/").text
    assert '<meta property="og:image" content="http://testserver/zh-hant/articles/a/share.png">' in html
    assert "/zh-hans/share.png" in client.get("/zh-hans/products/").text
    assert client.get("/zh-hans/share.png").status_code == 200


@needs_font
@pytest.mark.parametrize(
    "title", ["短", "长" * 200, "Remestemcel-L 与间充质干细胞：" * 4, "a" * 120, "“（引号）”，、。" * 12]
)
def test_any_title_is_drawn_inside_the_picture(title):
    lines, _font = share_pictures._fitting(title, "zh-hans")
    assert len(lines) <= 4
    assert all(line[0] not in "，。、）”" for line in lines if line)
    assert share_pictures.draw(Words(title, "分类", "网站"), "zh-hans")[:4] == b"\x89PNG"


def test_without_a_font_pages_name_no_picture(client, monkeypatch):
    monkeypatch.setattr(share_pictures, "_font_file", lambda: None)
    public_article(slug="a")
    assert "og:image" not in client.get("/zh-hans/articles/a/").text
    assert client.get("/zh-hans/articles/a/share.png").status_code == 404
