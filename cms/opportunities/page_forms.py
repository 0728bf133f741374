"""What the editor accepts: facts are judged together, money is typed as people write it."""

from cms.pages.page_forms import PageInLanguagesForm


class OpportunityForm(PageInLanguagesForm):
    pass


class MissionCallForm(OpportunityForm):
    pass


class InvestmentForm(OpportunityForm):
    pass


class ReferenceForm(OpportunityForm):
    pass
