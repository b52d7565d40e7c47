"""Readers and editors at work while things break: `python -m stress.load`.

`readers` and `editors` are who asks, `faults` is what breaks, `site` is what they ask, `asking` is what they share.
"""
