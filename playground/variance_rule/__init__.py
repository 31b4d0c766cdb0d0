"""The variance rule, step by step: from one sum of products to fifty layers."""

from playground.variance_rule.explorer import VarianceRule

__all__ = ["VarianceRule"]
