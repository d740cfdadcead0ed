#!/usr/bin/env python3
"""Small picture files and their pixels by Pillow, grey and coloured, stretched and as they are, as fixtures/pictures.json.

Run:  python test/conformance/make_picture_fixtures.py      (Pillow 13)
"""
import base64, io, json, pathlib
import numpy as np
from PIL import Image, ImageOps

y, x = np.mgrid[0:21, 0:33]
colours = np.stack([128 + 100 * np.sin(x / 5 + c) * np.cos(y / 4 - c) for c in range(3)], -1).clip(0, 255).astype(np.uint8)


def turned(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return base64.b64encode(out.getvalue()).decode()


picture = Image.fromarray(colours)
seen_through = picture.convert('P', palette=Image.ADAPTIVE, colors=16)
FILES = {
    'rgb.png': encoded(picture, 'PNG'),
    'alpha.png': encoded(Image.fromarray(np.concatenate([colours, (x * 7).astype(np.uint8)[..., None]], -1)), 'PNG'),
    'palette.png': encoded(picture.convert('P'), 'PNG'),
    'grey.png': encoded(picture.convert('L'), 'PNG'),
    'grey16.png': encoded(Image.fromarray(colours[..., 0].astype(np.uint16) * 257), 'PNG'),
    'photo.jpg': encoded(picture, 'JPEG', quality=92),
    'turned.jpg': encoded(picture, 'JPEG', quality=92, exif=turned(6)),
    'grey-alpha.png': encoded(Image.fromarray(np.stack([colours[..., 0], (x * 7).astype(np.uint8)], -1), 'LA'), 'PNG'),
    'two-colours.png': encoded(picture.convert('1'), 'PNG'),
    'cmyk.jpg': encoded(picture.convert('CMYK'), 'JPEG', quality=92),
    'grey.jpg': encoded(picture.convert('L'), 'JPEG', quality=92),
    'progressive.jpg': encoded(picture, 'JPEG', quality=92, progressive=True),
    'lossless.webp': encoded(picture, 'WEBP', lossless=True),
    'photo.webp': encoded(picture, 'WEBP', quality=95),
    'rgb.bmp': encoded(picture, 'BMP'),
    'palette.bmp': encoded(picture.convert('P'), 'BMP'),
    'two-colours.bmp': encoded(picture.convert('1'), 'BMP'),
    'rgb.tiff': encoded(picture, 'TIFF'),
    'packed.tiff': encoded(picture, 'TIFF', compression='tiff_lzw'),
    'grey.tiff': encoded(picture.convert('L'), 'TIFF'),
    'grey16.tiff': encoded(Image.fromarray(colours[..., 0].astype(np.uint16) * 257), 'TIFF'),
    'palette.gif': encoded(picture.convert('P'), 'GIF'),
    'interlaced.gif': encoded(picture.convert('P', palette=Image.ADAPTIVE, colors=60), 'GIF', interlace=1),
    'moving.gif': encoded(picture, 'GIF', save_all=True, append_images=[Image.fromarray(255 - colours)], duration=100),
    'seen-through.gif': encoded(seen_through, 'GIF', transparency=0),
}
for orientation in range(2, 9):
    for kind, options in [('PNG', {}), ('WEBP', dict(lossless=True)), ('JPEG', dict(quality=92)), ('TIFF', {})]:
        FILES[f'turned-{orientation}.{kind.lower()}'] = encoded(picture, kind, exif=turned(orientation), **options)


def case(file, mode, size):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(base64.b64decode(FILES[file]))))
    if file.startswith('grey16'):  # Pillow cuts 16 bits off where it should scale
        image = Image.fromarray((np.array(image) // 257).astype(np.uint8))
    image = image.convert('RGB').convert(mode)
    pixels = np.array(image.resize(size, Image.BILINEAR) if size else image)
    pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return dict(file=file, shape=list(pixels.shape), pixels=base64.b64encode(pixels.tobytes()).decode())


# how a picture is turned shows in one size
cases = [
    case(file, mode, size)
    for file in FILES
    for mode, size in [('RGB', (20, 15))] + ([] if file.startswith('turned-') else [('L', (9, 8)), ('RGB', (40, 30)), ('RGB', None)])
]
path = pathlib.Path(__file__).parent / 'fixtures' / 'pictures.json'
path.write_text(json.dumps(dict(files=FILES, cases=cases), indent=1) + '\n')
