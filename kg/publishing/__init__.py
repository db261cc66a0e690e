"""The graph for other programs: Turtle, JSON-LD, exports, and the description of the data set."""
