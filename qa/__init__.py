"""From a question to a cited answer: guard, understanding, retrieval, resolution, wording."""
