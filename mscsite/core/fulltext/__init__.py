"""The search index: both scripts and both widths are one, and a part of a sentence is found without a dictionary.

A record that can be found has `search_type`, `search_key` (the slug of the contract) and its title and text in both
scripts: `search_texts()` as the public sees them, or None, and `working_texts()` as its editors do. `docs/search.md`
tells how it works and what was measured.
"""

from mscsite.core.fulltext.folding import fold
from mscsite.core.fulltext.near import corrected, divided, joined, relaxed, suggestions, vocabularies, vocabulary
from mscsite.core.fulltext.query import MAX_QUERY, MAX_WORDS, Query
from mscsite.core.fulltext.searching import counts, hits, keys, newest, search, understood, words_of
from mscsite.core.fulltext.texts import Counts, Hit, Searchable, SearchTexts, Suggestion
from mscsite.core.fulltext.writing import clear, is_outdated, remove, remove_others, update, update_proposals

__all__ = [
    "MAX_QUERY",
    "MAX_WORDS",
    "Counts",
    "Hit",
    "Query",
    "SearchTexts",
    "Searchable",
    "Suggestion",
    "clear",
    "corrected",
    "counts",
    "divided",
    "fold",
    "hits",
    "is_outdated",
    "joined",
    "keys",
    "newest",
    "relaxed",
    "remove",
    "remove_others",
    "search",
    "suggestions",
    "understood",
    "update",
    "update_proposals",
    "vocabularies",
    "vocabulary",
    "words_of",
]
