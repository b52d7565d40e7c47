"""Trials from registries: `ctgov` and `who` read their files, `registry` asks by id, `records` stores what they say."""
