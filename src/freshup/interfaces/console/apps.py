from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "freshup.interfaces.console"
    label = "console"
