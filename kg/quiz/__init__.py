"""Quizzes: questions that the graph yields, their options and proof, and a way through them."""
