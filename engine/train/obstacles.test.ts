import { phrase, verbatim } from '../phrases.ts';
import { describe, expect, it } from 'vitest';
import type { Column } from '../data/define.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { type Problem, problem, wordProblem } from '../problems.ts';
import { applyRepair } from '../graph/repair.ts';
import { allOf, type Knowledge, obstaclesTo, trainingProblems } from './obstacles.ts';
import { word } from '../texts/index.ts';

const COLUMNS: readonly Column[] = [
  { name: 'pixels', kind: 'number', dtype: 'float32', shape: [4] },
  { name: 'digit', kind: 'category', dtype: 'int32', shape: [], classes: ['a', 'b', 'c'] },
];
const READY: Knowledge = { data: { state: 'ready', columns: COLUMNS } };

const network = (data: object = {}, training: object = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [4] }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 3 }, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
    data: {
      dataset: { type: 'numpy', settings: {} },
      inputs: { input: { column: 'pixels' } },
      targets: { target: { column: 'digit' } },
      ...data,
    },
    training: { losses: [{ loss: { type: 'crossEntropy', settings: {} } }], ...training },
  });

const asked = (document: Document, known?: Knowledge) => obstaclesTo(document, checkGraph(document.graph), known);
const codes = (document: Document, known?: Knowledge) => asked(document, known).map(({ code }) => code);

describe('what keeps a document from being trained', () => {
  it('is nothing where graph, data and losses fit each other', () => expect(asked(network(), READY)).toEqual([]));

  it('is a circle alone, and an empty graph alone: nothing follows from them', () => {
    const { graph, ...rest } = network();
    const back = { from: { node: 'dense', port: 'output' }, to: { node: 'dense', port: 'input' } };
    expect(codes({ ...rest, graph: { ...graph, edges: [back] } }, READY)).toEqual(['cycle']);
    expect(codes({ ...rest, graph: { ...graph, nodes: [], edges: [] } }, READY)).toEqual(['empty-graph']);
  });

  it('is said of the graph and of the training at once', () => {
    const { graph, ...rest } = network({}, { losses: [] });
    expect(codes({ ...rest, graph: { ...graph, edges: [] } })).toEqual(
      expect.arrayContaining(['input-missing', 'no-loss']),
    );
  });

  it('is a missing dataset only where somebody looked for it', () => {
    expect(codes(network())).toEqual([]);
    expect(codes(network({ dataset: null }), { data: { state: 'none' } })).toEqual(['data-missing']);
    expect(codes(network(), { data: { state: 'loading' } })).toEqual([]);
  });

  it('offers the digits only to a network that could learn them', () => {
    const offered = (shape: readonly number[], units: number, training: object = {}, values = 'float32') => {
      const written = network({ dataset: null, inputs: {}, targets: {} }, training);
      const [input, dense] = written.graph.nodes;
      const flatten = { id: 'flatten', type: 'flatten', settings: {}, position: { x: 0, y: 36 } };
      const wire = (from: string, to: string) => ({
        from: { node: from, port: 'output' },
        to: { node: to, port: 'input' },
      });
      const graph = {
        ...written.graph,
        nodes: [
          { ...input!, settings: { shape, values } },
          ...(values === 'int32' ? [] : [flatten, { ...dense!, settings: { units } }]),
        ],
        edges: values === 'int32' ? [] : [wire('input', 'flatten'), wire('flatten', 'dense')],
      };
      const document = documentSchema.parse({ ...written, graph });
      const { data } = trainingProblems(document, checkGraph(document.graph), { data: { state: 'none' } });
      return data.flatMap(({ repairs }) => repairs.map(({ title }) => word(title)));
    };
    const both = ['Use the MNIST digits', 'Choose data'];
    const nothingJudged = { losses: [] };
    expect(offered([1, 28, 28], 10)).toEqual(both);
    expect(offered([1, 28, 28], 64, nothingJudged)).toEqual(both);
    for (const other of [
      offered([3, 28, 28], 10),
      offered([4], 10),
      offered([1, 28, 28], 3),
      offered([1, 28, 28], 1000),
      offered([1, 28, 28], 3, nothingJudged),
      offered([1, 28, 28], 784, { losses: [{ loss: { type: 'meanSquaredError', settings: {} } }] }),
      offered([1, 28, 28], 0, nothingJudged, 'int32'),
    ])
      expect(other).toEqual(['Choose data']);
  });

  it('is what reading the data said', () => {
    const missing = problem('dataset-missing', { what: phrase('the-data'), where: verbatim('a.npy') });
    const [said] = asked(network(), { data: { state: 'failed', problems: [missing] } });
    expect(said).toMatchObject({ ...missing, repairs: [{ actions: [{ kind: 'show', what: 'data' }] }] });
  });

  it('is an input or a target without a column, with the column that would do', () => {
    const unfed = asked(network({ inputs: {}, targets: {} }), READY);
    expect(unfed.map(({ code, repairs }) => [code, repairs.map(({ title }) => word(title))])).toEqual([
      ['data-mismatch', ['Use the column "pixels"']],
      ['target-unfed', ['Use the column "digit"']],
    ]);
  });

  it('is a column that is not there, said once', () =>
    expect(codes(network({ inputs: { input: { column: 'gone' } } }), READY)).toEqual(['column-missing']));

  it('is a loss that does not fit the column', () =>
    expect(codes(network({}, { losses: [{ loss: { type: 'meanSquaredError', settings: {} } }] }), READY)).toEqual([
      'loss-mismatch',
    ]));

  it('is too little memory, where that was foreseen', () => {
    const short = problem('memory-short', {
      needed: verbatim('9 GB'),
      parts: verbatim('weights 9 GB'),
      available: verbatim('1 GB'),
      todo: verbatim('Wait.'),
    });
    expect(asked(network(), { ...READY, memory: short })).toEqual([short]);
    expect(asked(network(), { ...READY, memory: null })).toEqual([]);
  });

  it('is no warning', () => {
    const warning: Problem = { ...problem('no-loss', {}), severity: 'warning' };
    const known: Knowledge = { data: { state: 'failed', problems: [warning] } };
    expect(asked(network(), known)).toEqual([]);
    expect(trainingProblems(network(), checkGraph(network().graph), known).data).toEqual([warning]);
  });
});

