"""SPARQL for users: checked, run in processes that can be ended, and written in the forms they ask for."""
