"""What a run is worth: its rank, the rivals it beats; across runs, the goals and how each digit is read."""
