"""The file formats of labelled images, a module each; `datasets/local.py` and `remote.py` choose among them."""
