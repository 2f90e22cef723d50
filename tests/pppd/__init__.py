"""Tests of vpnsync/pppd: words, options, values, statements, settings."""
