"""How fast vpnsync is, beside bare Python and beside what people would use instead."""
