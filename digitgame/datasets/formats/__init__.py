"""The file formats that labelled pictures come in, a module each."""
