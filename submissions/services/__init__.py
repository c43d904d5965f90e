"""Acts on items: one function an act."""
