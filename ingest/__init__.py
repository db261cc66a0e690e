"""From a document to clauses and norms: readers, segmentation, Norwegian analysis."""
