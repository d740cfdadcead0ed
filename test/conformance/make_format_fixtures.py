"""Small files of arrays and weights as NumPy, PyTorch and safetensors write them, with the numbers that these read back.

    python test/conformance/make_format_fixtures.py

Writes fixtures/formats.json: files in base64. Needs numpy, torch and safetensors.
"""
import base64
import io
import json
from pathlib import Path

import numpy as np
import torch
from numpy.lib import format as npy
from safetensors.torch import save

FOLDER = Path(__file__).parent / 'fixtures'


def text(data):
    return base64.b64encode(data).decode()


def array_file(array, version=None):
    file = io.BytesIO()
    npy.write_array(file, array, version=version)
    return file.getvalue()


def unaligned(array):
    """A header as NumPy wrote it before it aligned the numbers."""
    header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}, }}".encode()
    if len(header) % 4 != 1:
        header += b' ' * ((1 - len(header)) % 4)
    return b'\x93NUMPY\x01\x00' + len(header).to_bytes(2, 'little') + header + array.tobytes()


def arrays():
    table = np.arange(6).reshape(2, 3)
    for name in ['<i1', '<i2', '<i4', '<i8', '<u1', '<u2', '<u4', '<u8', '>i2', '>i4', '>i8', '>u2', '>u4', '>u8']:
        yield f'whole numbers {name}', array_file((table - (0 if name[1] == 'u' else 3)).astype(name))
    for name in ['<f2', '<f4', '<f8', '>f2', '>f4', '>f8']:
        yield f'numbers {name}', array_file((table / 4 - 0.5).astype(name))
    yield 'true and false', array_file(table % 2 == 0)
    for version in [(1, 0), (2, 0), (3, 0)]:
        yield f'version {version[0]}', array_file(table.astype('<f4'), version)
    yield 'a header that is not aligned', unaligned(table.astype('<f4'))
    yield 'columns first', array_file(np.asfortranarray(table.astype('<f4')))
    yield 'columns first, three axes', array_file(np.asfortranarray(np.arange(24, dtype='>i8').reshape(2, 3, 4)))
    yield 'no rows', array_file(np.zeros((0, 3), '<f4'))
    yield 'one number', array_file(np.array(2.5, '<f4'))
    yield 'beyond int32', array_file(np.array([3_000_000_000, -(2**62), 2**40], '<i8'))
    yield 'beyond int32, without sign', array_file(np.array([3_000_000_000, 7], '<u4'))


def fixtures():
    read = [
        {'name': name, 'file': text(data), 'shape': list(array.shape), 'values': [float(x) for x in array.ravel()]}
        for name, data in arrays()
        for array in [np.load(io.BytesIO(data))]
    ]
    table = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    types = [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.float16, torch.bfloat16, torch.float64]
    strange = [torch.uint16, torch.uint32, torch.uint64, torch.float8_e4m3fn, torch.float8_e5m2, torch.complex64]
    tensors = {str(kind).removeprefix('torch.'): table.to(kind) for kind in types + strange} | {'bool': table > 2}
    # as PyTorch writes them: through its newer functions, as parameters, with attributes, as views
    noted = torch.nn.Parameter(table.clone())
    noted.note = 'an attribute'
    sparse = table.to_sparse()
    quantized = torch.quantize_per_tensor(table, 0.5, 0, torch.qint8)
    odd = {'parameter': torch.nn.Parameter(table), 'noted': noted, 'turned': table.T, 'one': table[1], 'sparse': sparse, 'quantized': quantized}

    def saved(what):
        file = io.BytesIO()
        torch.save(what, file)
        return text(file.getvalue())

    return {
        'arrays': read,
        'pytorch': saved(tensors | odd),
        'safetensors': text(save(tensors)),
        'checkpoint': saved({'epoch': 3, 'model_state_dict': {'w': table}, 'optimizer': {'state': {0: {'m': table}}, 'lr': 0.1}}),
        'several': saved({'generator': {'w': table}, 'discriminator': {'w': table}}),
    }


(FOLDER / 'formats.json').write_text(json.dumps(fixtures(), indent=1) + '\n')
