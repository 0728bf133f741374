"""What a text of a page may be made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


def text_blocks() -> list[tuple[str, blocks.Block]]:
    return [
        ("paragraph", blocks.RichTextBlock(features=["bold", "italic", "link", "ol", "ul"], label=_("paragraph"))),
        ("heading", blocks.CharBlock(label=_("heading"), icon="title")),
        ("image", ImageBlock(label=_("image"))),
    ]
