"""The addresses of conversations."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.conversations import files, videos, views, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", views.outbox, name="outbox"),
    path("files/<int:attachment_id>/", files.file, name="file"),
    path("outbox/<int:message_id>/", views.message, name="message"),
    path("outbox/<int:message_id>/answers/", views.message_answers, name="message_answers"),
    path("opportunities/<int:opportunity_id>/draft/", writing.draft, name="draft"),
    path("opportunities/<int:opportunity_id>/messages/", writing.messages_sent, name="messages"),
    path("opportunities/<int:opportunity_id>/video/", videos.lead_video, name="lead_video"),
]
