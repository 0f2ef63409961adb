"""The file formats of labelled images, a module each."""
