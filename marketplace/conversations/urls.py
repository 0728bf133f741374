"""…/answers/<submission>/messages/: the conversation of a submission, for either side, and its files."""

from django.urls import path

from marketplace.conversations import views

urlpatterns = [
    path("account/answers/<slug:submission>/messages/", views.conversation, name="conversation"),
    path("account/answers/<slug:submission>/messages/<slug:file>/", views.message_file, name="message_file"),
    path("desk/answers/<slug:submission>/messages/", views.conversation_desk, name="conversation_desk"),
]
