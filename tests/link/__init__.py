"""A live link."""
