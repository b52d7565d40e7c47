"""A backup brought back is every row and every upload as it was; a file that is not whole changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from articles import workflow
from articles.models import Article
from mscsite import backup, search
from mscsite.accounts import links
from mscsite.accounts.models import AccountLink, Session
from mscsite.backup import archive
from mscsite.core import audit, generation
from mscsite.core.jobs.models import Job
from mscsite.core.roles import EDITOR
from tests import factories, staff
from tests.factories import ORIGIN

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> Article:
    """Something in most tables, and an account."""
    staff.account(EDITOR)
    return factories.content()


def everything() -> dict[str, list[bytes]]:
    return {model._meta.label: list(archive.rows(model)) for model in archive.tables()}


def contents(manifest: archive.Manifest) -> dict[str, bytes]:
    """The uploads of a backup as they stand in the storage."""
    found = {}
    for name in (each.removeprefix("media/") for each in manifest.uploads):
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as source:
        return {name: source.read(name) for name in source.namelist() if name != archive.MANIFEST}


def test_every_row_and_every_upload_comes_back(content, tmp_path):
    factories.image("膝关节示意图")
    before, path = everything(), tmp_path / "b.zip"
    manifest = backup.write(path)
    assert manifest.tables == {label: len(rows) for label, rows in before.items()}
    assert {label for label, count in manifest.tables.items() if count} > {
        "articles.Revision",
        "core.Image",
        "auth.User",
    }
    uploads = contents(manifest)
    assert len(uploads) > 3
    Article.objects.update(title_zh_hans="改了")
    factories.public_product("Another")
    for name in uploads:
        default_storage.delete(name)
    number = generation.current()
    backup.restore(path)
    assert everything() == before
    assert contents(manifest) == uploads
    assert generation.current() != number


def test_columns_are_written_as_they_stand(content, tmp_path):
    """Not by attribute: the column `title` of a translated field is not what the attribute gives."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET title = 'kept as it is'")
    path = tmp_path / "b.zip"
    backup.write(path)
    backup.restore(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM articles_article")
        assert cursor.fetchall() == [("kept as it is",)]


def test_what_was_restored_can_be_found_and_written_to(content, tmp_path, client):
    path = tmp_path / "b.zip"
    backup.write(path)
    backup.restore(path)
    assert content.get_absolute_url() in client.get("/zh-hans/search/", {"q": content.title_zh_hans[:4]}).text
    factories.public_article("新的一篇")  # keys go on where they were
    workflow.save(Article.objects.first(), origin=ORIGIN)


def test_a_restore_does_without_people_who_came_later_and_signs_everybody_out(content, tmp_path):
    known = staff.account(EDITOR, "known")
    path = tmp_path / "b.zip"
    backup.write(path)
    later = staff.account(EDITOR, "later")
    clients = [staff.client_of(user) for user in (known, later)]
    links.invite(later, "https://www.example.org")
    Job.objects.create(kind="references.check", actor=later)
    backup.restore(path)
    assert set(User.objects.values_list("username", flat=True)) & {"known", "later"} == {"known"}
    assert [client.get("/admin/").status_code for client in clients] == [302, 302]
    assert (Job.objects.count(), Session.objects.count(), AccountLink.objects.count()) == (0, 0, 0)


def test_tables_are_the_same_byte_by_byte_whatever_the_order_of_json(content, tmp_path):
    audit.record(
        action="tried", target=content, actor=None, origin="tests", zeta=1, alpha={"b": 1, "a": [2, {"d": 1, "c": 0}]}
    )
    backup.write(tmp_path / "a.zip")
    line = members(tmp_path / "a.zip")["tables/core.AuditEntry.jsonl"].splitlines()[-1].decode()
    assert line.endswith(',{"alpha":{"a":[2,{"c":0,"d":1}],"b":1},"zeta":1}]')
    backup.restore(tmp_path / "a.zip")
    backup.write(tmp_path / "b.zip")
    assert members(tmp_path / "a.zip") == members(tmp_path / "b.zip")


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_anew_while_others_write(monkeypatch):
    """On SQLite a query left open is a view that grows old: nothing could be written beside it."""
    monkeypatch.setattr(search, "BATCH", 1)
    articles = [factories.public_article(f"第{n}篇") for n in range(3)]
    search.rebuild()  # one that starts from nothing is a single transaction, in which nobody else can write on SQLite
    update = search.fulltext.update

    def and_somebody_else_writes(record) -> bool:
        def write() -> None:
            Article.objects.filter(pk=articles[0].pk).update(import_name="written")
            connection.close()

        other = threading.Thread(target=write)
        other.start()
        other.join()
        return update(record)

    monkeypatch.setattr(search.fulltext, "update", and_somebody_else_writes)
    assert dict(search.rebuild())[str(Article._meta.verbose_name)] == 3


def _without(path: Path, name: str, instead: bytes | None = None) -> None:
    kept = members(path)
    with zipfile.ZipFile(path) as source:
        kept[archive.MANIFEST] = source.read(archive.MANIFEST)
    kept.pop(name)
    if instead is not None:
        kept[name] = instead
    with zipfile.ZipFile(path, "w") as target:
        for each, text in kept.items():
            target.writestr(each, text)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-2000]), "读不了"),
        (lambda path: path.write_text("no zip"), "读不了"),
        (lambda path: path.unlink(), "没有"),
        (lambda path: _without(path, archive.MANIFEST), "不是本系统的备份"),
        (lambda path: _without(path, archive.MANIFEST, b"{"), "读不懂"),
        (lambda path: _without(path, "tables/articles.Article.jsonl"), "不完整"),
        (lambda path: _without(path, "tables/articles.Article.jsonl", b"[]\n"), "与校验值不符"),
    ],
)
def test_a_file_that_is_not_whole_changes_nothing(content, tmp_path, damage, words):
    path = tmp_path / "b.zip"
    backup.write(path)
    before = everything()
    damage(path)
    with pytest.raises(backup.BackupError, match=words):
        backup.restore(path)
    assert everything() == before


