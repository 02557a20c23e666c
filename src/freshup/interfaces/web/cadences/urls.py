"""What people do with the follow-up of one opportunity: pause it, switch it, stop everything."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
