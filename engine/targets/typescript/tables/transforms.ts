/** `src/transforms.ts` of an exported project: the transforms that its columns go through, with the engine's own arithmetic. */
import type { Choice } from '../../../graph/document.ts';
import { literal } from '../../literals.ts';
import { CARRIED, HELPERS } from './carried.ts';

const own = (type: string) => (Object.hasOwn(CARRIED, type) ? CARRIED[type] : undefined);

export const isCarried = (type: string): boolean => own(type) !== undefined;
/** Whether it learns something from the training rows. */
export const isFitted = (type: string): boolean => own(type)?.fits === true;

/** Whether the transforms of a column begin with texts. */
export const readsText = ({ transforms: [first] }: { readonly transforms: readonly Choice[] }): boolean =>
  /\btextsOf\(/.test(own(first?.type ?? '')?.members ?? '');

/** Whether what a network answers can be turned back. */
export const hasUndo = (type: string): boolean => /^ {2}(\/\/ .*\n {2})*undo[(:]/m.test(own(type)?.members ?? '');

/** A transform with its settings, as an expression; `classes` are those of the category that it is given. */
export function stepText({ type, settings }: Choice, classes: readonly string[] | undefined): string {
  const { settings: known, members } = own(type)!;
  const all = Object.entries(known).map(([name, { default: usual }]) => [name, settings[name] ?? usual]);
  // few of them ask what their column is
  const asks = classes && /^ {2}fit[(:][^\n]*classes/m.test(members);
  const before = asks ? `, { kind: 'category', classes: ${literal(classes)} }` : '';
  return `step(${type}, ${literal(Object.fromEntries(all))}${before})`;
}

const HEAD = `/** What is done with the values of columns before the network reads them, in the arithmetic of the program that this project comes from. */

export interface Tensor<D extends 'float32' | 'int32' = 'float32' | 'int32'> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
/** What a transform learned from the training rows. */
export type TransformFit = Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;
/** What the transforms learned, in their order, by what they feed. */
export type Fits = Record<string, readonly TransformFit[]>;

/** What a transform is given: numbers, or classes with their names. */
interface Before {
  readonly kind: 'number' | 'category';
  readonly classes?: readonly string[];
}
interface Transform<S> {
  fit?(batches: Iterable<Tensor>, settings: S, before: Before): TransformFit;
  apply(batch: Tensor, settings: S, fit: TransformFit): Tensor;
  undo?(batch: Tensor, settings: S, fit: TransformFit): Tensor;
}
/** A transform with its settings. */
export interface Step {
  fit(batches: Iterable<Tensor>): TransformFit;
  apply(batch: Tensor, fit: TransformFit): Tensor;
  undo?(batch: Tensor, fit: TransformFit): Tensor;
}

export function step<S>(transform: Transform<S>, settings: S, before: Before = { kind: 'number' }): Step {
  const { fit, apply, undo } = transform;
  return {
    fit: (batches) => fit?.(batches, settings, before) ?? {},
    apply: (batch, learned) => apply(batch, settings, learned),
    ...(undo && { undo: (batch, learned) => undo(batch, settings, learned) }),
  };
}

/** All steps in their order; \`raw\` may be changed. */
export const applyAll = (steps: readonly Step[], raw: Tensor, fits: readonly TransformFit[] = []): Tensor =>
  steps.reduce((batch, one, i) => one.apply(batch, fits[i] ?? {}), raw);

/** The other way round, for what the network answers. */
export const undoAll = (steps: readonly Step[], answers: Tensor, fits: readonly TransformFit[] = []): Tensor =>
  steps.reduceRight((batch, one, i) => one.undo!(batch, fits[i] ?? {}), answers);

/** What each step learns from batches of the training rows. */
export function fitAll(steps: readonly Step[], batches: () => Iterable<Tensor>): TransformFit[] {
  const fits: TransformFit[] = [];
  for (const [i, one] of steps.entries())
    fits.push(
      one.fit(
        (function* () {
          for (const batch of batches()) yield applyAll(steps.slice(0, i), batch, fits);
        })(),
      ),
    );
  return fits;
}

/** Columns side by side: a row of each, one behind the other. */
export function joined(columns: readonly Tensor[]): Tensor {
  const rows = columns[0]!.shape[0]!;
  const widths = columns.map(({ data }) => data.length / Math.max(1, rows));
  const width = widths.reduce((a, b) => a + b, 0);
  const out = new Float32Array(rows * width);
  let start = 0;
  columns.forEach(({ data }, column) => {
    const size = widths[column]!;
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < size; i++) out[row * width + start + i] = data[row * size + i]!;
    start += size;
  });
  return { dtype: 'float32', shape: [rows, width], data: out };
}
`;

/** The numbers of a tokenizer.json are given by the library that the program uses for it. */
export const TOKENIZERS = { '@huggingface/tokenizers': '0.2.0' };
const IMPORT = "import { Tokenizer } from '@huggingface/tokenizers';\n\n";
/** What the spectra of sounds are computed by. */
export const SPECTRA = { 'fft.js': '4.0.4' };
const IMPORT_FFT = "import FFT from 'fft.js';\n\n";
const SHAPE = 'type Shape = readonly number[];\n';
const ALLOCATE =
  "const allocate = (_: 'float32', size: number): Float32Array<ArrayBuffer> => new Float32Array(size);\n";

/** The file, with the transforms of these types, and other declarations that the project asks of it by name. */
export function transformsSource(types: readonly string[], asked: readonly string[]): string {
  const definitions = types.map((type) => {
    const { doc, members, settings } = own(type)!;
    const fields = Object.entries(settings).map(([name, { type: kind }]) => `${name}: ${kind}`);
    const typed = fields.length === 0 ? 'object' : `{ ${fields.join('; ')} }`;
    return `/** ${doc} */\nexport const ${type}: Transform<${typed}> = {\n${members}};\n`;
  });
  const helpers = helpersFor(`${definitions.join('\n')} ${asked.join(' ')}`).map((name) => {
    const text = HELPERS[name]!;
    return `${asked.includes(name) ? text.replace(/^(const|function)/m, 'export $1') : text}\n`;
  });
  const text = [...helpers, ...definitions].join('\n');
  return [
    `${/\bTokenizer\b/.test(text) ? IMPORT : ''}${/\bFFT\b/.test(text) ? IMPORT_FFT : ''}${HEAD}`,
    ...(/\bShape\b/.test(text) ? [SHAPE] : []),
    ...(/\ballocate\(/.test(text) ? [ALLOCATE] : []),
    text,
  ].join('\n');
}

/** Names of the declarations that a text needs, and those that these need, in the order of the list. */
function helpersFor(text: string): string[] {
  const needed = new Set<string>();
  const look = (source: string): void => {
    for (const [word] of source
      .replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/[^\n]*|'[^'\n]*'/g, '')
      .matchAll(/(?<!\w|(?<!\.)\.)[A-Za-z_]\w*/g)) {
      if (needed.has(word) || word === 'Shape' || !Object.hasOwn(HELPERS, word)) continue;
      needed.add(word);
      look(HELPERS[word]!);
    }
  };
  look(text);
  return Object.keys(HELPERS).filter((name) => needed.has(name));
}
