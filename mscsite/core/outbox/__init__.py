"""Mail that is not lost: written with the step it tells of, sent once that is saved, sent again where it failed."""

from mscsite.core.outbox.sending import deliver, put

__all__ = ["deliver", "put"]
