"""A target under atheris: `python -m stress.fuzz_guided TARGET CORPUS [options of libFuzzer]`."""

from __future__ import annotations

import os
import sys

import atheris

# What reads what strangers send. Not Django and not the views: their many branches say little of an input.
READ_BY = ["articles.importing", "mscsite.core", "mscsite.search", "mscsite.api", "products.sheets", "products.listing"]


def main() -> None:
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=READ_BY):
        from stress.fuzz import set_up
        from stress.fuzzing.targets import TARGETS

        set_up()

        for seed in TARGETS[name].seeds():  # what is imported late is instrumented too
            TARGETS[name].check(seed)
    options = ["-max_len=20000", "-timeout=60", "-rss_limit_mb=2048", f"-artifact_prefix=var/fuzz/{name}-"]
    os.makedirs("var/fuzz", exist_ok=True)  # noqa: PTH103
    atheris.Setup([*sys.argv, *options], TARGETS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
