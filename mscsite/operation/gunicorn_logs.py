"""gunicorn's own lines in the form of ours: it writes who sent what it refuses, address and words."""

from __future__ import annotations

import os

from gunicorn import glogging

from mscsite.operation import logs


class Logger(glogging.Logger):
    """`logger_class` of gunicorn. An access log, which an operator switches on, stays as they ask for it."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        form = logs.JsonFormatter() if os.environ.get("LOG_FORMAT") == "json" else logs.LineFormatter()
        for handler in self.error_log.handlers:
            handler.setFormatter(form)
