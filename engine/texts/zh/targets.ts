/** What a document can be exported to. */
export const targets = {
  'targets.typescript.title': '基于 TensorFlow.js 的 TypeScript',
  'targets.native.title': '基于 ONNX Runtime 的 TypeScript',
  'targets.pytorch.title': 'PyTorch',
  'targets.notebook.title': '笔记本（PyTorch）',
  'targets.keras.title': 'Keras 3',
  'targets.onnx.title': 'ONNX',
} as const;
