"""Slow checks that try to break the site: `make stress`. Kills, faults of the machine, fuzzers, load with faults.

Each part is a module that runs alone (`python -m stress.kills --times 300`); a short run of each is in the tests.
`docs/reliability.md` has the last figures.
"""
