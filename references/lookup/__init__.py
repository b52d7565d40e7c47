"""Papers by their numbers: a DOI, a PMID, a PMC id, or a list of them, asked of those who know."""
