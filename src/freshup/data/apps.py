from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "freshup.data"
    label = "data"
    default_auto_field = "django.db.models.BigAutoField"
