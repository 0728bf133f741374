"""desk/calls/…: the answer date, a pause, the end of a call; figures/: how agencies answer, for everybody."""

from django.urls import path

from marketplace.contract.views import calls, figures

urlpatterns = [
    path("desk/calls/", calls.calls, name="contract_calls"),
    path("desk/calls/<slug:opportunity>/", calls.call, name="contract_call"),
    path("figures/", figures.figures, name="figures"),
    path("figures/jisr.csv", figures.figures_csv, name="figures_csv"),
]
