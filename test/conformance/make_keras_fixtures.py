"""Writes fixtures/keras.json: small Keras models as their files, what goes in and what Keras gives.

Run with the environment that has Keras on PyTorch: KERAS_BACKEND=torch python make_keras_fixtures.py
A model has a head for each layer; every head ends in Flatten, so that numbers are compared in Keras's own order.
"""

import base64
import json
import os
import tempfile
import zlib

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
from keras import layers as L

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)


def filled(model):
    """Every weight drawn anew, variances positive, so that nothing is hidden by zeros."""
    for v in model.variables:
        if v.dtype not in ("float32", "float16"):
            continue
        draw = rng.normal(0, 0.4, v.shape)
        v.assign(np.abs(draw) + 0.5 if "variance" in v.path or "gamma" in v.path else draw)
    return model


def heads(shape, named, dtype="float32"):
    x = L.Input(shape, name="pixels", dtype=dtype)
    outputs = []
    for name, make in named.items():
        y = make(x)
        ys = y if isinstance(y, (list, tuple)) else [y]
        for i, one in enumerate(ys):
            outputs.append(L.Flatten(name=f"out_{name}_{i}")(one))
    return filled(keras.Model(x, outputs, name="heads"))


def images():
    return heads((7, 6, 4), {
        "conv": L.Conv2D(3, (3, 2), activation="relu"),
        "same": L.Conv2D(3, 3, strides=2, padding="same", use_bias=False),
        "dilated": L.Conv2D(2, 2, dilation_rate=2, activation="tanh"),
        "groups": L.Conv2D(4, 3, groups=2),
        "depthwise": L.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="gelu"),
        "separable": L.SeparableConv2D(5, 3, depth_multiplier=2),
        "transposed": L.Conv2DTranspose(3, 3, strides=2, padding="valid"),
        "transposed_same": L.Conv2DTranspose(3, 4, strides=2, padding="same"),
        "max": L.MaxPooling2D(2),
        "max_same": L.MaxPooling2D(3, strides=2, padding="same"),
        "average": L.AveragePooling2D((2, 3), strides=(1, 2)),
        "global_average": L.GlobalAveragePooling2D(keepdims=True),
        "global_max": L.GlobalMaxPooling2D(),
        "up": L.UpSampling2D((2, 3)),
        "up_bilinear": L.UpSampling2D(2, interpolation="bilinear"),
        "pad": L.ZeroPadding2D(((1, 2), (0, 3))),
        "crop": L.Cropping2D(((1, 0), (2, 1))),
        "norm": L.BatchNormalization(momentum=0.8, epsilon=1e-2),
        "plain_norm": L.BatchNormalization(scale=False, center=False),
        "layer_norm": L.LayerNormalization(),
        "group_norm": L.GroupNormalization(2),
        "unit_norm": L.UnitNormalization(),
        "dense": L.Dense(5, activation="softmax"),
        "prelu": L.PReLU(shared_axes=[1, 2]),
        "permute": L.Permute((3, 1, 2)),
        "reshape": L.Reshape((14, -1)),
        "rescale": L.Rescaling([0.5, 2.0, 1.0, 3.0], offset=[1.0, 0.0, -1.0, 2.0]),
        "normalize": L.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 3.0, 4.0]),
        "resize": L.Resizing(5, 9),
        "dropout": L.SpatialDropout2D(0.3),
        "softmax": L.Softmax(),
        "softmax_conv": L.Conv2D(3, 1, activation="softmax"),
        "global_dense": lambda x: L.Dense(3)(L.Flatten()(L.Conv2D(2, 3)(x))),
        "row": lambda x: L.Dense(4, activation="relu")(L.BatchNormalization()(L.Dropout(0.2)(L.Flatten()(L.ReLU(6)(x))))),
        "squeeze": lambda x: L.Multiply()([x, L.Reshape((1, 1, 4))(L.Dense(4, activation="hard_sigmoid")(L.GlobalAveragePooling2D()(x)))]),
        "concatenated": lambda x: L.Concatenate()([L.Conv2D(2, 1)(x), L.ReLU(negative_slope=0.1, max_value=2.0)(x)]),
        "rows": lambda x: L.Concatenate(axis=1)([x, L.Activation("elu")(x)]),
        "flip": lambda x: L.RandomFlip()(x),
        "mean": lambda x: keras.ops.mean(x, axis=(1, 2)),
        "formula": lambda x: keras.ops.maximum(x * 2.0 - 1.0, x) / (1.0 + keras.ops.exp(-x)),
        "slice": lambda x: x[:, 1:, ..., 0],
    })


