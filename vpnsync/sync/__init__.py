"""Desired and actual files -> Plan -> done. Knows nothing of vpns.toml."""
