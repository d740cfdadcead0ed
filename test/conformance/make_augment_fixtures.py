#!/usr/bin/env python3
"""What torchvision makes of two small pictures, as fixtures/augment.json: moves by bilinear and nearest sampling, and changes of values.

Run:  python test/conformance/make_augment_fixtures.py      (PyTorch, torchvision 0.29)
"""
import json, math, pathlib
import torch
from torchvision.transforms.v2 import functional as F, InterpolationMode

torch.manual_seed(0)
y, x = torch.meshgrid(torch.arange(14.0), torch.arange(18.0), indexing='ij')
colour = torch.stack([128 + 100 * torch.sin(x / 3 + c) * torch.cos(y / 2.5 - c) + 8 * torch.randn(14, 18) for c in range(3)])
colour = colour.clamp(0, 255).round().to(torch.uint8)
grey = colour[:1].clone()
mask = (colour[0] // 64).to(torch.uint8)[None]
HALF_W, HALF_H = 9, 7
# each corner moved inwards by these shares
INWARD = [[0.2, 0.1], [0.05, 0.3], [0.25, 0.15], [0.0, 0.2]]
SIDES = [[-1, -1], [1, -1], [1, 1], [-1, 1]]


def corner(side, inward=(0, 0)):
    return [HALF_W + side[0] * HALF_W * (1 - inward[0]), HALF_H + side[1] * HALF_H * (1 - inward[1])]


def moved(picture, nearest):
    mode = InterpolationMode.NEAREST if nearest else InterpolationMode.BILINEAR
    affine = lambda **given: F.affine(picture, **{'angle': 0, 'translate': [0, 0], 'scale': 1, 'shear': [0, 0], **given}, interpolation=mode)
    return {
        'flip': F.horizontal_flip(picture),
        'flipDown': F.vertical_flip(picture),
        'rotate': affine(angle=25),
        'quarter': affine(angle=90),
        'shift': affine(translate=[3, -2]),
        'zoom': affine(scale=1.4),
        'shearAcross': affine(shear=[20, 0]),
        'perspective': F.perspective(picture, [corner(s) for s in SIDES], [corner(s, i) for s, i in zip(SIDES, INWARD)], interpolation=mode),
    }


def changed(picture):
    unit = picture.float() / 255
    return {
        'brightness': F.adjust_brightness(unit, 1.3),
        'contrast': F.adjust_contrast(unit, 0.6),
        'saturation': F.adjust_saturation(unit, 1.7),
        'hue': F.adjust_hue(unit, 0.15),
        'hueBack': F.adjust_hue(unit, -0.4),
        'blur': F.gaussian_blur(unit, [9, 9], [1.2, 1.2]),
        'sharpen': F.adjust_sharpness(unit, 1.8),
        'smooth': F.adjust_sharpness(unit, 0.2),
        'posterize': F.posterize(picture, 3).float() / 255,
        'solarize': F.solarize(unit, 0.5),
        'autoContrast': F.autocontrast(unit),
        'equalize': F.equalize(picture).float() / 255,
    }


def transformed(picture, mode):
    nearest = mode == 'mask'
    kind = InterpolationMode.NEAREST_EXACT if nearest else InterpolationMode.BILINEAR
    size = lambda h, w: F.resize(picture, [h, w], interpolation=kind, antialias=not nearest)
    return {
        'smaller': size(6, 7), 'larger': size(20, 31), 'flat': size(5, 30),
        # 18 by 14 in a square of 9: 9 by 7 with a line above and below; filling one of 7: 9 by 7, cut
        'fit': F.pad(size(7, 9), [0, 1, 0, 1]), 'fill': F.center_crop(size(7, 9), [7, 7]),
        'cropped': F.center_crop(picture, [8, 10]), 'padded': F.center_crop(picture, [16, 20]),
    }


numbers = lambda found: {name: [round(v, 4 if v > 2 else 5) for v in one.flatten().tolist()] for name, one in found.items()}
written = {
    'colour': colour.flatten().tolist(), 'grey': grey.flatten().tolist(), 'mask': mask.flatten().tolist(), 'inward': INWARD,
    'transformed': numbers(transformed(colour.float(), 'picture')), 'transformedMask': numbers(transformed(mask, 'mask')),
    'normalized': numbers({'': F.normalize(colour.float() / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])})[''],
    'moved': numbers(moved(colour.float(), False)), 'movedMask': numbers(moved(mask.float(), True)),
    'changed': numbers(changed(colour)), 'changedGrey': numbers(changed(grey)),
}
path = pathlib.Path(__file__).parent / 'fixtures' / 'augment.json'
path.write_text(json.dumps(written, separators=(',', ':')) + '\n')
print(path, path.stat().st_size)
