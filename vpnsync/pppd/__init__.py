"""pppd's own language: words, options, statements, settings. Pure, both dialects."""
