"""The closed lists as people write them: values, and their names in either script. No database."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import override

from mscsite.core import apart
from mscsite.core.names import fold
from products.choices import Donor, EventKind, Route, Tissue

STATES = {"public": "公开", "proposal": "提案"}
_FURTHER = {
    "state": {"已公开": "public", "是": "public", "否": "proposal"},
    "donor": {"异基因": "allogeneic", "同种异体": "allogeneic", "自身": "autologous"},
    "tissue": {"脂肪": "adipose", "脐血": "cord_blood"},
    "kind": {"有条件批准": "conditionally_approved", "完全批准": "full_approval"},
    "source_script": {"简体": "zh-hans", "繁体": "zh-hant", "简": "zh-hans", "繁": "zh-hant"},
}


@cache
def choices(field: str) -> dict[str, str]:
    """Values of a closed list with their names in Simplified."""
    with override("zh-hans"):
        lists = {"donor": Donor, "tissue": Tissue, "routes": Route, "kind": EventKind}
        if field in lists:
            return {str(value): str(label) for value, label in lists[field].choices}
    return dict(settings.LANGUAGES) if field == "source_script" else STATES


@cache
def _values(field: str) -> dict[str, str]:
    found = {fold(word): value for word, value in _FURTHER.get(field, {}).items()}
    for value, label in choices(field).items():
        found[fold(value)] = found[fold(label)] = value
    return found


def value_of(field: str, text: str) -> str | None:
    """The value that a word means, in either script; None for a word that is not in the list."""
    return text if text in choices(field) else _values(field).get(fold(text))


def label_of(field: str, value: str, language: str) -> str:
    """The name of a value in `zh-hans` or `zh-hant`."""
    label = choices(field).get(value, value)
    return label if language == "zh-hans" else apart.traditional(label)


def allowed(field: str) -> str:
    """All values with their names, for a message."""
    return "、".join(f"{value}（{label}）" for value, label in choices(field).items())
