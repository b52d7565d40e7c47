"""Sending what waits.

A row is claimed for a few minutes before it goes to the mail server, and marked after: two processes do not send it
both, and one that is killed in between leaves it to be sent again. So each mail goes out at least once, and a second
time at most for each such kill; the same Message-ID lets the reader's program know it for the same.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mscsite.core.outbox.models import LONGEST_WAIT, OutgoingMail

logger = logging.getLogger(__name__)
CLAIM = dt.timedelta(minutes=5)  # longer than EMAIL_TIMEOUT allows one mail to take
FIRST_WAIT = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=30)
MOST = 200  # a run
# About one mail; whatever else goes wrong is the server's matter, and the other mails need not try it.
_OF_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@dataclass
class Delivered:
    sent: int = 0
    failed: int = 0


def put(recipients: Iterable[str], subject: str, text: str, *, is_secret: bool = False) -> None:
    """A mail to each of `recipients` alone. Call it in the transaction of what it tells of: both stand, or neither.

    The text of a secret one is for its recipient's eyes: no page shows it, and it goes once a server has taken it.
    """
    subject = " ".join(subject.split())[:300]
    rows = OutgoingMail.objects.bulk_create(
        OutgoingMail(recipient=address, subject=subject, text=text, is_secret=is_secret) for address in recipients
    )
    if rows:
        transaction.on_commit(lambda: deliver([row.pk for row in rows]), robust=True)


def deliver(keys: Iterable[int] | None = None) -> Delivered:
    """Send what is due (of `keys`, or of all); a mail that fails waits longer each time, and says why."""
    due = OutgoingMail.objects.due().order_by("pk")
    if keys is None:
        OutgoingMail.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    else:
        due = due.filter(pk__in=keys)
    done, waiting = Delivered(), list(due[:MOST])
    connection = get_connection()
    for position, row in enumerate(waiting):
        if not _claim(row):
            continue
        try:
            connection.open()
            connection.send_messages([_message(row)])
        except _OF_ONE_MAIL as error:
            done.failed += _failed([row], error)
        except Exception as error:
            done.failed += _failed(waiting[position:], error)
            break
        else:
            text = "" if row.is_secret else row.text
            OutgoingMail.objects.filter(pk=row.pk).update(sent_at=timezone.now(), last_error="", text=text)
            done.sent += 1
    with contextlib.suppress(Exception):  # a connection that is gone cannot be closed
        connection.close()
    return done


def _claim(row: OutgoingMail) -> bool:
    """Whether this process is the one to send it now."""
    row.attempts += 1
    mine = {"next_try_at": timezone.now() + CLAIM, "attempts": F("attempts") + 1}
    return OutgoingMail.objects.due().filter(pk=row.pk).update(**mine) == 1


def _failed(rows: list[OutgoingMail], error: Exception) -> int:
    logger.error("Mail not sent (%s waiting): %s: %s", len(rows), type(error).__name__, error)
    for row in rows:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.attempts, 12))
        said = f"{type(error).__name__}: {error}"[:1000]
        rows_now = OutgoingMail.objects.waiting().filter(pk=row.pk)
        rows_now.update(last_error=said, next_try_at=timezone.now() + wait)
    return len(rows)


def _message(row: OutgoingMail) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    identity = f"<{row.pk}.{row.created_at:%Y%m%d%H%M%S}@{host}>"
    return EmailMessage(row.subject, row.text, None, [row.recipient], headers={"Message-ID": identity})
