"""Looking inside the network: X-ray and kernel lab."""
