"""What was loaded as a sample, so that a second run keeps what people made of it."""

from django.db import models


class Sample(models.Model):
    """`key` names a sample, such as mission/argan-food-safety; a sample that was deleted is not brought back."""

    key = models.CharField(max_length=120, unique=True)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "sample"
        verbose_name_plural = "samples"

    def __str__(self) -> str:
        return self.key
