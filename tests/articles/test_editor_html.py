"""What the editor makes of a body comes back to the form in which imports write it."""

import pytest

from articles.editor_html import tidy


@pytest.mark.parametrize(
    ("made", "stored"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>甲 &amp; &lt;乙&gt;</p>", "<p>甲 &amp; &lt;乙&gt;</p>"),
        ("<ul><li><p>一</p></li></ul>", "<ul><li>一</li></ul>"),
        ("<ul><li><p>一</p><ul><li><p>二</p></li></ul></li></ul>", "<ul><li>一<ul><li>二</li></ul></li></ul>"),
        ("<ul><li><p>一</p><p>二</p></li></ul>", "<ul><li><p>一</p><p>二</p></li></ul>"),
        ("<blockquote><p>引</p></blockquote>", "<blockquote><p>引</p></blockquote>"),
        (
            '<table><tbody><tr><th colspan="1" rowspan="1"><p>甲</p></th></tr>'
            '<tr><td colspan="2" rowspan="1"><p>1<br>2</p></td></tr></tbody></table>',
            '<table><thead><tr><th>甲</th></tr></thead><tbody><tr><td colspan="2">1<br>2</td></tr></tbody></table>',
        ),
        ("<table><tbody><tr><th>x</th><td>1</td></tr></tbody></table>",) * 2,
        ("<table><tbody><tr><th>只有表头</th></tr></tbody></table>",) * 2,
        ("<p>a\r\nb</p>", "<p>a\nb</p>"),
    ],
)
def test_tidy(made, stored):
    assert tidy(made) == stored
    assert tidy(stored) == stored
