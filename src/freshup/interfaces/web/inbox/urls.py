"""The addresses of the inbox: the list, one conversation, and what is done with it."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.inbox import acting, chats, listing, one

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", listing.inbox, name="inbox"),
    path("inbox/list/", listing.fragment, name="inbox_list"),
    path("inbox/<int:conversation_id>/", one.conversation, name="conversation"),
    path("inbox/<int:conversation_id>/assignment/", acting.assignment, name="conversation_assignment"),
    path("inbox/<int:conversation_id>/snooze/", acting.snoozing, name="conversation_snooze"),
    path("inbox/<int:conversation_id>/rest/", acting.resting, name="conversation_rest"),
    path("inbox/<int:conversation_id>/anger/", acting.anger, name="conversation_anger"),
    path("inbox/<int:conversation_id>/anger/settled/", acting.anger_settled, name="conversation_calm"),
    path("inbox/<int:conversation_id>/chat/", chats.state, name="conversation_chat"),
    path("inbox/<int:conversation_id>/chat/lines/", chats.lines, name="conversation_lines"),
    path("opportunities/<int:opportunity_id>/conversation/", one.of_lead, name="lead_conversation"),
]
