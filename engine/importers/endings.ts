/** What models' files are called at the end, with the dot: for all who ask for names alone, without the readers and what those load. */

export const ENDINGS = {
  onnx: ['.onnx'],
  keras: ['.keras', '.h5', '.hdf5'],
  pytorch: ['.pt2'],
  tfjs: ['model.json'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a file's name must end in to be taken for a model without a look into it. */
export const MODEL_FILES: readonly string[] = Object.values(ENDINGS).flat();

/** Whether a name is that of Hugging Face's adapters. */
export const isAdapters = (name: string): boolean =>
  /(^|[\\/])adapter_(config\.json|model\.(safetensors|bin))$/.test(name);

/** Whether a name is that of weights which are for nothing else. */
export const isWeightsName = (name: string): boolean =>
  /\.(safetensors|pth|pt|ckpt)$/i.test(name) || isAdapters(name) || /\.safetensors\.index\.json$/i.test(name);