def sequences():
    return heads((6, 4), {
        "conv": L.Conv1D(3, 3, activation="silu"),
        "causal": L.Conv1D(3, 2, padding="causal", dilation_rate=2),
        "transposed": L.Conv1DTranspose(2, 3, strides=2, padding="same"),
        "depthwise": L.DepthwiseConv1D(3),
        "separable": L.SeparableConv1D(3, 3),
        "max": L.MaxPooling1D(2),
        "average": L.GlobalAveragePooling1D(),
        "rnn": L.SimpleRNN(3, activation="relu"),
        "lstm": L.LSTM(3, return_sequences=True, return_state=True),
        "lstm_free": L.LSTM(3, use_bias=False),
        "gru": L.GRU(3, return_state=True),
        "gru_before": L.GRU(3, reset_after=False, return_sequences=True),
        "backward": L.LSTM(2, go_backwards=True),
        "both": L.Bidirectional(L.LSTM(3, return_sequences=True)),
        "both_sum": L.Bidirectional(L.GRU(2), merge_mode="sum"),
        "dense": L.Dense(5, activation="mish"),
        "each": L.TimeDistributed(L.Dense(3, activation="softsign")),
        "mha": lambda x: L.MultiHeadAttention(2, 3, name="attention_1")(x, x),
        "mha_causal": lambda x: L.MultiHeadAttention(2, 2, value_dim=3)(x, x, use_causal_mask=True),
        "mha_cross": lambda x: L.MultiHeadAttention(1, 4)(x, L.Dense(3)(x)),
        "luong": lambda x: L.Attention()([x, x]),
        "einsum": L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de"),
        "layer_norm": L.LayerNormalization(epsilon=1e-5),
        "rms_norm": L.RMSNormalization(),
        "batch_norm": L.BatchNormalization(),
        "permute": L.Permute((2, 1)),
        "up": L.UpSampling1D(2),
        "last": lambda x: x[:, -1],
        "repeat": lambda x: L.RepeatVector(3)(L.GlobalMaxPooling1D()(x)),
        "dot": lambda x: L.Dot((2, 2))([x, L.Dense(4)(x)]),
        "dot_rows": lambda x: L.Dot(1, normalize=True)([x[:, 0], x[:, 1]]),
        "stateful_start": lambda x: L.LSTM(3)(x, initial_state=[L.Dense(3)(x[:, 0]), L.Dense(3)(x[:, 1])]),
        "average_two": lambda x: L.Average()([x, L.Activation("hard_tanh")(x)]),
        "subtract": lambda x: L.Subtract()([x, L.Activation("exponential")(x)]),
    })


def volumes():
    return heads((3, 4, 5, 2), {
        "conv": L.Conv3D(3, 2, padding="same", activation="leaky_relu"),
        "transposed": L.Conv3DTranspose(2, 2, strides=2),
        "max": L.MaxPooling3D(2),
        "average": L.GlobalAveragePooling3D(),
        "pad": L.ZeroPadding3D(1),
    })


def videos():
    x = L.Input((3, 5, 4, 2), name="pixels")
    outputs = [
        L.Flatten(name="maps_0")(L.ConvLSTM2D(2, 3, padding="same", return_sequences=True)(x)),
        L.Flatten(name="last_0")(L.ConvLSTM2D(2, 2)(x)),
        L.Flatten(name="each_0")(L.TimeDistributed(L.Conv2D(3, 2, activation="relu"))(x)),
    ]
    return filled(keras.Model(x, outputs, name="videos"))


