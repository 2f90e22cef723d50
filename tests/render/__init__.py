"""What a peer becomes: the text of its peers file, on each platform."""