describe('settings that are not what they say', () => {
  const evil = '(globalThis.process.exit(1), 255)';
  const fed = (type: string, settings: object) => ({ input: { column: 'pixels', transforms: [{ type, settings }] } });

  it.each([
    ['a number of a transform', network({ inputs: fed('scale', { divisor: evil }) })],
    ['whole numbers of a transform', network({ inputs: fed('oneHot', { classes: evil }) })],
    ['a choice of a transform', network({ inputs: fed('standardize', { per: evil }) })],
    ['a setting that a transform does not have', network({ inputs: fed('scale', { [evil]: 1 }) })],
    ['a transform that there is not', network({ inputs: fed(evil, {}) })],
    [
      'a transform of a target',
      network({
        targets: { target: { column: 'digit', transforms: [{ type: 'oneHot', settings: { classes: evil } }] } },
      }),
    ],
    ['a setting of the dataset', network({ dataset: { type: 'numpy', settings: { inputs: 7 } } })],
    ['a dataset that there is not', network({ dataset: { type: 'constructor', settings: {} } })],
    ['the loss', network({}, { losses: [{ loss: { type: 'crossEntropy', settings: { labelSmoothing: evil } } }] })],
    ['the optimizer', network({}, { optimizer: { type: 'sgd', settings: { momentum: evil } } })],
    ['the schedule', network({}, { schedule: { type: 'step', settings: { factor: evil } } })],
    ['a metric', network({}, { metrics: [{ type: 'topK', settings: { k: evil } }] })],
    ['what early stopping watches', network({}, { earlyStopping: { monitor: evil } })],
  ])('are found whatever is known of the data: %s', (_, document) => {
    expect(obstaclesTo(document, checkGraph(document.graph)).length).toBeGreaterThan(0);
  });

  it.each([
    [{ type: 'normal', settings: { deviation: evil } }],
    [{ type: 'normal', settings: { [evil]: 1 } }],
    [{ type: evil }],
  ])('are found within an initializer: %j', (initializer) => {
    const { graph, ...rest } = network();
    const nodes = graph.nodes.map((node) =>
      node.id === 'dense' ? { ...node, settings: { units: 3, initializer } } : node,
    );
    const document = { ...rest, graph: { ...graph, nodes } } as Document;
    expect(asked(document).map(({ code, node, setting }) => ({ code, node, setting }))).toContainEqual({
      code: 'bad-setting',
      node: 'dense',
      setting: 'initializer',
    });
  });
});

