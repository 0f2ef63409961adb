"""From digits to a model folder: `request` and `config` say what, `train` does it, `callbacks` act between the steps,
`checkpoint` keeps the epochs, `export` writes the folder, and `promotion` decides whether the game uses it.
"""
