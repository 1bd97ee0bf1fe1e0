"""Settings of all tests: a property is wrong or right, however long a busy machine takes over it."""

import sys

from hypothesis import settings

NEWEST = sys.version_info >= (3, 13)

# Whether a property holds is searched on one version; the others are asked whether it holds there, too.
settings.register_profile("untimed", deadline=None, max_examples=100 if NEWEST else 25)
settings.load_profile("untimed")
