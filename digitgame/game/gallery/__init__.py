"""The gallery: digits to look at, one by one, to copy, or to find in the fog."""
