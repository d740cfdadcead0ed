"""ResNet-18: the network."""

import torch
from torch import nn


class Projection(nn.Module):
    """A shortcut between maps of different shapes: a 1×1 convolution and a norm."""

    def __init__(self, channels):
        super().__init__()
        self.conv2d_1 = nn.Conv2d(channels // 2, channels, 1, stride=2, bias=False)
        self.batch_norm_1 = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = self.conv2d_1(x)
        return self.batch_norm_1(x)


class BasicBlock(nn.Module):
    """Two 3×3 convolutions compute what is added to the input."""

    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu_1 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu_2 = nn.ReLU()

    def forward(self, x):
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu_1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        x = y + x
        return self.relu_2(x)


class BasicBlockProjection(nn.Module):
    """Two 3×3 convolutions compute what is added to the input."""

    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels // 2, channels, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu_1 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample = Projection(channels)
        self.relu_2 = nn.ReLU()

    def forward(self, x):
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu_1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        x = self.downsample(x)
        x = y + x
        return self.relu_2(x)


class ResNet18(nn.Module):
    """ResNet-18."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu_1 = nn.ReLU()
        self.max_pool2d_1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(*(BasicBlock(4) for _ in range(2)))
        self.layer2 = nn.Sequential(BasicBlockProjection(8), BasicBlock(8))
        self.layer3 = nn.Sequential(BasicBlockProjection(16), BasicBlock(16))
        self.layer4 = nn.Sequential(BasicBlockProjection(32), BasicBlock(32))
        self.global_pool2d_1 = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.conv1(x)  # N×4×16×16
        x = self.bn1(x)  # N×4×16×16
        x = self.relu_1(x)  # N×4×16×16
        x = self.max_pool2d_1(x)  # N×4×8×8
        x = self.layer1(x)  # N×4×8×8
        x = self.layer2(x)  # N×8×4×4
        x = self.layer3(x)  # N×16×2×2
        x = self.layer4(x)  # N×32×1×1
        x = self.global_pool2d_1(x).flatten(1)  # N×32
        return self.fc(x)  # N×10


@torch.no_grad()
def initialize(model):
    """Fresh weights."""
    # what a module is made of comes before it
    for module in reversed(list(model.modules())):
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
        if isinstance(module, nn.BatchNorm2d):
            nn.init.zeros_(module.bias)
            nn.init.ones_(module.weight)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
    return model
