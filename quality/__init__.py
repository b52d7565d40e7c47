"""Slow checks of the public pages, in real programs: `make quality`. Figures go to docs/quality.md."""
