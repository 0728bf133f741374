"""The one error that a domain raises for people: a sentence that says what to do next."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a sentence fit for the user.

    `code` is stable for machines; `field` names the form field that it belongs to, if one does.
    """

    code = "refused"

    def __init__(self, sentence: str | Promise, *, code: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
