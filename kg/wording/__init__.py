"""How norms are put before people: names, phrases, places, both sides of a pair, pages and sheets."""