it('tells of names with characters that are not seen', () => {
  const { graph, ...rest } = network();
  const nodes = graph.nodes.map((node) => (node.id === 'dense' ? { ...node, label: 'a\nb\u202e' } : node));
  const document = { ...rest, name: 'ok 卷积 👩‍🔬', graph: { ...graph, nodes } } as Document;
  const found = trainingProblems(document, checkGraph(document.graph)).graph;
  expect(found.map(({ code, severity, node }) => ({ code, severity, node }))).toEqual([
    { code: 'unseen-characters', severity: 'warning', node: 'dense' },
  ]);
  expect(wordProblem(found[0]!)).toContain('"a\\nb\\u202e"');
});

describe('what the data say, before anything runs', () => {
  const sized = (units: number, { data, training }: { data?: object; training?: object } = {}): Document => {
    const { graph, ...rest } = network(data, training);
    const nodes = graph.nodes.map((node) => (node.id === 'dense' ? { ...node, settings: { units } } : node));
    return { ...rest, graph: { ...graph, nodes } };
  };
  const judged = (type: string) => ({ losses: [{ loss: { type, settings: {} } }] });
  const said = (document: Document, columns: readonly Column[] = COLUMNS) =>
    allOf(trainingProblems(document, checkGraph(document.graph), { data: { state: 'ready', columns } }));
  const mended = (document: Document, columns: readonly Column[] = COLUMNS): Document => {
    const [first] = said(document, columns);
    return first ? mended(applyRepair(document, first.repairs[0]!), columns) : document;
  };
  const titles = (problems: readonly Problem[]) =>
    problems.map(({ code, repairs }) => [code, ...repairs.map(({ title }) => word(title))]);

  it('fewer outputs than classes', () => {
    const few = sized(2);
    expect(said(few).map(wordProblem)).toEqual([
      'The column "digit" has 3 classes, but Dense "dense" gives 2 outputs, one for each class. Give it as many outputs, or choose other data.',
    ]);
    expect(titles(said(few))).toEqual([['classes-mismatch', 'Set Units to 3']]);
    expect(mended(few)).toEqual(sized(3));
  });

  it('more outputs than classes, which keeps nobody from training', () => {
    expect(titles(said(sized(10)))).toEqual([['classes-fewer', 'Set Units to 3']]);
    expect(asked(sized(10), READY)).toEqual([]);
    expect(mended(sized(10))).toEqual(sized(3));
  });

  it('a label that is left out is no class', () => {
    const losses = [{ loss: { type: 'crossEntropy', settings: { ignore: true, ignored: 2 } } }];
    expect(codes(sized(2, { training: { losses } }), READY)).toEqual([]);
  });

  it('classes under a loss that says yes or no', () => {
    const document = sized(1, { training: judged('binaryCrossEntropy') });
    expect(titles(said(document))).toEqual([['classes-beyond', 'Take Cross-entropy and set Units to 3']]);
    expect(said(mended(document))).toEqual([]);
  });

  it('classes under a loss for numbers', () => {
    const whole = sized(3, { training: judged('meanSquaredError') });
    expect(titles(said(whole))).toEqual([['loss-mismatch', 'Take Cross-entropy']]);
    expect(said(mended(whole))).toEqual([]);
    const amount = sized(1, { training: judged('meanSquaredError') });
    expect(titles(said(amount))).toEqual([['classes-as-numbers', 'Take Cross-entropy and set Units to 3']]);
    expect(asked(amount, READY)).toEqual([]);
    expect(said(mended(amount))).toEqual([]);
    const two = COLUMNS.map((column) => (column.classes ? { ...column, classes: ['no', 'yes'] } : column));
    expect(said(amount, two)).toEqual([]);
  });

  it('numbers under a loss for classes', () => {
    const numbers = [COLUMNS[0]!, { name: 'digit', kind: 'number', dtype: 'float32', shape: [] }] as const;
    const document = sized(3);
    expect(titles(said(document, numbers))).toEqual([['loss-mismatch', 'Take Mean squared error and set Units to 1']]);
    expect(said(mended(document, numbers), numbers)).toEqual([]);
  });

  it('an input of another shape or of other values', () => {
    const tokens = [{ name: 'pixels', kind: 'tokens', dtype: 'int32', shape: [64] }, COLUMNS[1]!] as const;
    const [first, ...others] = said(network(), tokens);
    expect(others).toEqual([]);
    expect(first!.repairs.map(({ title }) => word(title))).toEqual(['Set the input to 64 tokens of int32']);
    const { graph } = applyRepair(network(), first!.repairs[0]!);
    expect(checkGraph(graph).nodes.get('input')!.outputs).toEqual([{ dtype: 'int32', shape: ['N', 64] }]);
    const larger = [{ ...COLUMNS[0]!, shape: [9] }, COLUMNS[1]!];
    expect(titles(said(network(), larger))).toEqual([['data-mismatch', 'Set the shape to 9']]);
    expect(said(mended(network(), larger), larger)).toEqual([]);
  });

  it('a metric that cannot be had', () => {
    const document = network({}, { metrics: [{ type: 'accuracy' }, { type: 'r2' }] });
    expect(titles(said(document))).toEqual([['metric-mismatch', 'Leave the metric out']]);
    expect(mended(document).training.metrics.map(({ type }) => type)).toEqual(['accuracy']);
  });

  it('a row of numbers that would be read as maps', () => {
    const row = [COLUMNS[0]!, { name: 'digit', kind: 'number', dtype: 'float32', shape: [4] }] as const;
    const { graph, ...rest } = network({}, judged('meanSquaredError'));
    const nodes = graph.nodes.map((node) =>
      node.id === 'dense' ? { ...node, type: 'reshape', settings: { shape: [1, 2, 2] } } : node,
    );
    const scaled = { id: 'scale', type: 'scale', settings: {}, position: { x: 0, y: 144 } };
    const wire = { from: { node: 'dense', port: 'output' }, to: { node: 'scale', port: 'input' } };
    const document = {
      ...rest,
      graph: { ...graph, nodes: [...nodes, scaled], edges: [...graph.edges, wire] },
    } as Document;
    const found = said(document, row).filter(({ code }) => code !== 'nothing-to-train');
    expect(titles(found)).toEqual([['flat-target', 'Insert Flatten']]);
    expect(wordProblem(found[0]!)).toContain('compares N×1×2×2 of the output with N×4 of the data in a row');
    const flat = applyRepair(document, found[0]!.repairs[0]!);
    expect(said(flat, row).filter(({ code }) => code !== 'nothing-to-train')).toEqual([]);
  });
});

