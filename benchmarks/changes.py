"""How long a change stays unseen: an article is published anew while it is read on two servers and through nginx.

    python -m benchmarks.changes [ROUNDS]

Two servers of two workers on one SQLite file, nginx with the configuration of `deploy/` before both. Every round takes
the last answer that still had the old title, by the time at which it was asked for. A page that nobody reads is asked
for once before the change and once two seconds after it. Wants nginx.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from benchmarks import measuring, sample
from benchmarks.pages import served, unlimited
from tests.deploy import nginx

ROUNDS, WATCHED = 10, 3.0  # seconds that readers go on after a change
QUIET = 2.0  # seconds after which nginx may show nothing old
READ, UNREAD = f"/zh-hans/articles/{sample.SLUG}/", f"/zh-hant/articles/{sample.SLUG}/"


class Reader(threading.Thread):
    """Asks without pause, each time on a new connection, so that every worker of a server is met."""

    def __init__(self, port: int, words: str, over: threading.Event) -> None:
        super().__init__()
        self.port, self.words, self.over, self.last_old = port, words, over, 0.0

    def run(self) -> None:
        while not self.over.is_set():
            asked = time.monotonic()
            if self.words not in page(self.port, READ):
                self.last_old = asked
            time.sleep(0.005)


def page(port: int, path: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": nginx.HOST})
    return urllib.request.urlopen(request).read().decode()


def publish(title: str) -> None:
    """Change the article's title and publish it."""
    from articles import workflow
    from articles.models import Article

    origin = workflow.Origin(actor=None, place="benchmarks")
    article = Article.objects.get(slug=sample.SLUG)
    article.title_zh_hans = title
    workflow.save(article, origin=origin)
    workflow.publish(article, origin=origin, override=True)


def one_round(number: int, ports: list[int], front: int) -> tuple[float, float, bool]:
    """Seconds that the change stayed unseen on the servers and behind nginx; whether the unread page was still old."""
    words, over = f"第{number}次改动", threading.Event()
    page(front, UNREAD)
    readers = [Reader(port, words, over) for port in (*ports, front)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    publish(f"为测量写的长文 {words}")
    changed = time.monotonic()
    time.sleep(QUIET)
    is_old = str(number) not in re.search(r"<h1[^>]*>(.*?)</h1>", page(front, UNREAD), re.DOTALL)[1]
    time.sleep(WATCHED - QUIET)
    over.set()
    for reader in readers:
        reader.join()
    *direct, behind = (max(0.0, reader.last_old - changed) for reader in readers)
    return max(direct), behind, is_old


def main(rounds: int) -> None:
    if not nginx.PROGRAM:
        sys.stdout.write("skipped: needs nginx\n")
        return
    first, second = ports = [nginx.free_port() for _server in range(2)]

    def two(text: str) -> str:
        return re.sub(rf"(server 127\.0\.0\.1:){first}(.*)", rf"\g<0>\n\g<1>{second}\g<2>", unlimited(text))

    with tempfile.TemporaryDirectory() as name, measuring.own_database():
        sample.write()
        with (
            served(first, path=READ),
            served(second, path=READ),
            nginx.running(Path(name), first, two) as front,
        ):
            found = [one_round(number, ports, front) for number in range(1001, 1001 + rounds)]
    direct, behind, old = (list(values) for values in zip(*found, strict=True))
    sys.stdout.write(f"seconds until all workers showed it: {' '.join(f'{each:.2f}' for each in sorted(direct))}\n")
    sys.stdout.write(f"seconds until nginx showed it: {' '.join(f'{each:.2f}' for each in sorted(behind))}\n")
    measuring.tell("a change public on all servers, the slowest, of a second", max(direct), at_most=1)
    measuring.tell("a change public behind nginx, the slowest, of two seconds", max(behind) / 2, at_most=1)
    measuring.tell("unread pages that nginx shows as they were, two seconds later", sum(old), at_most=0)


if __name__ == "__main__":
    main(int((sys.argv[1:2] or [ROUNDS])[0]))
