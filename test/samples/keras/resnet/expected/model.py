"""ResNet-18: the network."""

import keras
from keras import layers

import custom


def projection(x, channels, name):
    """A shortcut between maps of different shapes: a 1×1 convolution and a norm."""
    x = layers.Conv2D(
        channels, 1, strides=2, use_bias=False, kernel_initializer="he_uniform", name=f"{name}-conv2d_1"
    )(x)
    return custom.BatchNorm(name=f"{name}-batch_norm_1")(x)


def basic_block(x, channels, name):
    """Two 3×3 convolutions compute what is added to the input."""
    y = layers.Conv2D(
        channels, 3, padding="same", use_bias=False, kernel_initializer="he_uniform", name=f"{name}-conv1"
    )(x)
    y = custom.BatchNorm(name=f"{name}-bn1")(y)
    y = layers.ReLU(name=f"{name}-relu_1")(y)
    y = layers.Conv2D(
        channels, 3, padding="same", use_bias=False, kernel_initializer="he_uniform", name=f"{name}-conv2"
    )(y)
    y = custom.BatchNorm(name=f"{name}-bn2")(y)
    x = layers.Add(name=f"{name}-add_1")([y, x])
    return layers.ReLU(name=f"{name}-relu_2")(x)


def basic_block_projection(x, channels, name):
    """Two 3×3 convolutions compute what is added to the input."""
    y = layers.ZeroPadding2D(padding=1)(x)
    y = layers.Conv2D(
        channels, 3, strides=2, use_bias=False, kernel_initializer="he_uniform", name=f"{name}-conv1"
    )(y)
    y = custom.BatchNorm(name=f"{name}-bn1")(y)
    y = layers.ReLU(name=f"{name}-relu_1")(y)
    y = layers.Conv2D(
        channels, 3, padding="same", use_bias=False, kernel_initializer="he_uniform", name=f"{name}-conv2"
    )(y)
    y = custom.BatchNorm(name=f"{name}-bn2")(y)
    x = projection(x, channels, name=f"{name}-downsample")
    x = layers.Add(name=f"{name}-add_1")([y, x])
    return layers.ReLU(name=f"{name}-relu_2")(x)


def build_model(model=keras.Model):
    """The network ResNet-18, with fresh weights. Images have their channels last."""
    input_1 = keras.Input((32, 32, 3), name="input_1")
    x = layers.ZeroPadding2D(padding=3)(input_1)
    x = layers.Conv2D(4, 7, strides=2, use_bias=False, kernel_initializer="he_uniform", name="conv1")(x)  # N×16×16×4
    x = custom.BatchNorm(name="bn1")(x)  # N×16×16×4
    x = layers.ReLU(name="relu_1")(x)  # N×16×16×4
    x = layers.Permute((3, 1, 2))(x)  # channels first
    x = custom.MaxPool2d(name="max_pool2d_1")(x)  # N×4×8×8
    x = layers.Permute((2, 3, 1))(x)  # channels last
    for i in range(2):
        x = basic_block(x, 4, name=f"layer1-{i}")
    x = basic_block_projection(x, 8, name="layer2-0")
    x = basic_block(x, 8, name="layer2-1")
    x = basic_block_projection(x, 16, name="layer3-0")
    x = basic_block(x, 16, name="layer3-1")
    x = basic_block_projection(x, 32, name="layer4-0")
    x = basic_block(x, 32, name="layer4-1")
    x = layers.GlobalAveragePooling2D(name="global_pool2d_1")(x)  # N×32
    x = layers.Dense(10, kernel_initializer="he_uniform", name="fc")(x)  # N×10
    return model(input_1, x, name="res_net_18")
