"""Inputs that nobody would write, at what reads the files and words of strangers: `python -m stress.fuzz`.

`corpus` has honest inputs, `mutation` makes dishonest ones of them, `targets` says what must hold whatever comes in.
"""
