"""Addresses of the pages, each with a name, so that none is written twice.

``{% url "todos:edit" todo.pk %}`` in a template and ``reverse("todos:edit", args=[7])`` in code find them by it.

Log-in and log-out are Django's own views with a template of ours. They answer what one forgets when writing them: the
session gets a new key at log-in (fixation), ``?next=`` may not leave the host (open redirect), log-out is a POST (a
foreign ``<img src="/accounts/logout/">`` does nothing), and an unknown name takes as long as a wrong password.

Cost: patterns are tried from top to bottom, each a regular expression.
Not for: limiting tries to log in: Django does not; ``django-axes`` at work, or the proxy in front.
Asked: why are addresses named, and what is a namespace good for? What does ``<int:pk>`` save the view? Why is log-out
  no link?
Source: https://docs.djangoproject.com/en/stable/topics/http/urls/,
  https://docs.djangoproject.com/en/stable/topics/auth/default/
"""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from django_app.todos import views

app_name = "todos"

urlpatterns = [
    path("", views.TodoList.as_view(), name="list"),
    path("new/", views.TodoCreate.as_view(), name="create"),
    path("<int:pk>/edit/", views.TodoEdit.as_view(), name="edit"),
    path("<int:pk>/complete/", views.TodoComplete.as_view(), name="complete"),
    path("<int:pk>/delete/", views.TodoDelete.as_view(), name="delete"),
    path("<int:pk>/picture/", views.TodoPicture.as_view(), name="picture"),
    path("<int:pk>/thumbnail/", views.TodoPicture.as_view(small=True), name="thumbnail"),
    path("purge/", views.PurgeCompleted.as_view(), name="purge"),
    path("accounts/login/", LoginView.as_view(next_page=views.LIST), name="login"),
    path("accounts/logout/", LogoutView.as_view(next_page=views.LIST), name="logout"),
]
