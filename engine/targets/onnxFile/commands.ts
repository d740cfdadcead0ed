/** What a person types in the folder of an exported model. */
export const COMMANDS = {
  install: 'pip install numpy onnxruntime',
  predict: 'python predict.py',
  parity: 'python parity.py',
} as const;

/** The model, and what it computes in words. */
export const MODEL = 'model.onnx';
export const LISTING = 'model.txt';
