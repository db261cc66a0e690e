"""The graph over HTTP: a SPARQL 1.1 endpoint and a small JSON API, read only."""
