"""LaTeX in BibTeX values: decoded with pylatexenc, written with no more escapes than BibTeX needs. Pure."""

from __future__ import annotations

import logging
import re

from pylatexenc.latex2text import LatexNodes2Text

logging.getLogger("pylatexenc").setLevel(logging.WARNING)  # it tells of every brace that it forgives

_DECODER = LatexNodes2Text(math_mode="text", strict_latex_spaces=False, keep_comments=True)
_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
}
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
_ARGUMENT_ONLY = re.compile(r"\\(?:textsuperscript|textsubscript|mathrm|text|ensuremath|url)\s*\{([^{}]*)\}")
_RAISED = re.compile(r"(?<!\\)\$[_^](?:\{([^{}$]+)\}|(\w))\$")
# What pylatexenc decodes to something else or not at all, by way of characters for private use.
_MARKS = {"textasciicircum": ("\ue000", "^"), "textless": ("\ue001", "<"), "textgreater": ("\ue002", ">")}
_NEEDS_DECODING = re.compile(r"[\\{}$~]|--|``|''")


def decode(text: str) -> str:
    r"""`{M}{\"u}ller \& $\alpha$` as `Müller & α`; text without LaTeX stays as it is."""
    flat = " ".join(text.split())
    if not _NEEDS_DECODING.search(flat):
        return flat
    flat = _RAISED.sub(r"\1\2", _ARGUMENT_ONLY.sub(r"\1", flat))
    for macro, (mark, _char) in _MARKS.items():
        flat = re.sub(rf"\{{\\{macro}\}}|\\{macro}(?:\{{\}}|(?![A-Za-z]) ?)", mark, flat)
    flat = re.sub(r"(?<!\\)%", r"\%", flat)  # a bare % would hide the rest of the line
    decoded = _DECODER.latex_to_text(flat).replace("\u00a0", " ")
    for mark, char in _MARKS.values():
        decoded = decoded.replace(mark, char)
    return " ".join(decoded.split())


def encode(text: str) -> str:
    """Text as the value of a BibTeX field: its special characters escaped, everything else as it is."""
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], " ".join(text.split()))
    return re.sub(r"-(?=-)|`(?=`)|'(?=')", r"\g<0>{}", escaped)  # `--` would be read as a dash
