"""Where browsers send what our Content-Security-Policy has stopped."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mscsite import policy_reports
from mscsite.core import limits
from mscsite.core.limits import Limit

logger = logging.getLogger(__name__)
LARGEST = 16_000  # bytes
BY_ADDRESS = Limit("policy-reports", 20, 3600)
BY_ALL = Limit("policy-reports-of-all", 2_000, 24 * 3600)


@csrf_exempt
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Reports as JSON. A browser makes nothing of the answer, so that it is the same where they cannot be kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    if seconds := limits.over(BY_ADDRESS, request) or limits.over(BY_ALL):
        return HttpResponse(status=429, headers={"Retry-After": str(seconds)})
    try:
        found = list(policy_reports.read(request.read(LARGEST), request.get_host()))
    except ValueError:
        return HttpResponse("expected: JSON", "text/plain", status=400)
    try:
        with transaction.atomic():
            for broken in found:
                policy_reports.keep(broken)
    except DatabaseError:
        logger.info("Reports of the policy were not kept: the database takes no writes.")
    return HttpResponse(status=204)
