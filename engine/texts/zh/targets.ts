/** What a document can be exported to. */
export const targets = {
  'targets.typescript.title': '基于 TensorFlow.js 的 TypeScript',
  'targets.native.title': '基于 ONNX Runtime 的 TypeScript',
  'targets.pytorch.title': 'PyTorch',
  'targets.notebook.title': '笔记本（PyTorch）',
  'targets.keras.title': 'Keras 3',
  'targets.onnx.title': 'ONNX',
  'targets.tfjs.title': 'TensorFlow.js 模型',
  'targets.typescript.doc': '一个基于 TensorFlow.js 的项目：模型、数据、训练与预测。',
  'targets.typescript.needs': 'Node.js 20 或更新版本；模型也可在浏览器中运行。',
  'targets.typescript.lacks': '训练中的剪枝，以及含运行统计量的网络的等权平均。',
  'targets.native.doc': '一个在 Node.js 中训练和预测的项目，速度与 Layerloom 相同：其程序为 ONNX 文件，外加相关代码。',
  'targets.native.needs': 'Node.js 20 或更新版本，以及 ONNX Runtime 支持的系统。',
  'targets.native.lacks': '训练方面仅缺剪枝，以及含运行统计量的网络的等权平均；层不能在代码中修改。',
  'targets.pytorch.doc': '一个基于 PyTorch 的项目：模型、数据、单进程或多进程训练、评估与预测。',
  'targets.pytorch.needs': 'Python 3.10 与 PyTorch 2.6 或更新版本。',
  'targets.pytorch.lacks': '含运行统计量的网络的等权平均。',
  'targets.notebook.doc': '一个 Jupyter 笔记本，其单元格包含整个 PyTorch 项目：查看数据、训练、评估与预测。',
  'targets.notebook.needs': 'Python 3.10、Jupyter 与 PyTorch 2.6 或更新版本。',
  'targets.notebook.lacks': 'PyTorch 项目不能写出的内容，以及多进程训练。',
  'targets.keras.doc':
    '一个基于 Keras 3 的项目，可用 PyTorch、JAX 或 TensorFlow：函数式模型、数据、带回调的训练、评估与预测。',
  'targets.keras.needs': 'Python 3.10、Keras 3.8 或更新版本，以及 PyTorch、JAX 或 TensorFlow。',
  'targets.keras.lacks':
    'Adafactor、训练中的剪枝、含运行统计量的网络的权重平均，以及各行计数不同的多批次合并更新。',
  'targets.onnx.doc': '一个由标准算子组成的模型文件，带权重，适用于任意大小的批次，外加一个运行它的程序。',
  'targets.onnx.needs': '任何能运行 ONNX 的程序，例如 ONNX Runtime；以及一次运行的权重。',
  'targets.onnx.lacks': '训练。',
  'targets.tfjs.doc':
    '由 tf.loadGraphModel 读取的图模型，或由 tf.loadLayersModel 读取、可继续训练的层（model.json 与权重），适用于任意大小的批次，外加一个运行它的程序。',
  'targets.tfjs.needs': '网页或 Node.js 中的 TensorFlow.js 4；以及一次运行的权重。',
  'targets.tfjs.lacks': '训练。以层的形式：TensorFlow.js 没有的层，例如注意力、组归一化和在乘积之后重置的 GRU。',
} as const;
