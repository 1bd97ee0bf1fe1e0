"""Members as the newest code knows them. What they were before stands in the migrations."""

from typing import ClassVar

from django.db import models


class Member(models.Model):
    """A frequent flyer; ``email`` is empty for one without an address."""

    miles = models.IntegerField(default=0)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.CharField(max_length=100)

    class Meta:
        """Found by address."""

        db_table = "members"
        indexes: ClassVar = [models.Index(name="members_email", fields=["email"])]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"
