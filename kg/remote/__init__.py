"""The graph at a SPARQL 1.1 endpoint, for when one machine is not enough: asked and written over HTTP."""
