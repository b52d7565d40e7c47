"""A target under atheris: `python -m stress.fuzz_guided TARGET CORPUS [options of libFuzzer]`."""

from __future__ import annotations

import os
import sys

import atheris
import django


def main() -> None:
    name = sys.argv.pop(1)
    os.environ |= {"LOG_LEVEL": "CRITICAL"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    with atheris.instrument_imports(include=["articles.importing", "mscsite.core", "products.sheets"]):
        django.setup()
        from stress.fuzzing.targets import TARGETS

        for seed in TARGETS[name].seeds():  # what is imported late is instrumented too
            TARGETS[name].check(seed)
    options = ["-max_len=20000", "-timeout=60", "-rss_limit_mb=2048", f"-artifact_prefix=var/fuzz/{name}-"]
    os.makedirs("var/fuzz", exist_ok=True)  # noqa: PTH103
    atheris.Setup([*sys.argv, *options], TARGETS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
