"""All data and uploads in one file, and back: from SQLite to PostgreSQL as well, and the other way round.

The file is a ZIP. `tables/<label>.jsonl` holds a table, a row a line, in values that no database calls its own;
`media/…` the uploads; `manifest.json` the migrations that it was made with, and the digest of every other member.
"""

from mscsite.backup.archive import BackupError, Manifest
from mscsite.backup.reading import restore
from mscsite.backup.writing import write

__all__ = ["BackupError", "Manifest", "restore", "write"]
