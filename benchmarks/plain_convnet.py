"""Keras' own convnet guide for MNIST, every setting as it comes, until it reads 99.0 % of the test set.

    python benchmarks/plain_convnet.py FOLDER_WITH_MNIST [EPOCHS]

The other side of training_speed.py. Prints a line an epoch: accuracy on the test set, seconds since the command
without those that reading the test set took.
"""

import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

import keras  # noqa: E402
from keras import layers  # noqa: E402

from digitgame.datasets.sources import load  # noqa: E402

keras.utils.set_random_seed(1)
digits = load([sys.argv[1]], cache=Path("no-cache"), seed=1)
x_train = digits.train.images.astype("float32")[..., None] / 255
y_train = keras.utils.to_categorical(digits.train.labels, 10)
x_test = digits.test.images.astype("float32")[..., None] / 255
y_test = keras.utils.to_categorical(digits.test.labels, 10)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
aside = 0.0
for _epoch in range(int(sys.argv[2]) if len(sys.argv) > 2 else 15):
    model.fit(x_train, y_train, batch_size=128, epochs=1, validation_split=0.1, verbose=0)
    began = time.perf_counter()
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    aside += time.perf_counter() - began
    print(f"{accuracy:.4f} {time.perf_counter() - STARTED - aside:.1f}", flush=True)
    if accuracy >= 0.99:
        break
