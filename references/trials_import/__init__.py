"""Trials from registries' files. ClinicalTrials.gov v2 JSON for now: `ctgov` reads it, `records` stores it."""
