"""Which known product a name means: the ground floor's index of names, under the name that the intake knows it by."""

from mscsite.core.names import MIN_HAN, MIN_LATIN, NameIndex, fold

__all__ = ["MIN_HAN", "MIN_LATIN", "NameIndex", "fold"]
