"""Differences: what changed between two editions, found, explained and written as reports."""
