/**
 * `npm run bench:gradients -- PYTHON [CASE...] [--draws N]`: how far the gradients at the start of training are from those in double precision,
 * ours and PyTorch's in float32, on the same weights and rows: the relative L2 distance of all of them together, and the median of those of
 * the single weights. Each network as it is and with SiLU for ReLU, as rounding that carries a number over the kink of a ReLU changes gradients
 * by far more than rounding does elsewhere, by luck. Dropout is off. The cases are the published networks, whose weights bear torchvision's names.
 * PYTHON has PyTorch (`peer/pytorch_env.sh DIR` makes one).
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeSafetensors } from '../engine/data/formats/safetensors.ts';
import type { Document } from '../engine/graph/document.ts';
import type { BenchCase } from './define.ts';
import { CASES } from './index.ts';
import { openModel } from './measure.ts';
import { answer, peer } from './programs.ts';
import { chosen, refuse, temporaryFolder } from './script.ts';

const {
  values,
  positionals: [given, ...named],
} = parseArgs({ allowPositionals: true, options: { draws: { type: 'string' }, threads: { type: 'string' } } });
const python = given ?? refuse('Usage: npm run bench:gradients -- PYTHON [CASE...] [--draws N] [--threads N]');
const cases = chosen(
  CASES.filter(({ published }) => published),
  named,
);
const { draws = '1', threads = '2' } = values;
const folder = temporaryFolder('gradients');

/** From double precision. */
interface Distance {
  readonly whole: number;
  readonly median: number;
}

type Nodes = Document['graph']['nodes'];

/** The case with no unit left out and, where smooth, without kinks. */
const changed = (one: BenchCase, smooth: boolean): BenchCase => ({
  ...one,
  document() {
    const { graph, ...document } = one.document();
    const change = (nodes: Nodes): Nodes =>
      nodes.map((node) => {
        if (node.type === 'dropout') return { ...node, settings: { ...node.settings, rate: 0 } };
        return smooth && (node.type === 'relu' || node.type === 'relu6') ? { ...node, type: 'silu' } : node;
      });
    return {
      ...document,
      graph: {
        ...graph,
        nodes: change(graph.nodes),
        blocks: graph.blocks.map((block) => ({ ...block, nodes: change(block.nodes) })),
      },
    };
  },
});

/** One draw of weights and rows. */
async function compare(
  one: BenchCase,
  draw: number,
  smooth: boolean,
): Promise<{ readonly ours: Distance; readonly pytorch: Distance }> {
  const { model, session, state, data } = await openModel(changed(one, smooth), {
    threads: Number(threads),
    seed: draw,
  });
  const rows = data(one.batch);
  const results = await session.run('gradients', one.batch, {
    ...rows,
    '@seed': { dtype: 'int32', shape: [], data: new Int32Array(1) },
  });
  await session.close();
  const weights = new Set(model.weights.map(({ name }) => name));
  const [input, target] = [...model.inputs, ...model.targets].map(({ name }) => rows[name]!);
  const files = {
    weights: new Map([...state].filter(([name]) => weights.has(name))),
    rows: new Map([
      ['input', input!],
      ['target', target!],
    ]),
    gradients: new Map(
      Object.entries(results).flatMap(([name, value]) =>
        name.startsWith('gradient:') ? [[name.slice('gradient:'.length), value] as const] : [],
      ),
    ),
  };
  for (const [name, tensors] of Object.entries(files))
    writeFileSync(path.join(folder, `${name}.safetensors`), writeSafetensors(tensors));
  return answer(
    (
      await peer(
        python,
        'pytorch_gradients.py',
        folder,
        '--case',
        one.name,
        '--threads',
        threads,
        ...(smooth ? ['--smooth'] : []),
      )
    ).said,
  );
}

const shown = ({ whole, median }: Distance): string => `${whole.toExponential(1)}, ${median.toExponential(1)}`;

console.log(
  '| case | draw | ours: whole, median | PyTorch: whole, median | ratios |\n| --- | ---: | --- | --- | ---: |',
);
for (const one of cases)
  for (const smooth of [false, true])
    for (let draw = 0; draw < Number(draws); draw++) {
      const { ours, pytorch } = await compare(one, draw, smooth);
      console.log(
        `| ${one.name}${smooth ? ', SiLU' : ''} | ${draw} | ${shown(ours)} | ${shown(pytorch)} | ` +
          `${(ours.whole / pytorch.whole).toFixed(2)}, ${(ours.median / pytorch.median).toFixed(2)} |`,
      );
    }
