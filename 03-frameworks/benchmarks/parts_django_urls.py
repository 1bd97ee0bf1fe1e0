"""The Django app's addresses, with a list that is made of model instances instead of tuples."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from django_app import urls
from django_app.todos.models import Todo


def list_todos(request: HttpRequest) -> JsonResponse:
    """List the first 20."""
    base = request.build_absolute_uri("/todos")
    todos = [
        {
            "id": todo.pk,
            "title": todo.title,
            "completed": todo.completed,
            "order": todo.order,
            "url": f"{base}/{todo.pk}",
        }
        for todo in Todo.objects.filter(pk__gt=0).order_by("pk")[:20]
    ]
    return JsonResponse(todos, safe=False)


urlpatterns = [path("todos", list_todos), *urls.urlpatterns]
