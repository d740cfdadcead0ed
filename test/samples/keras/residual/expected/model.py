"""residual: the network."""

import keras
from keras import initializers, layers, regularizers

import custom


def build_model(model=keras.Model):
    """The network residual, with fresh weights. Images have their channels last."""
    in_2 = keras.Input((8, 8, 2), name="in_2")
    x = layers.Conv2D(
        4,
        3,
        padding="same",
        kernel_initializer=initializers.RandomNormal(stddev=0.3333333333333333),
        kernel_regularizer=regularizers.L1L2(l1=0.001, l2=0.01),
        name="stem_conv",
    )(in_2)  # N×8×8×4
    x = custom.BatchNorm(name="norm")(x)  # N×8×8×4
    x = layers.ReLU(name="relu")(x)  # N×8×8×4
    y = layers.Conv2D(4, 3, padding="same", kernel_initializer="he_uniform", trainable=False, name="left")(x)  # N×8×8×4
    z = layers.Conv2D(
        4,
        3,
        padding="same",
        groups=2,
        kernel_initializer=initializers.RandomUniform(minval=-0.05, maxval=0.05),
        kernel_regularizer=regularizers.L2(0.02),
        name="grouped",
    )(x)  # N×8×8×4
    x = layers.Add(name="sum_2")([y, x])  # N×8×8×4
    x = layers.Concatenate(axis=-1, name="both")([x, z])  # N×8×8×8
    y = layers.Permute((3, 1, 2))(x)  # channels first
    y = custom.MaxPool2d(name="pool")(y)  # N×8×4×4
    y = layers.Flatten(name="flat")(y)  # N×128
    x = layers.GlobalAveragePooling2D(name="global_2")(x)  # N×8
    y = layers.Dense(3, kernel_initializer="he_uniform", name="digit")(y)  # N×3
    x = layers.Dense(
        1, kernel_initializer=initializers.RandomNormal(stddev=0.4714045207910317), name="size_of_it"
    )(x)  # N×1
    return model(in_2, [x, y], name="residual")
