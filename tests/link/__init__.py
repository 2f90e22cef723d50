"""Tests of the room `link`: what needs no real call."""
