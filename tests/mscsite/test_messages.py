"""The Traditional interface: nothing is missing, nothing is old, and placeholders are whole."""

import re

from mscsite import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_text_of_the_interface_is_translated_and_compiled():
    catalog, new = messages.updated(messages.read())
    assert [message.id for message in new] == [], "run: make messages"
    assert (messages.FOLDER / "django.po").read_bytes() == messages.po(catalog), "run: make messages"
    assert (messages.FOLDER / "django.mo").read_bytes() == messages.mo(catalog), "run: make messages"


def test_every_translation_was_read_by_a_person():
    assert [message.id for message in messages.read() if message.id and message.fuzzy] == []


def test_placeholders_are_kept():
    for message in messages.read():
        ids, strings = (x if isinstance(x, tuple) else (x,) for x in (message.id, message.string))
        assert {*PLACEHOLDER.findall(ids[-1])} == {*PLACEHOLDER.findall(strings[-1])}, message.id
