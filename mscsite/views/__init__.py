"""Public pages, a module a subject. Thin: queries live in querysets, words in templates."""
