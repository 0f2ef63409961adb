"""The browser tutorial's network, trained as Keras' guides write it, every setting as it comes.

    python benchmarks/plain_keras.py FOLDER_WITH_MNIST OUT.keras

The other side of seed_preset.py: 1,000 digits of MNIST, 200 for validation, 100 epochs, batches of 50.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

from digitgame.datasets.sources import load

data, out = sys.argv[1:]
keras.utils.set_random_seed(1)
digits = load([data], cache=Path("no-cache"), seed=1)
x_train = digits.train.images[:1_200].astype("float32")[..., None] / 255
y_train = keras.utils.to_categorical(digits.train.labels[:1_200], 10)
x_test = digits.test.images.astype("float32")[..., None] / 255
y_test = keras.utils.to_categorical(digits.test.labels, 10)

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 5, activation="relu", kernel_initializer=keras.initializers.VarianceScaling()),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 5, activation="relu", kernel_initializer=keras.initializers.VarianceScaling()),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.9),
        layers.Dense(10, activation="softmax", kernel_initializer=keras.initializers.VarianceScaling()),
    ]
)
model.compile("adam", loss="categorical_crossentropy", metrics=["accuracy"])
validation = (x_train[1_000:], y_train[1_000:])
model.fit(x_train[:1_000], y_train[:1_000], batch_size=50, epochs=100, validation_data=validation, verbose=2)
_, accuracy = model.evaluate(x_test, y_test, verbose=0)
model.save(out)
print(f"accuracy {np.round(accuracy, 4)}")
