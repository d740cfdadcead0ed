/**
 * How long checking takes while a 1,000-layer graph is edited: a setting that re-types everything behind it, one that
 * re-types a little, and a move. `npm run bench:check`. The aim is less than 10 ms for each. Printing its code, which follows typing, is timed, too.
 */
import { type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';
import { moveNodes, setSetting } from '../engine/graph/edits.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { EXPORT_TARGETS } from '../engine/targets/index.ts';

const BLOCKS = 142;
const EDITS = 60;

/** Residual blocks of seven layers, one behind the other. */
function residualNetwork(): Document {
  const nodes: unknown[] = [
    { id: 'input', type: 'input', settings: { shape: [16, 32, 32] }, position: { x: 0, y: 0 } },
  ];
  const edges: unknown[] = [];
  let last = 'input';
  const add = (id: string, type: string, settings: object, ...from: [string, string][]) => {
    nodes.push({ id, type, settings, position: { x: 0, y: nodes.length * 72 } });
    for (const [source, port] of from) edges.push({ from: { node: source, port: 'output' }, to: { node: id, port } });
    return id;
  };
  for (let i = 0; i < BLOCKS; i++) {
    const conv = (name: string, from: string) =>
      add(`${name}_${i}`, 'conv2d', { filters: 16, padding: 'same' }, [from, 'input']);
    const norm = (name: string, from: string) => add(`${name}_${i}`, 'batchNorm', {}, [from, 'input']);
    const a = add(`relu_a_${i}`, 'relu', {}, [norm('norm_a', conv('conv_a', last)), 'input']);
    const b = norm('norm_b', conv('conv_b', a));
    last = add(`relu_b_${i}`, 'relu', {}, [add(`add_${i}`, 'add', {}, [b, 'inputs'], [last, 'inputs']), 'input']);
  }
  add('pool', 'globalPool2d', {}, [last, 'input']);
  add('dense', 'dense', { units: 10 }, ['pool', 'input']);
  return documentSchema.parse({ format: 'loom', version: FORMAT_VERSION, graph: { nodes, edges } });
}

/** Dense layers and activations, one behind the other. */
function chain(): Document {
  const nodes = Array.from({ length: 1000 }, (_, i) => ({
    id: `node_${i}`,
    type: i === 0 ? 'input' : i % 2 === 0 ? 'relu' : 'dense',
    settings: i === 0 ? { shape: [64] } : {},
    position: { x: 0, y: i * 72 },
  }));
  const edges = nodes
    .slice(1)
    .map(({ id }, i) => ({ from: { node: `node_${i}`, port: 'output' }, to: { node: id, port: 'input' } }));
  return documentSchema.parse({ format: 'loom', version: FORMAT_VERSION, graph: { nodes, edges } });
}

function measure(name: string, edit: (document: Document, i: number) => Document, document = residualNetwork()): void {
  let checked = checkGraph(document.graph);
  report(name, (i) => {
    document = edit(document, i);
    return () => (checked = checkGraph(document.graph, checked));
  });
}

/** Says how long the work of each round took; what leads to it is not timed. */
function report(name: string, round: (i: number) => () => void): void {
  const times: number[] = [];
  for (let i = 0; i < EDITS; i++) {
    const work = round(i);
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(48)} median ${times[EDITS / 2]!.toFixed(2)} ms, fastest ${times[0]!.toFixed(2)} ms`);
}

console.log(`${residualNetwork().graph.nodes.length} layers`);
measure('a setting of the input: all is typed anew', (document, i) =>
  setSetting(document, ['input'], 'shape', [16, 33 + (i % 2), 32]),
);
measure('a setting that makes a problem in the middle', (document, i) =>
  setSetting(document, ['conv_b_70'], 'filters', 16 + (i % 2)),
);
measure('a setting at the end', (document, i) => setSetting(document, ['dense'], 'units', 11 + (i % 2)));
measure(
  'a chain: the first layer, all is typed anew',
  (document, i) => setSetting(document, ['node_0'], 'shape', [64 + (i % 2), 8]),
  chain(),
);
measure(
  'a chain: a width that the next layer takes up',
  (document, i) => setSetting(document, ['node_1'], 'units', 65 + (i % 2)),
  chain(),
);
measure('a move', (document, i) => moveNodes(document, new Map([['conv_a_70', { x: i, y: 0 }]])));
const network = residualNetwork();
const checkedNetwork = checkGraph(network.graph);
for (const { title, model } of EXPORT_TARGETS)
  report(`its ${title}, printed`, () => () => model(network, checkedNetwork));
