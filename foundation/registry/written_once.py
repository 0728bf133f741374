"""Rows that are written once: the table can be added to and read, and offers no other door."""

from typing import Any, NoReturn

from django.db import models


class Unchanging(TypeError):
    """Somebody tried to change or delete what is written once."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise Unchanging("What the register holds is never changed or deleted: annul it with a reason.")


class WrittenOnceQuerySet(models.QuerySet):
    update = update_or_create = bulk_update = delete = _refuse  # type: ignore[assignment]


class WrittenOnce(models.Model):
    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()
