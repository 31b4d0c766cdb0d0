"""Trains the networks of the lessons: compiled by Numba, or by its NumPy twin."""
