"""Calls from end to end: in a guest with a kernel of its own, where a real pppd dials real servers."""
