"""Inside the network: the X-ray and the kernel lab."""
