from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "freshup.interfaces.web"
    label = "web"

    def ready(self) -> None:
        # By name: the receivers use models, and those of the apps after this one are not loaded any earlier.
        import_module("freshup.interfaces.web.platform.audit").listen()
