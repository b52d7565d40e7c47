"""Readers, who read and search and must notice nothing."""

from __future__ import annotations

import random
import time

from stress.loading.asking import FAILED, Seen, ask

LISTS = ("", "articles/", "products/", "products/charts/", "trials/", "glossary/", "feed/", "about/")
QUERIES = ("软骨", "膝關節", "Alofisel", "干细胞 治疗", "没有的词")
SEARCHES = 0.15  # of all that is asked


def read(port: int, paths: list[str], until: float, seen: Seen, seed: int) -> None:
    """Ask for one of `paths` after the other, or search, until the clock (`time.monotonic`) says `until`."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        is_search = chance.random() < SEARCHES
        path = f"/{chance.choice(('zh-hans', 'zh-hant'))}/search/?q={chance.choice(QUERIES)}"
        path = path if is_search else chance.choice(paths)
        started = time.monotonic()
        try:
            status = str(ask(port, "GET", path)[0])
        except FAILED as error:
            status = type(error).__name__
        (seen.searching if is_search else seen.reading)[status] += 1
        seen.seconds.append(took := time.monotonic() - started)
        if status != "200":
            seen.problems.append(f"{path}: {status} after {took:.1f} s")
        time.sleep(0.05)
