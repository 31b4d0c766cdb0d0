"""The order of the tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest file that stays on one core, which would else run alone at the end."""
    items.sort(key=lambda item: "tests/web/" not in item.nodeid)
