"""Settings of all tests: a property is wrong or right, however long a busy machine takes over it."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
