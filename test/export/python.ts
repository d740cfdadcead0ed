/** The Python that exported PyTorch projects are run with: PYTHON, or an environment that is made once, with PyTorch from its index. */
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

export function python(): string {
  if (process.env.PYTHON) return process.env.PYTHON;
  const folder = path.join(os.tmpdir(), 'layerloom-pytorch');
  execFileSync('bash', [path.resolve(import.meta.dirname, '../../bench/peer/pytorch_env.sh'), folder], {
    stdio: 'inherit',
  });
  return path.join(folder, 'bin', 'python');
}
