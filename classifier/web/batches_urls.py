"""Addresses of the batches, below /batches/; names are in the namespace `classifier`."""

from django.urls import URLPattern, path

from . import batches

urlpatterns: list[URLPattern] = [
    path("", batches.batch_list, name="batch-list"),
    path("<uuid:pk>/", batches.batch_page, name="batch"),
    path("<uuid:pk>/cancel/", batches.cancel, name="batch-cancel"),
    path("<uuid:pk>/delete/", batches.delete, name="batch-delete"),
    path("<uuid:pk>/result.<str:form>", batches.result, name="batch-result"),
]
