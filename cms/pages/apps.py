"""The home page, the shelves of the tree, and plain pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
