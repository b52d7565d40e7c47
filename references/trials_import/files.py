"""Files of registries, whatever they are: ClinicalTrials.gov's JSON, or XML of ICTRP or ChiCTR. Pure."""

from __future__ import annotations

import re

from references import registries
from references.exchange.decoding import decode, parse_json
from references.trials_import import ctgov, who


def read(data: bytes, name: str) -> list[object]:
    """The studies of a file, each for its own reader; raises `decoding.Refused` and `study.Malformed`."""
    text = decode(data, name)
    if text.lstrip().startswith("<") and who.reads(text):
        return list(who.studies(data))
    return ctgov.studies(parse_json(text, name))


def hint(written: str) -> str:
    """The id that is meant where letters stand among the digits of one; '' where none is near."""
    meant = re.sub(r"(?<=\d)[oO]|[oO](?=\d)", "0", re.sub(r"(?<=\d)[lI]|[lI](?=\d)", "1", written))
    return registries.normalise(meant) if meant != written and registries.registry_of(meant) else ""
