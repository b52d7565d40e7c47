"""A primary, a replica, two web servers, a server for editors and nginx, under load while parts of them die.

Readers never see an error, nothing that was published is lost, and an editor is told what to do and loses no word.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.deploy import nginx
from tests.machines.cluster import Node, folder_for_servers
from tests.machines.web import Editor, Readers, Web, ask, environment, form_of, manage, values_of, within

pytestmark = [
    pytest.mark.machines,
    pytest.mark.enable_socket,
    pytest.mark.skipif(nginx.PROGRAM is None, reason="no nginx on this machine"),
]
PREPARE = """
import json
from django.contrib.auth.models import Group, User
from django.test import Client
from articles.models import Article
from products.models import Product
from references.models import Term
user = User.objects.create_user("editor", is_staff=True)
user.groups.add(Group.objects.get(name="编辑"))
client = Client()
client.force_login(user)
term = Term.objects.filter(published_at__isnull=False).first()
print(json.dumps({
    "session": client.cookies["sessionid"].value, "term": term.pk,
    "articles": list(Article.objects.filter(live__isnull=False).values_list("slug", flat=True)),
    "products": list(Product.objects.filter(published_at__isnull=False).values_list("slug", flat=True)[:4]),
}))
"""
LISTS = ["", "articles/", "products/", "trials/", "glossary/", "products/charts/", "about/"]


@dataclass
class Machines:
    primary: Node
    replica: Node
    readers: list[Web]
    editors: Web
    port: int  # nginx
    known: dict

    @property
    def paths(self) -> list[str]:
        pages = [*LISTS, *(f"articles/{slug}/" for slug in self.known["articles"])]
        pages += [f"products/{slug}/" for slug in self.known["products"]]
        return [f"/{script}/{page}" for script in ("zh-hans", "zh-hant") for page in pages]

    def editor(self) -> Editor:
        path = f"/admin/references/term/{self.known['term']}/change/"
        return Editor(self.port, self.known["session"], path, "definition_zh_hans")

    def shows(self, words: str) -> bool:
        """Whether readers see `words`, at the front and from each web server that is alive."""
        ports = [self.port, *(web.port for web in self.readers if web.process.poll() is None)]
        return all(words in ask(port, "/zh-hans/glossary/")[2] for port in ports)


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    # Not in pytest's own folder: the account of PostgreSQL may not enter it.
    with tempfile.TemporaryDirectory(prefix="machines") as name:
        folder = Path(name)
        started: list = []
        try:
            yield from _built(folder, started)
        finally:
            for each in started:
                each.kill() if isinstance(each, Web) else each.crash()


def _built(folder: Path, started: list) -> Iterator[Machines]:
    databases = folder / "databases"
    databases.mkdir()
    folder_for_servers(databases)
    primary, replica = Node(databases / "primary"), Node(databases / "replica")
    started += [primary, replica]
    primary.initialise()
    primary.start()
    on_primary = environment(primary.url(), folder)
    manage(on_primary, "migrate", "--verbosity", "0")
    manage(on_primary, "load_demo")
    known = json.loads(manage(on_primary, code=PREPARE).splitlines()[-1])
    replica.copy_of(primary)
    replica.start()

    on_both = environment(f"postgresql://postgres@{replica.host},{primary.host}/postgres", folder)
    pooled = on_both | {"DATABASE_POOL": "1-4"}
    webs = [Web(on_both, folder, "web-1"), Web(pooled, folder, "web-2"), Web(on_primary, folder, "editors")]
    started += webs
    for web in webs:
        web.wait()
    with nginx.running(folder, webs[0].port, lambda text: _split(text, [web.port for web in webs])) as port:
        yield Machines(primary, replica, webs[:2], webs[2], port, known)


def _split(text: str, ports: list[int]) -> str:
    """The configuration with these servers, and without limits that a test on one address would run into."""
    line = "server 127.0.0.1:{} max_fails=2 fail_timeout=5s"
    one, two, editors = (line.format(port) for port in ports)
    servers = {
        "readers": f"{one}; {two};",
        "editors": f"{editors};",
        "pages_for_editors": f"{editors}; {one} backup; {two} backup;",
    }
    for name, lines in servers.items():
        pattern = rf"(?m)(^ +upstream {name} {{\s+)(?:server [^;]+;.*\s+)+"
        text, count = re.subn(pattern, rf"\g<1>{lines} ", text)
        assert count == 1, name
    text = text.replace("proxy_next_upstream error timeout http_503;", "proxy_next_upstream error timeout;")
    text = re.sub(r"rate=\d+r/[sm]", "rate=9000r/s", text)
    return text.replace("limit_conn connections 60;", "")


@dataclass
class Story:
    """An editor at work, and what the site has told them was saved."""

    machines: Machines
    editor: Editor
    saved: list[str]

    def change(self, words: str) -> None:
        """Save `words`, and see them on the public site."""
        assert self.editor.save(words)
        self.saved.append(words)
        assert within(20, lambda: self.machines.shows(words)), words

    def while_the_replica_lags(self) -> None:
        self.machines.replica.ask("SELECT pg_wal_replay_pause()")
        late = "副本还没有收到的改动。"
        assert self.editor.save(late)
        self.saved.append(late)
        time.sleep(1.5)
        assert not any(late in ask(web.port, "/zh-hans/glossary/")[2] for web in self.machines.readers)
        self.machines.replica.ask("SELECT pg_wal_replay_resume()")
        assert within(20, lambda: self.machines.shows(late))  # what was read meanwhile is not kept

    def while_the_primary_is_away(self) -> None:
        """With the replica gone as well: pages come from memory, the editor keeps their words."""
        form = self.editor.open()
        self.machines.primary.crash()
        typed = "主库不在的时候写的，一个字也不能丢。" * 5
        status, headers, text = self.editor.send(form, **{self.editor.field: typed})
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "60", "no-store")
        assert [words in text for words in ("数据库暂时连不上", "再提交一次")] == [True, True]
        again = form_of(text)
        assert dict(values_of(again))[self.editor.field] == typed
        assert _vote(self.machines.port) == (503, "现在存不下，请过一会儿再试。")
        time.sleep(1.5)
        self.machines.primary.start()
        assert self.editor.send(again)[0] == 302
        self.saved.append(typed)
        assert within(20, lambda: self.machines.shows(typed))

    def while_the_replica_is_alone(self) -> dict[str, int]:
        """What readers are answered to what nobody has asked before."""
        self.machines.primary.crash()
        answers = {path: ask(self.machines.port, path)[0] for path in _never_asked(self.machines)}
        time.sleep(1)
        self.machines.primary.start()
        return answers


def test_readers_never_see_an_error_and_nothing_published_is_lost(machines):
    for path in machines.paths:  # somebody has read each page, on each server
        for port in (machines.port, *(web.port for web in machines.readers)):
            assert ask(port, path)[0] == 200, path

    story = Story(machines, machines.editor(), [])
    searches = _never_asked(machines)[:2]  # never kept: each asks a database. Below their limit
    with Readers(machines.port, machines.paths) as readers:
        with Readers(machines.port, searches, threads=1, pause=0.1) as searchers:
            story.change("第一次改动，什么都在。")
            story.while_the_replica_lags()

            machines.replica.crash()
            time.sleep(1)
            story.change("第二次改动，副本已经不在。")

            machines.readers[0].kill()
            time.sleep(1)
            story.change("第三次改动，只剩一台网页服务器。")
        story.while_the_primary_is_away()

        machines.replica.start()
        machines.readers[0].start()
        machines.readers[0].wait()
        assert within(20, lambda: _follows(machines))
        fresh = story.while_the_replica_is_alone()
    assert fresh == dict.fromkeys(fresh, 200)
    assert (readers.failed, searchers.failed) == ([], [])
    assert (readers.read > 500, searchers.read > 20) == (True, True)
    kept = machines.primary.ask("SELECT string_agg(definition_zh_hans, '|') FROM references_historicalterm")
    assert [words for words in story.saved if words not in kept] == []


def _vote(port: int) -> tuple[int, str]:
    """What a reader is told who finds a page clear."""
    body, kind = "path=/zh-hans/&clear=yes", "application/x-www-form-urlencoded"
    names = {"Sec_Fetch_Site": "same-origin", "Content_Type": kind, "Accept": "application/json"}
    status, _headers, text = ask(port, "/zh-hans/feedback/vote/", body, **names)
    return status, json.loads(text)["message"]


def _follows(machines: Machines) -> bool:
    """Whether the replica has everything that the primary has."""
    number = "SELECT number FROM core_generation"
    return machines.replica.ask(number) == machines.primary.ask(number)


def _never_asked(machines: Machines) -> list[str]:
    slug = machines.known["articles"][0]
    searches = [f"/{script}/search/?q={quote(word)}" for script, word in (("zh-hans", "干细胞"), ("zh-hant", "不存在"))]
    return [
        *searches,
        "/api/v1/products",
        f"/zh-hans/articles/{slug}/references/ris/",
        "/zh-hant/feed/",
        "/sitemap.xml",
    ]
