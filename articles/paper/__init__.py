"""A revision on paper, for those who review with a pen: both scripts, numbered paragraphs, Word or PDF."""
