#!/usr/bin/env python3
"""ONNX's own test data (`onnx.backend.test`) for the operators that the ONNX target writes, as fixtures/onnx-nodes.json.gz.

Run:  python test/conformance/make_onnx_fixtures.py      (onnx 1.23, in an environment of its own)

A case is one node with its attributes, inputs and outputs. Those of types that the program has not are left out; float64 and int64 are
written as the numbers that they are. Large cases are left out where smaller ones are there.
"""
import gzip, json, pathlib
import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

OPERATORS = """Abs Add And ArgMax AveragePool Concat ConstantOfShape Conv ConvTranspose Cos CumSum Div Equal Erf Exp Expand Floor Gather GatherElements Gemm
Identity Less LessOrEqual Log LogSoftmax MatMul Max MaxPool Min Mul Neg Not Or Pad Pow Range ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape
ScatterElements Sigmoid Sign Sin Slice Softmax Softplus Split Sqrt Sub Tanh TopK Transpose Where""".split()
# what `standardize` and compositions stand for
COMPOSED = ['BatchNormalization', 'InstanceNormalization', 'LayerNormalization']
TYPES = {'float32': 'float32', 'float64': 'float32', 'int32': 'int32', 'int64': 'int32', 'bool': 'bool'}
LARGEST = 8000  # bytes


def tensor(array):
    array = np.asarray(array)
    numbers = [float(f'{v:.9g}') for v in array.astype('float64').reshape(-1)] if array.dtype.kind == 'f' else [int(v) for v in array.reshape(-1)]
    return {'dtype': TYPES[str(array.dtype)], 'shape': list(array.shape), 'data': [str(v) if v != v or abs(v) == float('inf') else v for v in numbers]}


def plain(value):
    return value.decode() if isinstance(value, bytes) else tensor(onnx.numpy_helper.to_array(value)) if isinstance(value, onnx.TensorProto) else list(value) if hasattr(value, '__iter__') and not isinstance(value, str) else value


cases, large = [], {}
for case in collect_testcases(None):
    nodes = case.model.graph.node
    if len(nodes) != 1 or nodes[0].op_type not in OPERATORS + COMPOSED or nodes[0].domain != '' or case.name.endswith('_expanded'):
        continue
    node, (given, wanted) = nodes[0], case.data_sets[0]
    arrays = [np.asarray(a) for a in [*given, *wanted]]
    if any(str(a.dtype) not in TYPES for a in arrays):
        continue
    values = iter(given)
    inputs = [tensor(next(values)) if name else None for name in node.input]
    attributes = {a.name: plain(onnx.helper.get_attribute_value(a)) for a in node.attribute}
    (cases if sum(a.nbytes for a in arrays) <= LARGEST else large.setdefault(node.op_type, [])).append({'name': case.name.removeprefix('test_'), 'op': node.op_type, 'attributes': attributes, 'inputs': inputs, 'outputs': [tensor(a) for a in wanted]})

cases += [many[0] for op, many in large.items() if op not in {c['op'] for c in cases}]
text = '{"onnx": "%s", "cases": [\n' % onnx.__version__ + ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases) + '\n]}\n'
path = pathlib.Path(__file__).parent / 'fixtures' / 'onnx-nodes.json.gz'
path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
print(len(cases), 'cases of', len({c['op'] for c in cases}), 'operators,', path.stat().st_size, 'bytes; none of', sorted(set(OPERATORS) - {c['op'] for c in cases}))
