"""What `doctor` finds, and what it says to do."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Status
from mscsite import doctor
from mscsite.core import fetch, generation, last_runs
from mscsite.core.fulltext.writing import entries
from mscsite.core.last_runs import LastRun
from mscsite.core.models import OutgoingMail
from mscsite.doctor import database, files, serving, work
from tests import factories

pytestmark = pytest.mark.django_db


def levels(check) -> dict[str, str]:
    return {finding.part: finding.level for finding in check()}


def run(*arguments: str) -> tuple[int, list[dict], str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("doctor", "--json", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()
    return 0, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_every_finding_that_is_not_fine_says_what_to_do(settings):
    settings.FETCH = False
    code, findings, summary = run()
    assert code == 1  # nothing runs by the clock in a test
    assert [found for found in findings if (found["level"] == "ok") == bool(found["mend"])] == []
    count = sum(found["level"] == "error" for found in findings)
    assert summary.startswith(f"{count} errors, ")
    assert {"settings", "migrations", "search index", "triggers", "uploads", "disk space", "publish_due", "backup"} <= {
        found["part"] for found in findings
    }


def test_a_check_that_fails_is_a_finding_and_the_others_go_on():
    def broken():
        raise RuntimeError("no such file")
        yield

    found = list(doctor.examine((broken, database._migrations)))
    assert [(each.part, each.level) for each in found] == [("broken", "error"), ("migrations", "ok")]


def test_exit_codes(monkeypatch):
    def check_that(level: str):
        return lambda checks: iter([doctor.Finding("part", level, "seen", "mend")])

    for level, codes in ((doctor.OK, (0, 0)), (doctor.WARNING, (0, 1)), (doctor.ERROR, (1, 1))):
        monkeypatch.setattr(doctor, "examine", check_that(level))
        assert (run()[0], run("--strict")[0]) == codes


def test_triggers_that_are_not_all_there_are_told():
    """Without them pages that are kept stay old, and nothing else shows it."""
    assert levels(database._triggers) == {"triggers": "ok"}
    table, name = generation.installed(connection)[0]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))
    assert levels(database._triggers) == {"triggers": "error"}


def test_the_clock_of_the_site():
    assert levels(work._publish_due) == {"publish_due": "error"}
    call_command("publish_due", stdout=io.StringIO())
    assert levels(work._publish_due) == {"publish_due": "ok"}
    LastRun.objects.update(at=timezone.now() - dt.timedelta(minutes=6))
    assert levels(work._publish_due) == {"publish_due": "error"}
    LastRun.objects.update(at=timezone.now() + dt.timedelta(hours=6))
    assert levels(work._publish_due) == {"publish_due": "warning"}
    article = factories.approved_article()
    late = timezone.now() - dt.timedelta(minutes=10)
    Article.objects.filter(pk=article.pk).update(status=Status.SCHEDULED, scheduled_at=late)
    assert levels(work._publish_due)["scheduled articles"] == "error"


def test_backups(tmp_path):
    assert levels(work._backup) == {"backup": "warning"}
    call_command("backup", str(tmp_path / "a.zip"), stderr=io.StringIO())
    assert levels(work._backup) == {"backup": "ok"}
    LastRun.objects.update(at=timezone.now() - dt.timedelta(days=3))
    assert levels(work._backup) == {"backup": "warning"}


def test_a_run_is_written_down_once_a_minute():
    last_runs.note("a")
    first = LastRun.objects.get().at
    last_runs.note("a")
    assert LastRun.objects.get().at == first
    LastRun.objects.update(at=timezone.now() + dt.timedelta(days=1))  # by a clock that was wrong
    last_runs.note("a")
    assert abs((LastRun.objects.get().at - timezone.now()).total_seconds()) < 60


def test_mail_that_waits():
    assert levels(work._mail) == {"mail on its way": "ok"}
    mail = OutgoingMail.objects.create(recipient="a@example.org", subject="s", text="t")
    OutgoingMail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - dt.timedelta(hours=2))
    assert levels(work._mail) == {"mail on its way": "warning"}


def test_the_search_index():
    factories.public_article()
    assert levels(database._search) == {"search index": "ok"}
    entries().update(version=1)
    assert levels(database._search) == {"search index": "error"}


def test_the_database_is_looked_at():
    found = levels(database._database)
    assert found["database"] == "ok"
    assert set(found.values()) == {"ok"}


def test_folders_that_cannot_be_written(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = str(tmp_path / "file")
    (found,) = [each for each in files._folders() if each.part == "uploads"]
    assert (found.level, str(tmp_path) in found.mend) == ("error", True)


def test_a_full_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(files.shutil, "disk_usage", lambda path: files.shutil._ntuple_diskusage(100e9, 99.95e9, 0.05e9))
    assert [each.level for each in files._disk(tmp_path)] == ["error"]


def test_a_secret_that_others_can_read(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert list(files._secret()) == []
    Path(tmp_path, ".env").write_text("SECRET_KEY=x")
    Path(tmp_path, ".env").chmod(0o644)
    assert levels(files._secret) == {"secrets": "warning"}
    Path(tmp_path, ".env").chmod(0o600)
    assert levels(files._secret) == {"secrets": "ok"}


def test_static_files_of_another_version(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    assert levels(files._static) == {"static files": "error"}


def test_hosts_and_the_address_of_the_site(settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], ""
    assert levels(serving._hosts) == {"hosts": "error", "site address": "warning"}
    settings.ALLOWED_HOSTS, settings.SITE_URL = [".example.org"], "https://www.example.org"
    assert levels(serving._hosts) == {"hosts": "ok", "site address": "ok"}
    settings.SITE_URL = "https://www.example.com"
    assert levels(serving._hosts)["site address"] == "warning"


def test_certificates(settings, monkeypatch):
    settings.SITE_URL = "https://www.example.org"
    for days, level in ((60, "ok"), (14, "warning"), (3, "error")):
        end = timezone.now() + dt.timedelta(days=days, hours=1)
        monkeypatch.setattr(serving, "certificate_end", lambda host, port, end=end: end)
        assert levels(serving._certificate) == {"certificate": level}

    def refused(host, port):
        raise OSError("certificate has expired")

    monkeypatch.setattr(serving, "certificate_end", refused)
    assert levels(serving._certificate) == {"certificate": "warning"}


def test_the_time_of_day(settings, monkeypatch):
    settings.FETCH = True
    for minutes, level in ((0, "ok"), (10, "error"), (-10, "error")):
        date = timezone.now().astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
        said = date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        monkeypatch.setattr(fetch, "date_of", lambda address, said=said: said)
        assert levels(serving._clock) == {"clock": level}
    settings.FETCH = False
    assert levels(serving._clock) == {"clock": "ok"}


def test_mail_servers(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert levels(serving._mail) == {"mail": "warning", "errors": "warning"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 25
    settings.ADMINS = [("", "ops@example.org")]
    assert levels(serving._mail) == {"mail": "error", "errors": "ok"}  # tests have no network
