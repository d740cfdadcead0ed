"""Models of torchvision and of Keras applications with random weights, as files, and what they give: PyTorch's in double precision.

python frameworks.py names KIND                 prints the models of a kind
python frameworks.py KIND FOLDER NAME...        writes FOLDER/NAME.KIND, NAME.input.npy, NAME.output.npy
KIND: pt2 (torch.export), onnx (torch.onnx of some of them; NAME-script by its older exporter, which traces), keras
"""

import copy
import os
import sys

import numpy as np

# torchvision's name, and the size of its pictures
TORCHVISION = {
    "alexnet": 96, "vgg11_bn": 64, "resnet18": 64, "resnet50": 64, "resnext50_32x4d": 64, "wide_resnet50_2": 64,
    "squeezenet1_1": 64, "densenet121": 64, "inception_v3": 128, "googlenet": 96, "shufflenet_v2_x1_0": 64,
    "mobilenet_v2": 64, "mobilenet_v3_small": 64, "mobilenet_v3_large": 64, "mnasnet1_0": 64, "efficientnet_b0": 64,
    "efficientnet_v2_s": 64, "regnet_x_400mf": 64, "regnet_y_400mf": 64, "convnext_tiny": 64, "vit_b_16": 64,
    "swin_t": 64, "swin_v2_t": 64, "maxvit_t": 224, "segmentation.lraspp_mobilenet_v3_large": 64,
    "segmentation.deeplabv3_mobilenet_v3_large": 64, "segmentation.fcn_resnet50": 64,
}
# these through ONNX, too, by both exporters
ONNX = ("resnet18", "shufflenet_v2_x1_0", "mobilenet_v3_small", "efficientnet_b0", "densenet121", "squeezenet1_1", "googlenet",
        "inception_v3", "mnasnet1_0", "regnet_y_400mf", "convnext_tiny", "vit_b_16", "swin_t", "maxvit_t", "encoder", "lstm")
SCRIPT = "-script"
APPLICATIONS = {
    "VGG16": 64, "ResNet50": 64, "ResNet50V2": 64, "InceptionV3": 96, "InceptionResNetV2": 96, "Xception": 96,
    "MobileNet": 64, "MobileNetV2": 64, "MobileNetV3Small": 64, "MobileNetV3Large": 64, "DenseNet121": 64,
    "EfficientNetB0": 64, "EfficientNetV2B0": 64, "ConvNeXtTiny": 64,
}
NAMES = {"pt2": list(TORCHVISION), "onnx": [name + way for name in ONNX for way in ("", SCRIPT)], "keras": list(APPLICATIONS)}


def sequences(name):
    """What reads sequences, and two of them."""
    import torch

    class Recurrent(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(16, 24, num_layers=2, bidirectional=True, batch_first=True)
            self.head = torch.nn.Linear(48, 10)

        def forward(self, x):
            return self.head(self.lstm(x)[0])

    if name == "lstm":
        return Recurrent(), torch.randn(2, 12, 16)
    layer = torch.nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, norm_first=True, activation="gelu")
    return torch.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), torch.randn(2, 12, 32)


def pytorch_model(given, folder, kind):
    import torch

    name = given.removesuffix(SCRIPT)
    torch.manual_seed(0)
    model, x = sequences(name) if name in ("encoder", "lstm") else pictures(name)
    model.eval()
    with torch.no_grad():  # in double precision: with 32 bits PyTorch itself rounds by up to 1e-4 of the largest number
        y = copy.deepcopy(model).double()(x.double())
        y = y["out"] if isinstance(y, dict) else y
    file = os.path.join(folder, f"{given}.{kind}")
    sizes = ({0: torch.export.Dim("batch")},)
    if given != name:
        axes = {"x": {0: "batch"}}
        torch.onnx.export(model, (x,), file, dynamo=False, input_names=["x"], output_names=["y"], dynamic_axes=axes)
    elif kind == "onnx":
        torch.onnx.export(model, (x,), file, dynamo=True, dynamic_shapes=sizes, external_data=False, verbose=False)
    else:
        torch.export.save(torch.export.export(model, (x,), dynamic_shapes=sizes), file)
    return x.numpy(), y.numpy()


def pictures(name):
    """A family of torchvision's, and two pictures."""
    import torch
    import torchvision

    size = TORCHVISION[name]
    more = {"aux_logits": False, "init_weights": False} if name in ("googlenet", "inception_v3") else {}
    if name.startswith("vit"):
        more = {"image_size": size}
    *rooms, last = name.split(".")
    place = getattr(torchvision.models, rooms[0]) if rooms else torchvision.models
    if rooms:
        more = {"weights_backbone": None}
    model = getattr(place, last)(weights=None, **more)
    # running statistics of what flows, so that nothing vanishes
    norms = [module for module in model.modules() if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)]
    kept = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 1.0
    model.train()
    with torch.no_grad():
        model(torch.randn(16, 3, size, size))
    model.eval()
    for norm, momentum in zip(norms, kept):
        norm.momentum = momentum
    for p in model.parameters():  # a head that begins with zeros would hide all before it
        if p.dim() > 1 and not p.any():
            torch.nn.init.normal_(p, std=0.02)
    return model, torch.randn(2, 3, size, size)


def application(name, folder, kind):
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    keras.utils.set_random_seed(0)
    size = APPLICATIONS[name]
    kwargs = {"classes": 10} if name != "VGG16" else {"classes": 10, "include_top": True}
    model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), **kwargs)
    rng = np.random.default_rng(1)
    x = rng.normal(0, 1, (2, size, size, 3)).astype("float32")
    if "MobileNetV3" in name or "Efficient" in name or "ConvNeXt" in name:
        x = np.abs(x) * 100
    if name == "VGG16":  # without norms the maps grow weaker from layer to layer
        for layer in model.layers:
            if hasattr(layer, "kernel"):
                layer.kernel.assign(layer.kernel * 1.5)
    # running statistics of what flows, so that nothing vanishes
    norms = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.BatchNormalization)]
    for norm in norms:
        norm.momentum, norm.kept = 0.0, norm.momentum
    many = rng.normal(0, 1, (16, size, size, 3)).astype("float32")
    model(np.abs(many) * 100 if x.max() > 50 else many, training=True)
    for norm in norms:
        norm.momentum = norm.kept
    y = keras.ops.convert_to_numpy(model(x, training=False))
    model.save(os.path.join(folder, f"{name}.{kind}"))
    return np.ascontiguousarray(np.moveaxis(x, -1, 1)), y


def main(kind, folder, names):
    if kind == "names":
        print("\n".join(NAMES[folder]))
        return
    make = application if kind == "keras" else pytorch_model
    for name in names or NAMES[kind]:
        x, y = make(name, folder, kind)
        assert y.std(0).max() > 1e-3 * abs(y).max(), f"{name} gives the same for every picture"
        np.save(os.path.join(folder, f"{name}.input.npy"), x)
        np.save(os.path.join(folder, f"{name}.output.npy"), y)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
