"""search/…: save, confirm and stop a search; account/searches/: a member's own."""

from django.urls import path

from search.saved import views

urlpatterns = [
    path("search/save/", views.save, name="search_save"),
    path("search/save/asked/", views.asked, name="search_asked"),
    path("search/confirm/<str:confirming>/", views.confirm, name="search_confirm"),
    path("search/stop/<str:stopping>/", views.stop, name="search_stop"),
    path("search/mine/<str:mine>/", views.visitors, name="search_mine"),
    path("search/mine/<str:mine>/forget/", views.forget, name="search_forget"),
    path("search/mine/<str:mine>/<slug:public_id>/", views.visitors_change, name="search_mine_change"),
    path("account/searches/", views.members, name="saved_searches"),
    path("account/searches/<slug:public_id>/", views.members_change, name="saved_search"),
]
