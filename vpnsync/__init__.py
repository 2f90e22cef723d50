"""Keep every VPN peer of a machine in one TOML file."""

__version__ = "0.1.0"
