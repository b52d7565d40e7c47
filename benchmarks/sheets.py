"""Product sheets against django-import-export's defaults: processor time, memory and queries, as ratios of one run.

    python -m benchmarks.sheets [ROWS] [ROWS_OF_THE_DEFAULT_IMPORT]

Each measurement is a process of its own on the same SQLite file, so that the peak of memory is its own. Imports of
the default take an hour for 100,000 rows, so fewer are compared; ours is measured with ROWS as well, and how it grew.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import measuring

EXPORT, IMPORT = 3, 10  # times as fast as the default
TEXT = "异体脂肪来源间充质干细胞，用于克罗恩病的复杂性肛周瘘，病灶内一次注射。"


def prepare(rows: int) -> dict:
    """An empty database and `rows` products with all of their columns filled."""
    from products.models import Company, Product
    from references.models import Trial

    companies = Company.objects.bulk_create(Company(name=f"Company {n}") for n in range(20))
    trials = Trial.objects.bulk_create(Trial(registry_id=f"NCT{n:08}", title_zh_hans="试验") for n in range(20))
    both = {f"{name}_{code}": TEXT for name in ("dose", "frequency", "summary") for code in ("zh_hans", "zh_hant")}
    products = Product.objects.bulk_create(
        Product(
            slug=f"product-{n}",
            latin_name=f"Product {n}",
            name_zh_hans=f"产品{n}",
            name_zh_hant=f"產品{n}",
            aliases=[f"Alias {n}"],
            generic_name="generic",
            company=companies[n % 20],
            donor="allogeneic",
            tissue="adipose",
            routes=["intravenous"],
            dose_quantities=[{"value": 2e6, "high": None, "unit": "cells", "per": "kg"}],
            **both,
        )
        for n in range(rows)
    )
    link = Product.trials.through
    link.objects.bulk_create(link(product_id=p.pk, trial_id=trials[n % 20].pk) for n, p in enumerate(products))
    return {}


def _resource(keys: list[str]):
    from import_export.resources import modelresource_factory

    from products.models import Product
    from products.sheets.columns import PRODUCTS

    fields = [name for name in PRODUCTS.fields if name != "state"]
    return modelresource_factory(Product, meta_options={"fields": fields, "import_id_fields": keys})()


def export_ours(format: str) -> dict:
    from products.sheets.columns import PRODUCTS
    from products.sheets.export import Export, public_rows

    with tempfile.TemporaryFile() as file:
        Export(PRODUCTS, public_rows(PRODUCTS, proposals=True)).write(format, file)
        return {"bytes": file.tell()}


def export_default(format: str) -> dict:
    data = getattr(_resource(["slug"]).export(), format)
    return {"bytes": len(data)}


def _new_rows(count: int) -> list[dict]:
    return [
        {
            "slug": f"new-{n}",
            "latin_name": f"New {n}",
            "name_zh_hans": f"新产品{n}",
            "generic_name": "generic",
            "donor": "autologous",
            "dose_zh_hans": TEXT,
            "summary_zh_hans": TEXT,
        }
        for n in range(count)
    ]


def _counting(work) -> dict:
    from django.db import connection

    with connection.execute_wrapper(queries := measuring.Queries()):
        work()
    return {"queries": queries.count}


def _changed_rows(count: int) -> list[dict]:
    """Rows of `prepare` with another summary."""
    return [{"slug": f"product-{n}", "summary_zh_hans": f"{TEXT}{n}"} for n in range(count)]


_ROWS = {"new": _new_rows, "changed": _changed_rows}


def import_ours(argument: str) -> dict:
    """`argument` is the kind of rows and their number: new 1000."""
    from products.sheets.service import import_now

    kind, count = argument.split()
    data = json.dumps(_ROWS[kind](int(count)), ensure_ascii=False).encode()
    return _counting(lambda: import_now(data, "x.json", origin="bench", dry_run=False, may_publish=False))


def import_default(argument: str) -> dict:
    import tablib

    kind, count = argument.split()
    rows = _ROWS[kind](int(count))
    data = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))
    return _counting(lambda: _resource(["slug"]).import_data(data, raise_errors=True))


def reread(format: str) -> dict:
    """An export that comes back unchanged."""
    from products.sheets.columns import PRODUCTS
    from products.sheets.export import Export, public_rows
    from products.sheets.service import import_now

    with tempfile.TemporaryFile() as file:
        Export(PRODUCTS, public_rows(PRODUCTS, proposals=True)).write(format, file)
        file.seek(0)
        data = file.read()
    found = {}
    start = time.process_time()

    def work() -> None:
        plan, _import = import_now(data, "x", origin="bench", dry_run=True, may_publish=False)
        found.update(plan.counts)

    return _counting(work) | {"plan": found, "reading": round(time.process_time() - start, 2)}


def measure(case: str, argument: str, database: str, *, undo: bool = False) -> dict:
    """Time, peak of memory and what the case tells, in a process of its own, on a copy where it writes."""
    copy = database
    if undo:
        copy = database + ".copy"
        shutil.copyfile(database, copy)  # in pieces: a child begins with the peak of its parent
    environment = measuring.environment(Path(database).parent) | {"DATABASE_URL": f"sqlite:///{copy}"}
    command = [sys.executable, "-m", "benchmarks.sheets", "--case", case, argument]
    done = subprocess.run(command, env=environment, cwd=measuring.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run_case(case: str, argument: str) -> None:
    measuring.set_up(migrated=case == "prepare")
    work = {
        function.__name__: function for function in (export_ours, export_default, import_ours, import_default, reread)
    }
    work["prepare"] = lambda rows: prepare(int(rows))
    base = _peak()
    start = time.process_time()  # of the processor: others may be working on this machine
    told = work[case](argument)
    seconds = time.process_time() - start
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": _peak(), "of_it_django": base, **told}))  # noqa: T201


def main(rows: str, compared: str) -> None:
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        database = f"{folder}/bench.sqlite3"
        measure("prepare", rows, database)
        for format in ("xlsx", "csv"):
            ours, default = (measure(f"export_{who}", format, database) for who in ("ours", "default"))
            say(f"export {format}, {rows} rows: ours {ours}, default {default}\n")
            faster = default["seconds"] / ours["seconds"]
            measuring.tell(f"export {format}, import-export's time as a multiple", faster, at_least=EXPORT)
            measuring.tell(f"export {format}, memory, of import-export's", ours["peak_mb"] / default["peak_mb"])
        for kind in _ROWS:
            few, default, many = (
                measure(f"import_{who}", f"{kind} {count}", database, undo=True)
                for who, count in (("ours", compared), ("default", compared), ("ours", rows))
            )
            say(f"import, {compared} {kind} rows: ours {few}, default {default}\n")
            say(f"import, {rows} {kind} rows: ours {many}\n")
            faster = default["seconds"] / few["seconds"]
            measuring.tell(f"import of {kind} rows, import-export's time as a multiple", faster, at_least=IMPORT)
            growth = many["seconds"] / few["seconds"] / (int(rows) / int(compared))
            measuring.tell(f"import of {kind} rows, time a row, many of few", growth)
        for format in ("xlsx", "csv"):
            say(f"export and unchanged import {format}, {rows} rows: {measure('reread', format, database)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        run_case(*sys.argv[2:4])
    else:
        main(*[*sys.argv[1:3], *("20000", "5000")[len(sys.argv) - 1 :]])
