"""Peer -> the text of its files, for one dialect. Pure."""
