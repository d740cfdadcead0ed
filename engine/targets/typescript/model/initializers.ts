/** Initializers and regularizers as TensorFlow.js has them, and as functions of the project's own where it has none. */
import { definitionName, phrase, verbatim } from '../../../phrases.ts';
import { initializerOf } from '../../../learn/index.ts';
import type { WeightSpec } from '../../../layers/define.ts';
import { resolveSettings } from '../../../settings.ts';
import { UserError } from '../../../problems.ts';
import { Code, literal } from '../../literals.ts';
import { unsupported } from '../unsupported.ts';

type Settings = Readonly<Record<string, number>>;
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Without the fans that TensorFlow.js reads from a weight's shape it must be told the scale itself. */
const PLAIN: Readonly<Record<string, (fans: Fans, settings: Settings, seed: string) => string>> = {
  zeros: () => 'tf.initializers.zeros()',
  ones: () => 'tf.initializers.ones()',
  constant: (_, { value }) => `tf.initializers.constant({ value: ${value} })`,
  normal: (_, { mean, deviation }, seed) =>
    `tf.initializers.randomNormal({ mean: ${mean}, stddev: ${deviation}, seed: ${seed} })`,
  uniform: (_, { low, high }, seed) =>
    `tf.initializers.randomUniform({ minval: ${low}, maxval: ${high}, seed: ${seed} })`,
  'truncated-normal': (_, { mean, deviation, limit }, seed) =>
    limit === 2
      ? `tf.initializers.truncatedNormal({ mean: ${mean}, stddev: ${deviation}, seed: ${seed} })`
      : `truncatedNormal(${literal({ ...(mean !== 0 && { mean }), deviation, limit, seed: new Code(seed) })})`,
  orthogonal: (_, { gain }, seed) => `orthogonal(${literal({ ...(gain !== 1 && { gain }), seed: new Code(seed) })})`,
  identity: (_, { gain }) => `identity(${gain === 1 ? '' : gain})`,
  dirac: (_, { groups }) => `dirac(${groups === 1 ? '' : groups})`,
  sparse: (_, { sparsity, deviation }, seed) => `sparse(${literal({ sparsity, deviation, seed: new Code(seed) })})`,
  'xavier-uniform': ({ fanIn, fanOut }, _, seed) => between(`Math.sqrt(6 / ${fanIn + fanOut})`, seed),
  'xavier-normal': ({ fanIn, fanOut }, _, seed) =>
    `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / ${fanIn + fanOut}), seed: ${seed} })`,
  'fan-in-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(1 / ${fanIn})`, seed),
  'lecun-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(3 / ${fanIn})`, seed),
  'lecun-normal': ({ fanIn }, _, seed) =>
    `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(1 / ${fanIn}), seed: ${seed} })`,
  'he-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(6 / ${fanIn})`, seed),
  'he-normal': ({ fanIn }, _, seed) =>
    `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / ${fanIn}), seed: ${seed} })`,
};
const between = (bound: string, seed: string) =>
  `tf.initializers.randomUniform({ minval: -${bound}, maxval: ${bound}, seed: ${seed} })`;

/** Those that draw numbers: no two weights may draw the same. */
export const isRandom = (type: string): boolean => !['zeros', 'ones', 'constant', 'identity', 'dirac'].includes(type);

/** Those that a layer of TensorFlow.js scales by itself as we do. Its normal forms are cut off at two deviations and ours are not. */
const SCALED: Readonly<Record<string, string>> = { 'xavier-uniform': 'glorotUniform', 'he-uniform': 'heUniform' };

/** `scaled` says that the weight lies as TensorFlow.js expects, so that it knows the fans; `order` how its axes lie there. */
export function initializerExpression(
  { initializer: { type, settings: given = {} }, fan = [1, 1] }: WeightSpec,
  seed: string,
  scaled: boolean,
  order?: readonly number[],
): string {
  if (scaled && SCALED[type]) return `tf.initializers.${SCALED[type]}({ seed: ${seed} })`;
  const known = initializerOf(type);
  const make = PLAIN[type];
  if (!known || !make)
    throw new UserError(
      unsupported(
        phrase('initializer-called', { title: known ? definitionName('initializers', known) : verbatim(type) }),
      ),
    );
  const expression = make(
    { fanIn: fan[0], fanOut: fan[1] },
    resolveSettings(known.settings, given).settings as Settings,
    seed,
  );
  return order && STRUCTURED.has(type) ? `arranged(${literal(order)}, ${expression})` : expression;
}

/** Those to which a weight is a matrix with a row for each unit of its first axis. */
const STRUCTURED: ReadonlySet<string> = new Set(['orthogonal', 'identity', 'dirac', 'sparse']);

