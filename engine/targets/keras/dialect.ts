import type { Dialect } from '../python/dialect.ts';
import { asTensor, expressions, HELPERS } from './model/primitives.ts';
import { unsupported } from './unsupported.ts';

/** Keras's words. */
export const keras: Dialect = {
  unsupported,
  expressions,
  helpers: HELPERS,
  tensor: asTensor,
  stack: (list) => `ops.stack(${list})`,
  rows: (tensor) => `ops.shape(${tensor})[0]`,
  array: (tensor) => `np.asarray(ops.convert_to_numpy(${tensor}), np.float64)`,
  imports: { keras: 'import keras', ops: 'from keras import ops' },
  judging: {
    parameters: 'model, batches',
    before: [],
    loop: 'for at in range(len(batches)):',
    each: [
      'inputs, targets = batches[at]',
      'targets = {name: ops.convert_to_tensor(value) for name, value in targets.items()}',
      'outputs = model(inputs, training=False)',
      'outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]',
    ],
    costs: 'losses.costs(outputs, targets, model.losses)',
    after: [],
    fits: 'batches.fits',
    numbers: (tensor) => `ops.convert_to_numpy(${tensor})`,
    tensor: (numbers) => `ops.convert_to_tensor(${numbers})`,
  },
};
