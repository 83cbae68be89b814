"""Is the site alive, and can it answer?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from classifier.exceptions import ServiceError
from classifier.services.registry import active_model


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
    """Say whether the database and the active model can be used; 503 if not."""
    try:
        active_model()
    except (DatabaseError, ServiceError):
        return JsonResponse({"status": "not ready"}, status=503)
    return JsonResponse({"status": "ok"})
