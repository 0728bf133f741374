"""Give a new database its tree and one site, and take away what Wagtail puts there for a site of one editor team."""

from django.db import migrations
from django.utils import timezone


def grow(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    if Page.objects.filter(depth__gt=2).exists():
        return  # a tree that people have made is left alone
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()  # the welcome page

    now = timezone.now()
    locale = Locale.objects.first() or Locale.objects.create(language_code="fr")
    shared = {
        "live": True,
        "locale": locale,
        "first_published_at": now,
        "last_published_at": now,
        "latest_revision_created_at": now,
    }

    def page(model, *, title, slug, path, depth, numchild, url_path):
        kind, _ = ContentType.objects.get_or_create(app_label="pages", model=model)
        return apps.get_model("pages", model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            path=path,
            depth=depth,
            numchild=numchild,
            url_path=url_path,
            content_type=kind,
            **shared,
        )

    home = page("homepage", title="Jisr", slug="home", path="00010001", depth=2, numchild=1, url_path="/home/")
    page(
        "opportunitiespage",
        title="Opportunities",
        slug="opportunities",
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/home/opportunities/",
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", site_name="Jisr", root_page_id=home.pk, is_default_site=True)


def forget_default_team(apps, schema_editor):
    """Wagtail's groups and workflow hold rights on the root page: over every agency."""
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name__in=("Editors", "Moderators"), user=None).delete()
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "Task")
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("accounts", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.RunPython(grow, migrations.RunPython.noop),
        migrations.RunPython(forget_default_team, migrations.RunPython.noop),
    ]
