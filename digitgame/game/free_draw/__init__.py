"""Free draw: draw any digit, let the network guess, say whether it was right."""