describe('advice', () => {
  const behind = (document: Document, ...layers: readonly (readonly [id: string, type: string])[]): Document => {
    const ids = ['dense', ...layers.map(([id]) => id)];
    const nodes = layers.map(([id, type]) => ({ id, type, settings: {}, position: { x: 0, y: 0 } }));
    const wires = layers.map(([id], i) => ({
      from: { node: ids[i]!, port: 'output' },
      to: { node: id, port: 'input' },
    }));
    const { graph, ...rest } = document;
    return { ...rest, graph: { ...graph, nodes: [...graph.nodes, ...nodes], edges: [...graph.edges, ...wires] } };
  };
  const said = (document: Document) => allOf(trainingProblems(document, checkGraph(document.graph), READY));

  it.each(['softmax', 'sigmoid'])('takes %s out before a loss that applies it itself', (type) => {
    for (const output of [undefined, 'out']) {
      const losses = [{ loss: { type: 'crossEntropy', settings: {} }, ...(output && { output }) }];
      const document = behind(network({}, { losses }), ['out', type]);
      const [found, ...others] = said(document);
      expect([found!.code, found!.severity, others]).toEqual(['squashed-twice', 'warning', []]);
      expect(asked(document, READY)).toEqual([]);
      const mended = applyRepair(document, found!.repairs[0]!);
      expect(said(mended)).toEqual([]);
      expect(mended.graph.nodes.map(({ id }) => id)).toEqual(['input', 'dense']);
    }
  });

  it('leaves log-probabilities and losses for numbers alone', () => {
    const log = { losses: [{ loss: { type: 'negativeLogLikelihood', settings: {} } }] };
    expect(said(behind(network({}, log), ['out', 'logSoftmax']))).toEqual([]);
  });

  it('leaves biases out that a batch norm takes away', () => {
    const document = behind(network(), ['norm', 'batchNorm']);
    const [found, ...others] = said(document);
    expect([found!.code, found!.severity, others]).toEqual(['idle-biases', 'hint', []]);
    const mended = applyRepair(document, found!.repairs[0]!);
    expect(said(mended)).toEqual([]);
    expect(checkGraph(mended.graph).nodes.get('dense')!.weights).not.toHaveProperty('bias');
  });

  it('leaves dead ends and islands out, each by one press', () => {
    const position = { x: 0, y: 0 };
    const { graph, ...rest } = network();
    const wire = (from: string, to: string) => ({
      from: { node: from, port: 'output' },
      to: { node: to, port: 'input' },
    });
    const stray = ['dead', 'lone', 'last'].map((id) => ({ id, type: 'dense', settings: {}, position }));
    const document = {
      ...rest,
      graph: {
        ...graph,
        nodes: [...graph.nodes, ...stray],
        edges: [...graph.edges, wire('input', 'dead'), wire('lone', 'last')],
      },
    } as Document;
    const [ambiguous] = asked(document, READY).filter(({ code }) => code === 'loss-output-ambiguous');
    expect(ambiguous!.repairs.map(({ title }) => word(title))).toEqual([
      'Judge "dense"',
      'Judge "dead"',
      'Judge "last"',
    ]);
    const judged = applyRepair(document, ambiguous!.repairs[0]!);
    const found = said(judged).filter(({ code }) => code === 'leads-nowhere');
    expect(found.map((one) => [wordProblem(one), ...one.repairs.map(({ title }) => word(title))])).toEqual([
      [expect.stringContaining('No loss judges what comes of "dead".'), 'Ignore this layer'],
      [expect.stringContaining('No loss judges what comes of "lone" and "last".'), 'Ignore these 2 layers'],
    ]);
    // what only says the judged numbers otherwise is no dead end, and what hangs on it and learns is one
    const telling = (type: string) => {
      const node = { id: 'said', type, settings: {}, position };
      const { nodes, edges } = judged.graph;
      const end = {
        ...judged,
        graph: { ...judged.graph, nodes: [...nodes, node], edges: [...edges, wire('dense', 'said')] },
      };
      return said(end).filter(({ code }) => code === 'leads-nowhere').length;
    };
    expect([telling('softmax'), telling('dense')]).toEqual([2, 3]);
    const mended = found.reduce((next, { repairs }) => applyRepair(next, repairs[0]!), judged);
    expect(said(mended)).toEqual([]);
    expect(mended.graph.nodes).toHaveLength(5);
  });
});
