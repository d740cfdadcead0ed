/** The masks that an exported project sets between its steps are the engine's. */
import ts from 'typescript';
import { expect, it } from 'vitest';
import { documentSchema } from '../../graph/document.ts';
import { sparsityAt } from '../../learn/pruning.ts';
import { compile } from '../../passes/compile.ts';
import { initialState } from '../../passes/initialState.ts';
import { prune } from '../../train/pruning/prune.ts';
import type { Tensor } from '../../types/tensor.ts';
import { sparseSource } from './pruning.ts';

interface Carried {
  prune?: (network: { held(name: string): unknown }, done: number, steps: number) => void;
  sparsity?: (weights: ReadonlyMap<string, unknown>) => string;
}

const LAYERS = [
  { id: 'input', type: 'input', settings: { shape: [5] } },
  { id: 'hidden', type: 'dense', settings: { units: 12 } },
  { id: 'out', type: 'dense', settings: { units: 3 } },
];
const document = (scope: string) =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: LAYERS.map((layer, i) => ({ ...layer, position: { x: 0, y: 72 * i } })),
      edges: LAYERS.slice(1).map(({ id }, i) => ({
        from: { node: LAYERS[i]!.id, port: 'output' },
        to: { node: id, port: 'input' },
      })),
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      averaging: { type: 'exponential', decay: 0.5 },
      pruning: { sparsity: 0.7, end: 0.8, scope },
    },
  });

it.each(['layer', 'network'])('prunes what the engine prunes, over each %s', async (scope) => {
  const { training } = document(scope);
  const model = compile(document(scope), { target: { dtype: 'int32', shape: ['N'] } });
  const copy = (state: ReadonlyMap<string, Tensor>) =>
    new Map([...state].map(([name, value]) => [name, { ...value, data: value.data.slice() } as Tensor]));
  const [ours, theirs] = [copy(initialState(model, 1)), copy(initialState(model, 1))];
  const session = {
    read: async () => ours,
    write: async (next: ReadonlyMap<string, Tensor>) => next.forEach((value, name) => void ours.set(name, value)),
  };
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
  const carried: Carried = {};
  new Function('exports', ts.transpileModule(sparseSource(training, model), { compilerOptions }).outputText)(carried);
  for (let done = 0; done < 10; done++) {
    const share = sparsityAt(training.pruning, done, 10);
    if (share !== null) await prune(session as never, model, share, training.pruning.scope);
    carried.prune!({ held: (name) => theirs.get(name)?.data }, done, 10);
    for (const [name, { data }] of ours) expect([...theirs.get(name)!.data], name).toEqual([...data]);
  }
  // 67 of 96 elements
  expect(carried.sparsity!(new Map([...theirs].map(([name, { data }]) => [name, data])))).toMatch(/^69\.8 %/);
});
