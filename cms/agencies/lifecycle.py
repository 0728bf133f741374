"""What the two groups of an agency may do in the CMS, as data: before its first call is approved, and after."""

from dataclasses import dataclass

EDITOR_ON_PAGE = frozenset({"add_page", "change_page"})
MODERATOR_ON_PAGE = EDITOR_ON_PAGE | {"lock_page", "unlock_page"}
PUBLISH = frozenset({"publish_page"})
EDITOR_ON_FILES = frozenset({"add_image", "choose_image", "add_document", "choose_document"})
MODERATOR_ON_FILES = EDITOR_ON_FILES | {"change_image", "change_document"}


@dataclass(frozen=True, slots=True)
class Rights:
    """Codenames of permissions on the agency's page and on its collection."""

    on_page: frozenset[str]
    on_files: frozenset[str]


NONE = Rights(frozenset(), frozenset())


def rights(*, verified: bool, trusted: bool, single_editor_publishes: bool) -> tuple[Rights, Rights]:
    """Return what editors and what moderators may do; nobody publishes before the focal point approved a call."""
    if not verified:
        return NONE, NONE
    editors = EDITOR_ON_PAGE | (PUBLISH if trusted and single_editor_publishes else frozenset())
    moderators = MODERATOR_ON_PAGE | (PUBLISH if trusted else frozenset())
    return Rights(editors, EDITOR_ON_FILES), Rights(moderators, MODERATOR_ON_FILES)
