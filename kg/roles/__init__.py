"""Roles: what each is responsible for, by stage, against another role, and on one page."""
