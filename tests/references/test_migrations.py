"""What migrations do with rows that are there already."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from references.exchange.csl import to_csl
from references.models import Citation
from tests.factories import public_citation


@pytest.mark.django_db
def test_numbers_leave_the_column_of_the_issue_and_go_back():
    migration = importlib.import_module("references.migrations.0006_numbers_of_their_own")
    public_citation("standard", type="standard", issue="GB/T 1-2020")
    public_citation("paper", issue="4")
    migration.to_extra(apps, None)
    assert to_csl(Citation.objects.get(key="standard"))["number"] == "GB/T 1-2020"
    assert list(Citation.objects.order_by("key").values_list("issue", flat=True)) == ["4", ""]
    migration.to_issue(apps, None)
    assert list(Citation.objects.order_by("key").values_list("issue", flat=True)) == ["4", "GB/T 1-2020"]
