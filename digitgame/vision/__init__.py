"""Pictures of digits, scanned, photographed or painted: finding the ink in them."""
