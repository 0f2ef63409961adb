"""Inside the network: its layers, one map from close by, why a digit, and the kernel lab."""
