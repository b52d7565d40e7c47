"""Comments on drafts: addressed, answered, resolved once, told by mail, and in the log."""

import re

import pytest
from django.core import mail

from articles import comments
from articles.models import Comment
from articles.workflow import Origin, Refused
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.account(EDITOR, "editor")


@pytest.fixture
def reviewer():
    return staff.account(REVIEWER, "reviewer")


def write(article, author, text="这句话缺出处", **fields) -> Comment:
    return comments.write(article, origin=Origin(author, "tests"), text=text, **fields)


def test_a_thread_waits_for_whom_it_is_addressed_to_until_it_is_resolved(editor, reviewer):
    article = factories.draft_article()
    thread = write(article, reviewer, addressee=editor, quote="治愈")
    assert list(comments.waiting_for(editor)) == [thread]
    assert list(comments.waiting_for(reviewer)) == []
    write(article, editor, "补了，请看", parent=thread, addressee=reviewer)
    assert list(comments.waiting_for(reviewer)) == [thread]
    comments.resolve(thread, origin=Origin(reviewer, "tests"))
    comments.resolve(thread, origin=Origin(editor, "tests"))  # again: it stays as it was
    thread.refresh_from_db()
    assert (thread.resolved_by, list(comments.waiting_for(editor))) == (reviewer, [])
    actions = list(AuditEntry.objects.exclude(action="saved").order_by("id").values_list("action", flat=True))
    assert actions == ["commented", "commented", "comment_resolved"]


def test_an_answer_opens_a_thread_again_and_belongs_to_its_beginning(editor, reviewer):
    article = factories.draft_article()
    thread = write(article, reviewer)
    answer = write(article, editor, "好", parent=thread)
    comments.resolve(thread, origin=Origin(reviewer, "tests"))
    write(article, editor, "又想到一点", parent=answer)
    open_ones, resolved = comments.threads(article)
    assert ([c.pk for c in open_ones], resolved) == ([thread.pk], [])
    assert [reply.text for reply in open_ones[0].replies.all()] == ["好", "又想到一点"]


@pytest.mark.parametrize(("text", "said"), [(" ", "还没有写字"), ("长" * 4001, "最长 4000 字")])
def test_a_comment_says_something_and_not_too_much(editor, text, said):
    with pytest.raises(Refused, match=said):
        write(factories.draft_article(), editor, text)
    assert Comment.objects.count() == 0


def test_the_addressee_and_who_began_are_told(editor, reviewer, django_capture_on_commit_callbacks):
    for person in (editor, reviewer):
        person.email = f"{person.username}@example.org"
        person.save()
    article = factories.draft_article("骨髓")
    with django_capture_on_commit_callbacks(execute=True):
        thread = write(article, reviewer, addressee=editor)
    with django_capture_on_commit_callbacks(execute=True):
        write(article, editor, "补了", parent=thread)
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["editor@example.org"], "有一条给您的意见：骨髓"),
        (["reviewer@example.org"], "有一条给您的意见：骨髓"),
    ]
    assert f"/admin/articles/article/{article.pk}/change/#comments" in mail.outbox[0].body


def test_in_the_admin(editor, reviewer):
    article = factories.draft_article()
    address = f"/admin/articles/article/{article.pk}/comments/"
    client = staff.client_of(reviewer)
    response = client.post(address, {"text": "请补出处", "addressee": editor.pk, "quote": "<b>治愈</b>"})
    assert response["Location"] == f"{staff.address(article, 'change')}#comments"
    thread = Comment.objects.get()
    assert (thread.author, thread.addressee, thread.revision.number) == (reviewer, editor, 1)
    html = client.get(staff.address(article, "change")).text
    assert "<blockquote>&lt;b&gt;治愈&lt;/b&gt;</blockquote>" in html
    client.post(f"{address}{thread.pk}/resolve/")
    thread.refresh_from_db()
    assert thread.resolved_by == reviewer
    assert client.get(address).status_code == 405
    assert staff.client_of(staff.account(MARKETING)).post(address, {"text": "x"}).status_code == 403


def test_a_comment_sent_twice_is_there_once(editor, reviewer, django_capture_on_commit_callbacks):
    """A double click, a page sent again; who goes back and writes on has written another one."""
    editor.email = "editor@example.org"
    editor.save()
    article = factories.draft_article()
    client, address = staff.client_of(reviewer), f"/admin/articles/article/{article.pk}/comments/"
    form = re.search(r'name="form" value="([^"]+)"', client.get(staff.address(article, "change")).text)[1]
    posted = {"text": "请补出处", "addressee": editor.pk, "form": form}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, posted)
        client.post(address, posted)
    assert (Comment.objects.count(), len(mail.outbox)) == (1, 1)
    assert AuditEntry.objects.filter(action="commented").count() == 1
    thread = Comment.objects.get()
    comments.resolve(thread, origin=Origin(editor, "tests"))
    answer = {"text": "请补出处", "parent": thread.pk, "form": form}
    client.post(address, answer)
    comments.resolve(thread, origin=Origin(editor, "tests"))
    client.post(address, answer)  # again: it opens nothing that was resolved since
    client.post(address, posted | {"text": "还有一处"})
    assert list(Comment.objects.values_list("text", flat=True)) == ["请补出处", "请补出处", "还有一处"]
    thread.refresh_from_db()
    assert thread.resolved_at is not None


def test_nobody_is_asked_who_cannot_see_it(reviewer):
    article, outsider = factories.draft_article(), staff.account(MARKETING)
    address = f"/admin/articles/article/{article.pk}/comments/"
    staff.client_of(reviewer).post(address, {"text": "看看", "addressee": outsider.pk, "parent": "x"})
    assert Comment.objects.get().addressee is None
