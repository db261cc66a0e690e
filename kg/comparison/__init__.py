"""Comparison: two guidelines side by side by meaning, found, worded and reported."""
