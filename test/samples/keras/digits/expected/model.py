"""MNIST CNN: the network."""

import keras
from keras import layers


def build_model(model=keras.Model):
    """The network MNIST CNN, with fresh weights. Images have their channels last."""
    input_1 = keras.Input((28, 28, 1), name="input_1")
    x = layers.Conv2D(10, 5, kernel_initializer="he_uniform", name="conv2d_1")(input_1)  # N×24×24×10
    x = layers.MaxPooling2D(2, name="max_pool2d_1")(x)  # N×12×12×10
    x = layers.ReLU(name="relu_1")(x)  # N×12×12×10
    x = layers.Conv2D(20, 5, kernel_initializer="he_uniform", name="conv2d_2")(x)  # N×8×8×20
    x = layers.MaxPooling2D(2, name="max_pool2d_2")(x)  # N×4×4×20
    x = layers.ReLU(name="relu_2")(x)  # N×4×4×20
    x = layers.Permute((3, 1, 2))(x)  # channels first
    x = layers.Flatten(name="flatten_1")(x)  # N×320
    x = layers.Dense(50, kernel_initializer="he_uniform", name="dense_1")(x)  # N×50
    x = layers.ReLU(name="relu_3")(x)  # N×50
    x = layers.Dense(10, kernel_initializer="he_uniform", name="dense_2")(x)  # N×10
    return model(input_1, x, name="mnist_cnn")
