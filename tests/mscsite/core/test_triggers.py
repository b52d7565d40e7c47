"""What all triggers of ours ask the database."""

from __future__ import annotations

import pytest
from django.db import connection

from mscsite.core import triggers

pytestmark = pytest.mark.django_db


def test_columns_are_those_that_django_finds_table_by_table():
    introspection = connection.introspection
    with connection.cursor() as cursor:
        tables = introspection.table_names(cursor)
        expected = {
            table: {column.name for column in introspection.get_table_description(cursor, table)} for table in tables
        }
        found = triggers.columns(cursor)
    assert {table: found.get(table) for table in tables} == expected
    assert len(tables) > 50
