"""MNIST CNN: the network."""

import torch
from torch import nn


class MNISTCNN(nn.Module):
    """MNIST CNN."""

    def __init__(self):
        super().__init__()
        self.conv2d_1 = nn.Conv2d(1, 10, 5)
        self.max_pool2d_1 = nn.MaxPool2d(2)
        self.relu_1 = nn.ReLU()
        self.conv2d_2 = nn.Conv2d(10, 20, 5)
        self.max_pool2d_2 = nn.MaxPool2d(2)
        self.relu_2 = nn.ReLU()
        self.flatten_1 = nn.Flatten()
        self.dense_1 = nn.Linear(320, 50)
        self.relu_3 = nn.ReLU()
        self.dense_2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.conv2d_1(x)  # N×10×24×24
        x = self.max_pool2d_1(x)  # N×10×12×12
        x = self.relu_1(x)  # N×10×12×12
        x = self.conv2d_2(x)  # N×20×8×8
        x = self.max_pool2d_2(x)  # N×20×4×4
        x = self.relu_2(x)  # N×20×4×4
        x = self.flatten_1(x)  # N×320
        x = self.dense_1(x)  # N×50
        x = self.relu_3(x)  # N×50
        return self.dense_2(x)  # N×10


@torch.no_grad()
def initialize(model):
    """Fresh weights."""
    # what a module is made of comes before it
    for module in reversed(list(model.modules())):
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.zeros_(module.bias)
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
    return model
