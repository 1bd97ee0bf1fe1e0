"""A pytest plugin: Hypothesis with few examples, always the same ones, and no search for the smallest.

For runs that only ask whether any test fails. It holds no function, and lies in a folder of its own that
can be put on ``PYTHONPATH`` without bringing anything else along.
"""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "few-examples",
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
