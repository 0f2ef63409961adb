"""After a run: the score, every drawing, and why it was read so."""
