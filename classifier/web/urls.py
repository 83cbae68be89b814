"""Addresses of the pages."""

from django.urls import include, path

from .classify import classify_page
from .feedback import feedback, feedback_thanks
from .health import live, ready
from .metrics import metrics

app_name = "classifier"

urlpatterns = [
    path("", classify_page, name="classify"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/thanks/", feedback_thanks, name="feedback-thanks"),
    path("batches/", include("classifier.web.batches_urls")),
    path("plans/", include("classifier.web.plans_urls")),
    path("healthz", live, name="live"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
