"""The first start: the tutorial and the calibration."""
