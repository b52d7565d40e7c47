"""Mail when something waits: to those who can do it, never to who did it, and never in the way of the step itself."""

import pytest
from django.core import mail

from articles import policy, workflow
from articles.workflow import Origin
from mscsite.core.outbox.models import OutgoingMail
from mscsite.core.roles import EDITOR, PUBLISHER, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


def colleague(role, name: str):
    user = staff.account(role, name)
    user.email = f"{name}@example.org"
    user.save()
    return user


@pytest.fixture
def people():
    roles = {"editor": EDITOR, "reviewer": REVIEWER, "second": REVIEWER, "publisher": PUBLISHER}
    return {name: Origin(colleague(role, name), "tests") for name, role in roles.items()}


@pytest.fixture
def article(people):
    article = factories.ready_article("骨髓")
    article.title_zh_hans = "骨髓里的细胞"
    workflow.save(article, origin=people["editor"])
    return article


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    def after(step, *args, **fields) -> list[tuple[str, str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step(*args, **fields)
        return sorted((message.to[0].split("@")[0], message.subject) for message in mail.outbox)

    return after


def test_each_step_tells_those_for_whom_it_waits(people, article, told):
    title = "骨髓里的细胞"
    assert told(workflow.submit, article, origin=people["editor"]) == [
        ("reviewer", f"请审核：{title}"),
        ("second", f"请审核：{title}"),
    ]
    assert told(workflow.send_back, article, origin=people["reviewer"], reason="缺出处") == [
        ("editor", f"已退回：{title}")
    ]
    assert "理由：缺出处" in mail.outbox[0].body
    workflow.submit(article, origin=people["editor"])
    assert told(workflow.approve, article, origin=people["reviewer"]) == [
        ("editor", f"已核准，等待发布：{title}"),
        ("publisher", f"已核准，等待发布：{title}"),
    ]
    assert told(workflow.publish, article, origin=people["publisher"]) == [("editor", f"已发布：{title}")]


def test_the_second_reviewer_is_told_when_one_more_is_needed(people, article, told, monkeypatch):
    monkeypatch.setattr(policy, "_approvals_needed", lambda: 2)
    workflow.submit(article, origin=people["editor"])
    assert told(workflow.approve, article, origin=people["reviewer"]) == [("second", "还需要一位审核人：骨髓里的细胞")]


def test_who_has_left_or_has_no_address_gets_nothing(people, article, told):
    second, reviewer = people["second"].actor, people["reviewer"].actor
    second.is_active, reviewer.email = False, ""
    second.save()
    reviewer.save()
    assert told(workflow.submit, article, origin=people["editor"]) == []


def test_a_title_of_two_lines_makes_no_second_header(people, told):
    article = factories.ready_article("甲\nBcc: x@example.org")
    assert told(workflow.submit, article, origin=people["editor"])[0] == ("reviewer", "请审核：甲 Bcc: x@example.org")


def test_a_mail_server_that_is_down_stops_nothing(people, article, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(article, origin=people["editor"])
    article.refresh_from_db()
    assert article.status == "in_review"
    assert OutgoingMail.objects.failing().count() == 2


def test_a_step_that_is_undone_tells_nobody(people, article, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(workflow.Refused):
        workflow.publish(article, origin=people["publisher"])
    assert mail.outbox == []
