"""Settings, hosts and certificates, the second factor, mail, the clock of this machine."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core import checks, mail
from django.utils import timezone

from mscsite.doctor.findings import ERROR, OK, WARNING, Finding, judged

CERTIFICATE_DAYS = 21  # left on a certificate: those that renew themselves do so at 30
CLOCK_SECONDS = 60
SECONDS = 5  # that another machine may take to answer
_BACKENDS_THAT_SEND_NOTHING = ("console", "locmem", "dummy", "filebased")


def _settings() -> Iterator[Finding]:
    """What Django's own `check --deploy` finds."""
    found = [each for each in checks.run_checks(include_deployment_checks=True) if not each.is_silenced()]
    for each in found:
        level = ERROR if each.is_serious() else WARNING
        yield Finding(
            "settings",
            level,
            f"{each.id}: {each.msg}",
            each.hint or "the message names the setting; .env.example lists what sets it",
        )
    if not found:
        yield Finding("settings", OK, "check --deploy finds nothing")
    yield judged(
        "environment", settings.IN_PRODUCTION, settings.ENVIRONMENT,
        "set ENVIRONMENT=production for a site that strangers can reach", WARNING,
    )  # fmt: skip


def _hosts() -> Iterator[Finding]:
    hosts = settings.ALLOWED_HOSTS
    named = bool(hosts) and "*" not in hosts
    yield judged("hosts", named, ", ".join(hosts) or "none", "set ALLOWED_HOSTS to the names of the site")
    own = urlsplit(settings.SITE_URL)
    fits = own.scheme == "https" and (not named or any(_covers(host, own.hostname or "") for host in hosts))
    mend = "set SITE_URL to https:// and one of ALLOWED_HOSTS: links in mail begin with it"
    yield judged("site address", fits, settings.SITE_URL or "not set", mend, WARNING)


def _covers(host: str, name: str) -> bool:
    return name == host or (host.startswith(".") and (name == host[1:] or name.endswith(host)))


def _certificate() -> Iterator[Finding]:
    """Of SITE_URL, as a browser would judge it."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https" or not parts.hostname:
        return
    try:
        until = certificate_end(parts.hostname, parts.port or 443)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        mend = "renew the certificate, or let this machine reach its own address"
        yield Finding("certificate", WARNING, f"{parts.hostname}: {error}", mend)
        return
    days = (until - timezone.now()).days
    level = ERROR if days < 7 else WARNING
    seen = f"{parts.hostname}: {days} days left"
    yield judged(
        "certificate", days >= CERTIFICATE_DAYS, seen, "renew it, and look why it does not renew itself", level
    )


def certificate_end(host: str, port: int) -> dt.datetime:
    """When the certificate of a host ends; OSError where it is not valid or nobody answers."""
    context = ssl.create_default_context()
    with socket.create_connection((host, port), SECONDS) as raw, context.wrap_socket(raw, server_hostname=host) as tls:
        return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"]), dt.UTC)


def _second_factor() -> Iterator[Finding]:
    if not apps.is_installed("django_otp"):
        yield Finding(
            "second factor", WARNING, "this version has none", "keep /admin/ inside your network, or behind a VPN"
        )
        return
    from django.contrib.auth import get_user_model
    from django_otp import user_has_device

    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    without = sum(not user_has_device(user) for user in staff)
    seen = f"{len(staff) - without} of {len(staff)} accounts have one"
    yield judged("second factor", not without, seen, "ask the others to sign in once and to set it up", WARNING)


def _sealed() -> Iterator[Finding]:
    """Secrets of telephones: whether a SECRET_KEY that is known here opens them, and whether it is today's."""
    from mscsite.accounts import sealing
    from mscsite.accounts.models import Telephone

    telephones = list(Telephone.objects.filter(confirmed=True))
    readable = [each for each in telephones if each.is_readable]
    lost, former = len(telephones) - len(readable), sum(not sealing.is_current(each.sealed) for each in readable)
    seen = f"{lost} of {len(telephones)} cannot be opened with this SECRET_KEY"
    mend = "put the former SECRET_KEY into SECRET_KEY_FALLBACKS; if it is lost, they sign in with recovery codes"
    yield judged("secrets of telephones", not lost, seen, mend)
    if former:
        mend = "run reseal_telephones before SECRET_KEY_FALLBACKS is emptied"
        yield Finding("former SECRET_KEY", WARNING, f"{former} secrets of telephones are sealed with one", mend)


def _mail() -> Iterator[Finding]:
    kind = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if kind in _BACKENDS_THAT_SEND_NOTHING:
        yield Finding("mail", WARNING, f"mail goes nowhere ({kind})", "set EMAIL_URL to your mail server")
    else:
        try:
            connection = mail.get_connection()
            connection.open()
            connection.close()
        except Exception as error:  # sockets, TLS, a refused login: all of it is the operator's to see
            seen = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {type(error).__name__}"
            yield Finding("mail", ERROR, seen, "correct EMAIL_URL, or open the way to the mail server")
        else:
            yield Finding("mail", OK, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")
    told = bool(settings.ADMINS or settings.SENTRY_DSN)
    seen = "go to somebody" if told else "nobody is told of them"
    yield judged("errors", told, seen, "set ERROR_MAIL or SENTRY_DSN", WARNING)


def _clock() -> Iterator[Finding]:
    """This machine's against that of the servers of others, from the Date of an answer."""
    from mscsite.core import fetch

    if not settings.FETCH:
        yield Finding("clock", OK, "not compared, since FETCH=0")
        return
    try:
        date = parsedate_to_datetime(fetch.date_of(settings.SERVICES["doi"]))
    except (fetch.FetchError, ValueError, TypeError) as error:
        yield Finding("clock", WARNING, f"not compared: {error}", "see that this machine keeps its time (NTP)")
        return
    if date.tzinfo is None:  # "-0000": a server that does not know where it is
        date = date.replace(tzinfo=dt.UTC)
    seconds = abs((timezone.now() - date).total_seconds())
    seen = f"{seconds:.0f} s from the time of others"
    yield judged("clock", seconds <= CLOCK_SECONDS, seen, "turn time synchronisation on: timedatectl set-ntp true")


CHECKS = (_settings, _hosts, _certificate, _second_factor, _sealed, _mail, _clock)
