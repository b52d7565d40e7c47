"""OpenCC, with a better cut into words.

OpenCC cuts a text by the longest phrase from the left, and knows only phrases that hold a character of two forms: in
相比干细胞 it sees the name 比干. Two files go into its dictionary, so that the cut costs no time of ours:
`words.txt`, common words without such a character (相比), and `seams.txt`, a phrase of the stock with the word that
it would cut in two (年历史: 年|歷史, not 年曆|史). `data/README.md` says where they come from.
"""

from __future__ import annotations

import functools
import json
import re
import tempfile
from pathlib import Path

import opencc

DATA = Path(__file__).with_name("data")
_SHARE = Path(opencc.__file__).with_name("clib") / "share" / "opencc"

# OpenCC stops reading at a NUL without a word, and raises on lone surrogates: such characters pass it by.
UNREADABLE = re.compile("([\0\ud800-\udfff]+)")

# What goes from one form to another; each name is a configuration of OpenCC, ours where marked with a plus.
_PATHS = {
    ("hans", "tw"): ("s2tw+",),
    ("hans", "hk"): ("s2hk+",),
    ("tw", "hans"): ("tw2s",),
    ("hk", "hans"): ("hk2s",),
    ("tw", "hk"): ("tw2t", "t2hk"),
    ("hk", "tw"): ("hk2t", "t2tw"),
}


def readable(text: str) -> str:
    """`text` without the characters that OpenCC cannot take."""
    return UNREADABLE.sub("", text)


@functools.cache
def stock(configuration: str) -> opencc.OpenCC:
    """One of OpenCC's own converters, made once. One converter may be shared by threads."""
    return opencc.OpenCC(configuration)


@functools.cache
def _ours(configuration: str) -> opencc.OpenCC:
    """A converter from Simplified with our two files in front of the stock ones."""
    settings = _absolute(json.loads((_SHARE / f"{configuration}.json").read_text()))
    words, seams = ({"type": "text", "file": str(DATA / name)} for name in ("words.txt", "seams.txt"))
    settings["segmentation"]["dict"]["dicts"][:0] = [words, seams]
    settings["conversion_chain"][0]["dict"]["dicts"][0]["dicts"].insert(0, seams)
    with tempfile.TemporaryDirectory() as folder:  # OpenCC reads a configuration only from a file
        path = Path(folder) / "ours.json"
        path.write_text(json.dumps(settings))
        return opencc.OpenCC(str(path))


def is_traditional_loaded() -> bool:
    """Whether this process has a dictionary to Traditional already: 46 MB."""
    return _ours.cache_info().currsize > 0


def _absolute(node):
    """The same configuration with full paths: ours does not stand beside the stock files."""
    if isinstance(node, list):
        return [_absolute(item) for item in node]
    if isinstance(node, dict):
        return {key: str(_SHARE / value) if key == "file" else _absolute(value) for key, value in node.items()}
    return node


def plain(text: str, source: str, to: str) -> str:
    """`text` (readable) from one form to the other by OpenCC alone, without rules or glossary."""
    for name in _PATHS[source, to]:
        converter = _ours(name[:-1]) if name.endswith("+") else stock(name)
        text = converter.convert(text)
    return text
