"""The addresses of connectors, under settings."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.connectors import editing, listing, one, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("connectors/", listing.connectors, name="connectors"),
    path("connectors/new/", listing.connector_choose, name="connector_choose"),
    path("connectors/new/<slug:provider>/", editing.connector_new, name="connector_new"),
    path("connectors/<int:connector_id>/", one.connector, name="connector"),
    path("connectors/<int:connector_id>/change/", editing.connector_change, name="connector_change"),
    path("connectors/<int:connector_id>/state/", one.connector_state, name="connector_state"),
    path("connectors/<int:connector_id>/probe/", one.connector_probe, name="connector_probe"),
    path("connectors/<int:connector_id>/reports/", reports.connector_reports, name="connector_reports"),
    path("connectors/<int:connector_id>/reports/retry/", reports.reports_retry, name="reports_retry"),
    path("connectors/reports/<int:report_id>/", reports.report, name="report"),
    path("connectors/reports/<int:report_id>/raw/", reports.report_raw, name="report_raw"),
    path("connectors/reports/<int:report_id>/retry/", reports.report_retry, name="report_retry"),
]
