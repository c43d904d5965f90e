"""Saved filters for tests."""

import factory

from tests.factories.organizations import UserFactory
from ui.models import SavedFilter


class SavedFilterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedFilter

    user = factory.SubFactory(UserFactory)
    page = "tests.people"
    name = factory.Sequence(lambda n: f"筛选{n + 1}")
    query = "language=en"
