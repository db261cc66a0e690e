"""Reviews: what people have laid down about norms, kept, listed and laid over what was read."""
