"""Settings of all tests, and the option that sends the contract tests to a server that runs elsewhere."""

import re

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("untimed")

# What takes long to begin: a service for its contract tests, a browser with its server, the import of scikit-learn.
GROUP = re.compile(
    r"tests/contract/.*\[(?P<service>flask|django|fastapi-sqlite|fastapi-postgresql)\b"
    r"|tests/(?P<browser>.*)/test_browser\.py"
    r"|tests/fastapi_app/test_(?P<model>model_files|prediction|training)\.py"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--base-url", help="run only the contract tests, against the /todos at this address")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With an address given, only the contract is tested."""
    if config.getoption("--base-url") is None:
        return
    chosen = [item for item in items if item.nodeid.startswith("03-frameworks/tests/contract/")]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


class ByGroup(LoadScopeScheduling):  # type: ignore[misc]  # for the same reason
    """Gives all tests of a group to one worker of xdist, which begins once; other tests as they come."""

    def _split_scope(self, nodeid: str) -> str:
        found = GROUP.search(nodeid)
        if found is None:
            return nodeid
        return "model" if found["model"] else f"{found.lastgroup} {found[found.lastgroup or 0]}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByGroup:
    return ByGroup(config, log)
