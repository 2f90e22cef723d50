"""Tests of vpnsync/link: a live link, and the pppd that makes it."""
