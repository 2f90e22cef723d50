"""The machine on which scripts may do what they like."""

from __future__ import annotations

from tests.hooks.conftest import machine

__all__ = ["machine"]
