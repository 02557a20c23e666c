from django.apps import AppConfig


class ApiConfig(AppConfig):
    """An app for its templates: the hosted form."""

    name = "freshup.interfaces.api"
    label = "api"
