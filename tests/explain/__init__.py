"""What is told of a name: options, keys, warnings."""
