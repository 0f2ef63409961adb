"""What the first start begins with: the tutorial and the calibration."""
