"""The data model, norms as RDF, the store, validation and overlaps."""
