#!/usr/bin/env python3
"""A mask of four classes in the kinds of PNG that masks are kept in, as fixtures/masks.json.

Run:  python test/conformance/make_mask_fixtures.py      (Pillow 13)
"""
import base64, io, json, pathlib
import numpy as np
from PIL import Image

y, x = np.mgrid[0:21, 0:33]
labels = ((x // 5 + y // 4 + (x * y) // 60) % 4).astype(np.uint8)
labels[0, :12] = 0
colours = [0, 0, 0, 200, 10, 30, 40, 220, 90, 250, 250, 0]


def encoded(image, **options):
    out = io.BytesIO()
    image.save(out, 'PNG', **options)
    return base64.b64encode(out.getvalue()).decode()


placed = Image.fromarray(labels, 'P')
placed.putpalette(colours + [0] * (768 - len(colours)))
few = placed.copy()
few.putpalette(colours)
files = {
    'palette': encoded(placed, bits=8),
    'palette2': encoded(few, bits=2),
    'grey': encoded(Image.fromarray(labels)),
    'colour': encoded(Image.fromarray(labels).convert('RGB')),
    'blackWhite': encoded(Image.fromarray(np.where(labels > 1, 255, 0).astype(np.uint8))),
}
path = pathlib.Path(__file__).parent / 'fixtures' / 'masks.json'
path.write_text(json.dumps(dict(labels=labels.flatten().tolist(), files=files), separators=(',', ':')) + '\n')
