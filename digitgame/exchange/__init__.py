"""Networks and models from elsewhere and to elsewhere: Keras' files, `.tflite` files, and models as one zip file."""
