"""The order of the tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest file on one core; else it would run alone at the end."""
    items.sort(key=lambda item: "tests/web/" not in item.nodeid)
