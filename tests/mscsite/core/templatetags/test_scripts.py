import pytest
from django.utils import translation

from mscsite.core.templatetags.scripts import in_script, lang_of


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("zh-hant", "国家药品监督管理局", "國家藥品監督管理局"),
        ("zh-hans", "國家藥品監督管理局", "国家药品监督管理局"),
        ("zh-hant", "國家藥品監督管理局", "國家藥品監督管理局"),
        ("zh-hant", "FDA", "FDA"),
        ("zh-hant", "", ""),
    ],
)
def test_a_text_of_one_script_is_shown_in_the_readers(language, text, shown):
    with translation.override(language):
        assert in_script(text) == shown


def test_the_language_of_a_name():
    with translation.override("zh-hant"):
        assert (lang_of("自體骨髓"), lang_of("remestemcel-L")) == ("zh-Hant", "en")
