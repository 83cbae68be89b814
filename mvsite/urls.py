"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from classifier.api import build_urls, build_v1_urls

urlpatterns = [
    path("", include("classifier.web.urls")),
    path("api/", include(build_urls())),
    path("api/v1/", build_v1_urls()),
    path("admin/", admin.site.urls),
]

handler500 = "classifier.web.errors.server_error"