def _with_manifest(path: Path, **changes) -> None:
    with zipfile.ZipFile(path) as source:
        manifest = json.loads(source.read(archive.MANIFEST)) | changes
    _without(path, archive.MANIFEST, json.dumps(manifest).encode())


def test_a_backup_of_another_version_says_so(content, tmp_path):
    path = tmp_path / "b.zip"
    manifest = backup.write(path)
    _with_manifest(path, migrations=[*manifest.migrations, ["articles", "9999_future"]])
    with pytest.raises(backup.BackupError, match=r"articles\.9999_future：备份里有、这里没有"):
        backup.restore(path)


@pytest.mark.parametrize("name", ["media/../../etc/x", "/etc/x", "media\\x", "tables/none.None.jsonl"])
def test_names_that_lead_elsewhere_are_refused(content, tmp_path, name):
    path = tmp_path / "b.zip"
    manifest = backup.write(path)
    _with_manifest(path, members=manifest.members | {name: "0"})
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(name, "x")
    with pytest.raises(backup.BackupError, match="认不得的内容"):
        backup.restore(path)


def test_rows_that_do_not_fit_leave_everything_as_it_was(content, tmp_path):
    path = tmp_path / "b.zip"
    manifest = backup.write(path)
    name, line = "tables/articles.Category.jsonl", b"[1,2]\n"
    _without(path, name, line)
    _with_manifest(path, members=manifest.members | {name: hashlib.sha256(line).hexdigest()})
    before = everything()
    with pytest.raises(backup.BackupError, match="放不进数据库"):
        backup.restore(path)
    assert everything() == before


def test_a_backup_that_fails_leaves_no_file(content, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "rows", lambda model: (_ for _ in ()).throw(OSError("No space left on device")))
    path = tmp_path / "b.zip"
    with pytest.raises(backup.BackupError, match="No space left"):
        backup.write(path)
    assert list(tmp_path.iterdir()) == []


def test_the_commands_and_what_they_keep(content, tmp_path, capsys):
    path, kept = tmp_path / "b.zip", tmp_path / "kept"
    call_command("backup", str(path))
    before = everything()
    Article.objects.update(title_zh_hans="改了")
    changed = everything()
    call_command("restore", str(path), keep=kept)
    assert everything() == before
    (saved,) = kept.iterdir()
    call_command("restore", str(saved), no_keep=True)
    assert everything() == changed
    with pytest.raises(CommandError, match="没有"):
        call_command("restore", str(tmp_path / "none.zip"), no_keep=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("os.environ['DATABASE_URL'].startswith('sqlite')", reason="needs PostgreSQL beside SQLite")
def test_from_postgresql_to_sqlite_and_back(content, tmp_path):
    here, there = tmp_path / "postgresql.zip", tmp_path / "sqlite.zip"
    backup.write(here)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3",
        "MEDIA_ROOT": str(tmp_path / "m"),
    }

    def manage(*words: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    manage("migrate", "--verbosity", "0")
    manage("restore", str(here))
    manage("backup", str(there))
    assert members(there) == members(here)
    backup.restore(there)
    backup.write(here)
    assert members(here) == members(there)
