"""The addresses of the inventory: the list, one unit, and the files it is loaded from."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.vehicles import importing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("inventory/", views.inventory, name="inventory"),
    path("inventory/imports/", importing.imports, name="inventory_imports"),
    path("inventory/imports/<int:import_id>/", importing.one_import, name="inventory_import"),
    path("inventory/imports/<int:import_id>/columns/", importing.columns, name="inventory_columns"),
    path(
        "inventory/imports/<int:import_id>/application/", importing.application, name="inventory_application"
    ),
    path("inventory/imports/<int:import_id>/rejection/", importing.rejection, name="inventory_rejection"),
    path("inventory/<int:unit_id>/", views.unit, name="unit"),
]
