"""One module for each family of checks; the registry imports them all."""
