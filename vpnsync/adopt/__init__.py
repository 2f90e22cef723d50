"""Peers files -> vpns.toml: what somebody wrote by hand, as a description that means the same."""
