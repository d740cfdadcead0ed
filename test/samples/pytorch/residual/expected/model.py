"""residual: the network."""

import torch
from torch import nn


class Residual(nn.Module):
    """residual."""

    def __init__(self):
        super().__init__()
        self.stem_conv = nn.Conv2d(2, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.relu = nn.ReLU()
        self.left = nn.Conv2d(4, 4, 3, padding=1)
        self.grouped = nn.Conv2d(4, 4, 3, padding=1, groups=2)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.flat = nn.Flatten()
        self.global_2 = nn.AdaptiveAvgPool2d(1)
        self.digit = nn.Linear(128, 3)
        self.size_of_it = nn.Linear(8, 1)

    def forward(self, x):
        x = self.stem_conv(x)  # N×4×8×8
        x = self.norm(x)  # N×4×8×8
        x = self.relu(x)  # N×4×8×8
        y = self.left(x)  # N×4×8×8
        z = self.grouped(x)  # N×4×8×8
        x = y + x  # N×4×8×8
        x = torch.cat([x, z], 1)  # N×8×8×8
        y = self.pool(x)  # N×8×4×4
        y = self.flat(y)  # N×128
        x = self.global_2(x).flatten(1)  # N×8
        y = self.digit(y)  # N×3
        x = self.size_of_it(x)  # N×1
        return x, y


@torch.no_grad()
def initialize(model):
    """Fresh weights."""
    # what a module is made of comes before it
    for module in reversed(list(model.modules())):
        if isinstance(module, nn.Conv2d):
            nn.init.zeros_(module.bias)
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, nn.BatchNorm2d):
            nn.init.zeros_(module.bias)
            nn.init.ones_(module.weight)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
    nn.init.kaiming_uniform_(model.get_parameter("left.weight"), nonlinearity="relu")
    nn.init.uniform_(model.get_parameter("grouped.weight"), -0.05, 0.05)
    nn.init.xavier_normal_(model.get_parameter("size_of_it.weight"))
    return model
