"""Overlaps: pairs of norms that a committee should see together, weighed, worded, assessed and reported."""
