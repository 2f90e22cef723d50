"""What a name means: an option of pppd, a key of vpns.toml, or a warning. Pure."""
