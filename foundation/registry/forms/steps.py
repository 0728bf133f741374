"""What an office does with an entry: one small form for each step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.base.days import DayField
from foundation.registry.forms.fields import LTR, TeamField
from foundation.registry.lifecycle import Status


class AssignForm(forms.Form):
    in_charge = TeamField(label=_("Person in charge"))
    unit = forms.CharField(
        label=_("Unit"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    note = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class LimitForm(forms.Form):
    limit_on = DayField(label=_("New limit date"))
    reason = forms.CharField(label=_("Why it moves"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"}))


class OutsideForm(forms.Form):
    system = forms.CharField(label=_("Other system"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    number = forms.CharField(label=_("Number there"), max_length=80, widget=forms.TextInput(attrs=LTR))


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is annulled"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"})
    )
