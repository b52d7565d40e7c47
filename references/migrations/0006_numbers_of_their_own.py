"""The number of a standard, patent, report, law or thesis stood in the column of the issue: it gets its own place."""

from django.db import migrations

NUMBERED = ("standard", "patent", "report", "legislation", "thesis")


def to_extra(apps, schema_editor):
    citations = apps.get_model("references", "Citation").objects.filter(type__in=NUMBERED).exclude(issue="")
    for citation in citations:
        citation.extra = {"number": citation.issue, **citation.extra}
        citation.issue = ""
        citation.save(update_fields=["extra", "issue"])


def to_issue(apps, schema_editor):
    for citation in apps.get_model("references", "Citation").objects.filter(type__in=NUMBERED, issue=""):
        if number := citation.extra.pop("number", ""):
            citation.issue = number[:30]
            citation.save(update_fields=["extra", "issue"])


class Migration(migrations.Migration):
    dependencies = [("references", "0005_merges_undone_copies_decided")]

    operations = [migrations.RunPython(to_extra, to_issue)]
