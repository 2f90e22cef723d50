"""The tests of vpnsync; tests/conftest.py says what they share."""
