"""What those who run the site need: request ids, logs without personal data, news of errors, metrics.

`tracing` stands around everything, `scrubbing` is the one place that takes personal data out of a text, `logs`,
`error_mail` and `sentry` pass everything through it, `metrics` counts. Nothing here is imported by the apps.
"""
