"""What the tests of the Django app share: a client of the API, and a row to work on."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:  # pytest may import this file before Django is set up, and models come after that
    from django_app.todos.models import Todo


@pytest.fixture
def api(client: Client, db: None) -> Client:
    """A client for which an error of the server is an answer, as it is for a real one."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def milk(db: None) -> "Todo":
    """A to-do of nobody."""
    from django_app.todos.models import Todo

    return Todo.objects.create(title="Buy milk", order=3)
