"""The scenes of a run: playing it, and looking back on it. The rules are in `digitgame.rules`."""
