"""Benchmarks: ``python -m bench`` prints all tables, ``python -m bench NAME`` one."""
