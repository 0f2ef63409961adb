"""Images of digits (scans, photographs, screenshots, paintings): finding the ink in them and framing it."""
