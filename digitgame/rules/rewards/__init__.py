"""What a run is worth: its rank, the rivals it beats, and the goals across runs."""
