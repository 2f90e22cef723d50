"""vpns.toml -> Config -> Peer: what the user said, and every complaint about it."""
