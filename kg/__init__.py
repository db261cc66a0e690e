"""The data model, norms as RDF, the store, validation, overlaps and gaps."""
