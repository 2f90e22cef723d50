"""What a person types: options in, one call, text and exit status out."""
