"""The scripts that pppd runs when a link comes up and goes down: their text, and what they do when run."""
