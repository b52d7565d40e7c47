"""Our sheets through LibreOffice, where the machine has one: opened, saved, one cell changed, and that is all."""

import datetime as dt
import shutil
import subprocess

import pytest

from tests import factories
from tests.products.sheets import helpers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("soffice"), reason="no soffice in PATH"),
]
UTF8_COMMAS = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
HARD = '=1+1 "引号"，逗号, 00123\n下一行 😀 1e5 繁體'


def saved_again(data: bytes, format: str, folder) -> bytes:
    """A file as LibreOffice saves it as a workbook."""
    source = folder / f"sheet.{format}"
    source.write_bytes(data)
    options = [f"--infilter={UTF8_COMMAS}"] if format == "csv" else []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=240)
    return (folder / "out" / "sheet.xlsx").read_bytes()


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_one_cell_changed_in_a_sheet_that_libreoffice_saved_is_one_change(format, tmp_path):
    product = factories.public_product(
        "Stemirac",
        summary=HARD,
        aliases=["00123", "=A1"],
        routes=["intravenous", "intrathecal"],
        dose_quantities=[{"value": 2_000_000, "high": None, "unit": "cells", "per": "kg"}],
    )
    for kind, date, precision in (
        ("approved", dt.date(2018, 12, 28), "day"),
        ("renewed", dt.date(2020, 5, 1), "month"),
    ):
        factories.public_event(product, kind=kind, jurisdiction="JP", date=date, date_precision=precision)
    for rows, title, field in (("products", "通用名", "generic_name"), ("events", "来源名称", "source_title")):
        folder = tmp_path / rows
        folder.mkdir()
        saved = saved_again(helpers.exported(format, rows), format, folder)
        assert set(helpers.statuses(helpers.imported(saved, dry_run=True))) == {"unchanged"}
        plan = helpers.imported(helpers.with_cell(saved, 2, title, "改成这样"))
        assert [(row.changes.get(field, [None])[-1], len(row.changes)) for row in plan.changed] == [("改成这样", 1)]
