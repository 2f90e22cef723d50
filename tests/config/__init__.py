"""The description: what a user may write, and what is said about it."""
