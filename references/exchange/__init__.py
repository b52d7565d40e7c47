"""Citations in and out of files: CSL-JSON, RIS and BibTeX. Readers and writers are pure: text and CSL-JSON objects."""
