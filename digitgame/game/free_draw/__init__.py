"""Free draw: draw a digit, have it read, say whether the reading was right."""
