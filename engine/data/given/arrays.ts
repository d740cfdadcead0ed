/** Arrays: one file of several, or files of inputs and targets, of a test too; MNIST's files among them. */
import { ARCHIVE } from '../datasets/numpy.ts';
import type { GivenPath, Recognizer } from './define.ts';

const TEST = /(^|[ _-])(test|t10k|val|valid|validation)([ _.-]|$)/i;
const TARGETS = /(^|[ _-])(y|ys|label|labels|target|targets|output|outputs|class|classes)([ _.-]|$)/i;

/** Those of a kind by what their names say: of training or of the test, inputs or targets. */
function sidesOf(all: readonly GivenPath[]) {
  const find = (test: boolean, target: boolean) =>
    all.find(({ name }) => TEST.test(name) === test && TARGETS.test(name) === target)?.path;
  return {
    inputs: find(false, false),
    targets: find(false, true),
    testInputs: find(true, false),
    testTargets: find(true, true),
  };
}
const said = (settings: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, path]) => (path === undefined ? [] : [[name, path]])));

export const arrays: Recognizer = async ({ files, folders }) => {
  const archives = files.filter(({ name }) => ARCHIVE.test(name));
  if (archives.length === 1 && files.length === 1 && folders.length === 0)
    return { type: 'numpy', settings: { inputs: archives[0]!.path } };
  const { inputs, targets, testInputs, testTargets } = sidesOf(files.filter(({ name }) => /\.npy$/i.test(name)));
  if (inputs === undefined || targets === undefined) return undefined;
  return { type: 'numpy', settings: said({ inputs, targets, testInputs, testTargets }) };
};

export const idxFiles: Recognizer = async ({ files }) => {
  const all = files.filter(({ name }) => /[.-](idx|idx[1-4][.-]?ubyte|ubyte)(\.gz)?$/i.test(name));
  const { inputs, targets, testInputs, testTargets } = sidesOf(all);
  if (inputs === undefined || targets === undefined) return undefined;
  const test = testInputs && testTargets ? { testImages: testInputs, testLabels: testTargets } : undefined;
  return { type: 'idx', settings: said({ images: inputs, labels: targets, ...test }) };
};
