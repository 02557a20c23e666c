"""The addresses of response."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.response import board, calling, ownership, up_next

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.board, name="board"),
    path("board/compliance/", board.compliance, name="board_compliance"),
    path("opportunities/<int:opportunity_id>/rulings/", ownership.rulings, name="lead_rulings"),
    path("opportunities/<int:opportunity_id>/credits/", ownership.credit_lines, name="lead_credits"),
    path("opportunities/<int:opportunity_id>/transfer/", ownership.transferring, name="lead_transfer"),
    path("up-next/", up_next.page, name="up_next"),
    path("up-next/queue/", up_next.queue, name="up_next_queue"),
    path("tasks/<int:task_id>/deferral/", up_next.deferral, name="task_deferral"),
    path("tasks/<int:task_id>/completion/", up_next.completion, name="task_completion"),
    path("tasks/<int:task_id>/ownership/", up_next.taking, name="task_ownership"),
    path("opportunities/<int:opportunity_id>/call/", calling.call, name="call"),
    path("opportunities/<int:opportunity_id>/calls/", calling.calls, name="calls"),
    path("opportunities/<int:opportunity_id>/calls/state/", calling.call_state, name="call_state"),
    path("opportunities/<int:opportunity_id>/calls/voicemail/", calling.voicemail, name="call_voicemail"),
    path("opportunities/<int:opportunity_id>/callback/", calling.callback, name="callback"),
]
