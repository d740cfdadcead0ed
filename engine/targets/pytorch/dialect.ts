import type { Dialect } from '../python/dialect.ts';
import { expressions, HELPERS } from './model/primitives.ts';
import { unsupported } from './unsupported.ts';

/** PyTorch's words. */
export const torch: Dialect = {
  unsupported,
  expressions,
  helpers: HELPERS,
  tensor: (number) => `torch.tensor(${number}, device=device)`,
  stack: (list) => `torch.stack(${list})`,
  rows: (tensor) => `${tensor}.shape[0]`,
  array: (tensor) => `${tensor}.double().cpu().numpy()`,
  imports: {
    torch: 'import torch',
    dist: 'import torch.distributed as dist',
    F: 'import torch.nn.functional as F',
    nn: 'from torch import nn',
  },
  judging: {
    decorator: '@torch.no_grad()',
    parameters: 'model, loader, device',
    before: ['was_training = model.training', 'model.eval()'],
    loop: 'for inputs, targets in loader:',
    each: [
      'inputs = [value.to(device) for value in inputs]',
      'targets = {name: value.to(device) for name, value in targets.items()}',
      'outputs = model(*inputs)',
      'outputs = outputs if isinstance(outputs, tuple) else (outputs,)',
    ],
    costs: 'losses.costs(model, outputs, targets)',
    after: ['model.train(was_training)'],
    fits: 'loader.dataset.fits',
    numbers: (tensor) => `${tensor}.cpu().numpy()`,
    tensor: (numbers) => `torch.from_numpy(${numbers}).to(device)`,
  },
};
