"""/desk/"""

from django.urls import path

from foundation.panels import views

urlpatterns = [path("desk/", views.desk, name="desk")]
