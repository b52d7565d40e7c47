"""A process that writes without pause and is made to be killed: `python -m stress.writer FOLDER`.

For each seed on standard input it forks a writer, which does steps at random and says on standard output what it begins
and, once that is committed, what it has done. What it said is done must be there whatever happens to it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import random
import sys
import time
import traceback
from pathlib import Path

import django

STEPS = 60  # of a writer that nobody kills


def main(folder: Path) -> None:
    django.setup()
    from django.db import connections

    _warm_up(Steps(random.Random(0), folder))
    for line in sys.stdin:
        connections.close_all()
        child = os.fork()
        if child == 0:
            _write(random.Random(int(line)), folder)
            os._exit(0)
        _say(f"pid {child}")
        os.waitpid(child, 0)
        _say("ended")


def _warm_up(steps: Steps) -> None:
    """Take each step once: what is imported and compiled before the fork is not waited for after it."""
    for name in WEIGHTS:
        with contextlib.suppress(*steps.refusals):
            getattr(steps, name)()


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())  # one system call: a line is said whole or not at all


def _write(chance: random.Random, folder: Path) -> None:
    steps = Steps(chance, folder)
    for _ in range(STEPS):
        name = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        _say(f"begin {name}")
        try:
            facts = getattr(steps, name)()
        except steps.refusals as refusal:
            facts = {"refused": f"{type(refusal).__name__}: {refusal}"[:200]}
        except Exception:
            _say(f"crashed {name} {json.dumps(traceback.format_exc()[-3000:])}")
            return
        _say(f"done {name} {json.dumps(facts)}")


# How often each kind of step is taken.
WEIGHTS = {
    "write": 6, "rewrite": 6, "forward": 10, "schedule": 3, "publish_due": 3, "import_page": 5, "import_batch": 3,
    "store_picture": 4, "import_sheet": 4, "export_sheet": 3, "back_up": 2, "send_mail": 2,
}  # fmt: skip


class Steps:
    """Each step is a method; it returns what must be there from then on."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        from articles.importing.decoding import ImportRefused
        from articles.workflow import Refused
        from stress.people import People

        self.chance, self.folder, self.people = chance, folder, People.there()
        self.refusals = (Refused, ImportRefused)

    def write(self) -> dict:
        from articles import workflow
        from articles.models import Article

        article = Article(
            title_zh_hans=f"干细胞的研究 {self._number()}", body_zh_hans=self._body(), source_name="本站",
            audience_zh_hans="一般读者", summary_zh_hans="摘要。", disclaimer_zh_hans="本文是科普。",
            author=self.people.author,
        )  # fmt: skip
        return self._revision(workflow.save(article, origin=self.people.writer))

    def rewrite(self) -> dict:
        from articles import workflow

        article = self._any()
        article.body_zh_hans = self._body()
        return self._revision(workflow.save(article, origin=self.people.writer))

    def forward(self) -> dict:
        """The next step of an article on its way to the public."""
        from articles import workflow
        from articles.models import Status

        article = self._any(status__in=[Status.DRAFT, Status.IN_REVIEW, Status.APPROVED])
        if article.status == Status.DRAFT:
            workflow.submit(article, origin=self.people.writer)
        elif article.status == Status.IN_REVIEW:
            workflow.approve(article, origin=self.people.reviewer)
        else:
            workflow.publish(article, origin=self.people.publisher)
        return {"article": article.pk, "status": article.status}

    def schedule(self) -> dict:
        from django.utils import timezone

        from articles import workflow
        from articles.models import Status

        article = self._any(status=Status.APPROVED)
        at = timezone.now() + timezone.timedelta(milliseconds=20)
        workflow.schedule(article, origin=self.people.publisher, at=at)
        return {"article": article.pk}

    def publish_due(self) -> dict:
        from articles import publishing

        return {"published": [done.slug for done in publishing.publish_due()]}

    def import_page(self) -> dict:
        from articles.intake.importer import import_data
        from articles.intake.outcome import Options

        outcome = import_data(self._page(), "page.html", options=Options(), origin=self.people.writer)
        return {"article": outcome.article_id} if outcome.article_id else {"refused": outcome.reason}

    def import_batch(self) -> dict:
        from articles.batches import service

        batch = service.open_batch(actor=self.people.writer.actor, origin="stress")
        item = service.add(batch, self._page(), "page.html", origin=self.people.writer)
        try:
            item = service.apply(item, origin=self.people.writer)
        except service.Outdated:
            return {"item": item.pk}
        return {"item": item.pk, "article": item.article_id}

    def store_picture(self) -> dict:
        from mscsite.core.images import storing

        description = storing.Description(alt="一张图")
        name = f"{self._number()}.png"
        image, _new = storing.store(
            self._picture(), name=name, description=description, actor=self.people.writer.actor, origin="stress"
        )
        return {"picture": image.key}

    def import_sheet(self) -> dict:
        from products.sheets import service

        names = [f"Productis {self._number()}" for _ in range(4)]
        rows = "\n".join(f"{name},产品{position}" for position, name in enumerate(names))
        data = f"latin_name,name_zh_hans\n{rows}\n".encode("utf-8-sig")
        plan, done = service.import_now(data, "products.csv", origin="stress", dry_run=False, may_publish=False)
        return {"products": names} if done else {"refused": str(plan.counts)}

    def export_sheet(self) -> dict:
        from django.core.management import call_command

        path = self.folder / f"products-{self.chance.randrange(3)}.xlsx"
        call_command("export_products", "--format=xlsx", "--proposals", f"-o{path}", stderr=io.StringIO())
        return {"workbook": str(path)}

    def back_up(self) -> dict:
        from mscsite import backup

        path = self.folder / f"backup-{self.chance.randrange(3)}.zip"
        backup.write(path)
        return {"archive": str(path)}

    def send_mail(self) -> dict:
        from mscsite.core import outbox

        return {"sent": outbox.deliver().sent}

    def _any(self, **state):
        from articles.models import Article
        from articles.workflow import Refused

        keys = list(Article.objects.filter(**state).order_by("-pk").values_list("pk", flat=True)[:20])
        if not keys:
            raise Refused("nothing to work on")
        return Article.objects.get(pk=self.chance.choice(keys))

    def _number(self) -> str:
        return f"{self.chance.randrange(10**9)}{time.time_ns() % 10**6}"

    def _body(self) -> str:
        sentence = "细胞在体外可以分化，结果见文献。这里没有任何承诺，只说研究到了哪里。"
        parts = [f"<p>{sentence}第 {self._number()} 段。</p>" for _ in range(self.chance.randint(1, 12))]
        return "".join(["<h2>背景</h2>", *parts])

    def _picture(self) -> bytes:
        import PIL.Image

        buffer = io.BytesIO()
        colour = tuple(self.chance.randrange(256) for _ in range(3))
        PIL.Image.new("RGB", (self.chance.randint(40, 900), 60), colour).save(buffer, "PNG")
        return buffer.getvalue()

    def _page(self) -> bytes:
        picture = base64.b64encode(self._picture()).decode()
        title = f"导入的研究 {self._number()}"
        image = f'<img src="data:image/png;base64,{picture}" alt="一张图">'
        return f"<html><body><h1>{title}</h1><p>导语。</p>{image}{self._body()}</body></html>".encode()

    @staticmethod
    def _revision(revision) -> dict:
        return {"article": revision.article_id, "hash": revision.content_hash} if revision else {"unchanged": True}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    main(Path(sys.argv[1]))
