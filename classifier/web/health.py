"""Is the site alive, and can it answer?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from classifier.services.readiness import problem


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether database, tables and active model can be used; 503 if not.

    What is wrong is in the log: strangers learn neither versions nor paths.
    """
    if problem():
        return JsonResponse({"status": "not ready"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ok"})
