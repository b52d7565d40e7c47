"""Writing before it is saved: autosave, presence, previews of the typed text, and what to do when two save."""
