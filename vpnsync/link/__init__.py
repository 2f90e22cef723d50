"""A live link: dial it, watch it, explain it, end exactly that one. Knows nothing of vpns.toml."""