/** The project's own functions that make initializers. */
const OWN: Readonly<Record<string, string>> = {
  truncatedNormal: `/** Normally distributed; what lies more than \`limit\` deviations from the mean is drawn again. */
export const truncatedNormal = ({ mean = 0, deviation, limit, seed }: { mean?: number; deviation: number; limit: number; seed: number }): Initializer =>
  initializer((shape) => {
    const next = normals(seed);
    return Float32Array.from({ length: size(shape) }, () => {
      let draw = next();
      while (Math.abs(draw) > limit) draw = next();
      return mean + deviation * draw;
    });
  });`,
  orthogonal: `/** Rows (or columns, where there are fewer) that stand upright on each other (Saxe et al. 2014). */
export const orthogonal = ({ gain = 1, seed }: { gain?: number; seed: number }): Initializer =>
  initializer(([rows = 1, ...others]) => {
    const columns = size(others);
    const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
    const next = normals(seed);
    const basis = Array.from({ length: count }, () => Float64Array.from({ length }, next));
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    basis.forEach((vector, at) => {
      const before = basis.slice(0, at);
      // Gram and Schmidt's method, twice over: once loses digits
      for (const other of [...before, ...before]) {
        const share = dot(vector, other);
        other.forEach((value, i) => (vector[i]! -= share * value));
      }
      const norm = Math.sqrt(dot(vector, vector));
      vector.forEach((value, i) => (vector[i] = value / norm));
    });
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return gain * (rows <= columns ? basis[row]![column]! : basis[column]![row]!);
    });
  });`,
  identity: `/** Passes the input on unchanged, as far as there are outputs. */
export const identity = (gain = 1): Initializer =>
  initializer(([rows = 1, ...others]) => {
    const columns = size(others);
    return Float32Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) === i % columns ? gain : 0));
  });`,
  dirac: `/** Convolutions that pass their channels on unchanged: 1 in the middle of the kernel. */
export const dirac = (groups = 1): Initializer =>
  initializer(([filters = 1, channels = 1, ...kernel]) => {
    const middle = kernel.reduce((at, length) => at * length + Math.floor(length / 2), 0);
    const each = Math.floor(filters / groups);
    const numbers = new Float32Array(filters * channels * size(kernel));
    for (let filter = 0; filter < each * groups; filter++)
      if (filter % each < channels) numbers[(filter * channels + (filter % each)) * size(kernel) + middle] = 1;
    return numbers;
  });`,
  sparse: `/** Normally distributed, but of each input only some connections are not 0 (Martens 2010). */
export const sparse = ({ sparsity, deviation, seed }: { sparsity: number; deviation: number; seed: number }): Initializer =>
  initializer(([rows = 1, ...others]) => {
    const columns = size(others);
    const next = normals(seed);
    const uniform = randomStream(seed, 'sparse');
    const numbers = Float32Array.from({ length: rows * columns }, () => deviation * next());
    for (let column = 0; column < columns; column++)
      for (const row of permutation(rows, uniform).subarray(0, Math.ceil(sparsity * rows))) numbers[row * columns + column] = 0;
    return numbers;
  });`,
  arranged: `/** For a weight whose axes lie in another order than those of \`of\`, which has the units first. */
export const arranged = (order: number[], of: Initializer): Initializer =>
  Object.assign(tf.initializers.zeros(), { apply: (shape: tf.Shape) => tf.transpose(of.apply(order.map((_, axis) => shape[order.indexOf(axis)]!)), order) });`,
};

const NORMALS = `
/** Normally distributed numbers (Box and Muller's transform). */
function normals(seed: number): () => number {
  const uniform = randomStream(seed, 'normal');
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
`;

export const INITIALIZERS: readonly string[] = Object.keys(OWN);

/** Those of the project's own functions that code calls. */
export const ownInitializers = (code: string): string[] =>
  INITIALIZERS.filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(code));

/** `src/initializers.ts` with these functions. */
export function initializersSource(names: readonly string[]): string {
  const body = names.map((name) => OWN[name]!).join('\n\n');
  const drawn = body.includes('normals(');
  const imports = [...(body.includes('permutation(') ? ['permutation'] : []), ...(drawn ? ['randomStream'] : [])];
  return `/** Initializers that TensorFlow.js does not have. */
import * as tf from '@tensorflow/tfjs';
${imports.length > 0 ? `import { ${imports.join(', ')} } from './random.ts';\n` : ''}
type Initializer = ReturnType<typeof tf.initializers.zeros>;

const size = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);

/** An initializer from a function that gives a weight's numbers, row by row. */
const initializer = (fill: (shape: number[]) => Float32Array): Initializer =>
  Object.assign(tf.initializers.zeros(), { apply: (shape: tf.Shape) => tf.tensor(fill(shape as number[]), shape as number[]) });
${drawn ? NORMALS : ''}
${body}
`;
}

export function regularizerExpression({ l1, l2 }: { readonly l1: number; readonly l2: number }): string {
  const terms = { ...(l1 > 0 && { l1 }), ...(l2 > 0 && { l2 }) };
  return l1 > 0 && l2 > 0
    ? `tf.regularizers.l1l2(${literal(terms)})`
    : `tf.regularizers.${l1 > 0 ? 'l1' : 'l2'}(${literal(terms)})`;
}
