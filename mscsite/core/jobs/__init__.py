"""Long work behind the admin: a row for each job, worked off in short steps by any number of workers.

Why not django-tasks with its database backend: its tasks know no progress, no cancelling, and one whose worker was
killed stays "running" for good. Here a job is claimed for a while (`running.claim`), and in a long step the claim is
renewed (`pulse`); whoever is killed loses it, and the next worker goes on from the cursor that was committed with the
last step. So every step happens at least once; an atomic kind commits its effect together with the cursor, any other
must do no harm when a step is done twice.
"""

from mscsite.core.jobs.kinds import JobFailed, Kind, Step, register
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.jobs.starting import enqueue, is_worked

__all__ = ["Job", "JobFailed", "JobState", "Kind", "Step", "enqueue", "is_worked", "register"]
