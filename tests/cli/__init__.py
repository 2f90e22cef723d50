"""Tests of the commands, entered by the user's door."""
