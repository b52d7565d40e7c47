"""Two revisions side by side: bodies cut into `leaves`, compared by `bodies`; all else by `revisions`."""
