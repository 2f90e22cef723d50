"""Tests of adopt/: peers files as TOML."""
