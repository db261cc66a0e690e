"""Walks through the graph: where they start, what lies around a node, and how it is drawn and handed on."""