def tokens():
    x = L.Input((5,), dtype="int32", name="pixels")
    y = L.Embedding(7, 4, mask_zero=True)(x)
    outputs = [
        L.Flatten(name="last_0")(L.LSTM(3)(y)),
        L.Flatten(name="both_0")(L.Bidirectional(L.GRU(3))(y)),
        L.Flatten(name="plain_0")(L.Embedding(7, 2)(x)),
    ]
    return filled(keras.Model(x, outputs, name="tokens"))


def nested():
    """Models within the model, one of them called twice, and a layer called twice."""
    inner = keras.Sequential([L.Input((5, 5, 3)), L.Conv2D(2, 2, name="inside"), L.BatchNormalization(name="norm"), L.ReLU()], name="features")
    a = L.Input((4,), name="a")
    head_in = L.Input((4,))
    head = keras.Model(head_in, L.Dense(2, name="deep")(L.Dense(3, activation="relu")(head_in)), name="head")
    x = L.Input((5, 5, 3), name="pixels")
    y = L.Flatten()(inner(x))
    shared = L.Dense(4, name="shared")
    first, second = shared(y), shared(L.Dense(32)(a))
    outputs = [L.Add(name="sum_0")([head(first), head(second)])]
    model = filled(keras.Model([x, a], outputs, name="nested"))
    model.compile(optimizer=keras.optimizers.RMSprop(2e-3, rho=0.8), loss="mse", metrics=["mae"])
    return model


def digits():
    model = keras.Sequential(
        [
            L.Input((8, 8, 1), name="pixels"),
            L.Conv2D(4, 3, activation="relu", name="conv"),
            L.MaxPooling2D(),
            L.Flatten(),
            L.Dense(5, activation="softmax", name="classes"),
        ],
        name="digits",
    )
    model.compile(optimizer=keras.optimizers.Adam(3e-3, clipnorm=1.5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return filled(model)


def refused():
    """What has no counterpart: code of its own, a layer of its own making, and what lies behind them."""

    @keras.saving.register_keras_serializable("own")
    class Own(L.Layer):
        def call(self, x):
            return x * 2

    x = L.Input((None, 3), name="pixels")
    y = L.Lambda(lambda t: t * 2, name="lambda", output_shape=(None, 3))(x)
    y = Own(name="own")(y)
    return filled(keras.Model(x, L.Dense(2, name="dense")(y), name="refused"))


def listed(values):
    return [float(f"{v:.7g}") for v in np.asarray(values, dtype=np.float64).reshape(-1)]


def case(model, ending):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"model{ending}")
        if ending == ".weights.h5":
            model.save_weights(path)
        else:
            model.save(path)
        with open(path, "rb") as file:
            packed = base64.b64encode(zlib.compress(file.read(), 9)).decode()
    inputs = {}
    for one in model.inputs:
        shape = (2, *(size or 4 for size in one.shape[1:]))
        inputs[one.name] = (
            rng.integers(1, 7, shape).astype("int32") if "int" in one.dtype else rng.normal(0, 1, shape).astype("float32")
        )
    if model.name == "tokens":
        inputs["pixels"][:, 3:] = [[0, 0], [4, 0]]
    given = [inputs[one.name] for one in model.inputs]
    outputs = model(given if len(given) > 1 else given[0], training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    names = getattr(model, "output_names", [model.layers[-1].name])
    return {
        "file": packed,
        "ending": ending,
        "inputs": {name: {"shape": value.shape, "data": listed(value)} for name, value in inputs.items()},
        "outputs": {
            name.split("/")[0]: {"shape": tuple(one.shape), "data": listed(keras.ops.convert_to_numpy(one))}
            for name, one in zip(names, outputs)
        },
    }


def main():
    keras.utils.set_random_seed(3)
    cases = {}
    for make in (images, sequences, volumes, videos, tokens, nested, digits, refused):
        model = make()
        cases[make.__name__] = case(model, ".keras")
        if make in (nested, digits, sequences):
            cases[f"{make.__name__}-h5"] = case(model, ".h5")
        if make in (digits, sequences):
            cases[f"{make.__name__}-weights"] = case(model, ".weights.h5")
    with open(os.path.join(HERE, "fixtures", "keras.json"), "w") as file:
        json.dump(cases, file)


main()
