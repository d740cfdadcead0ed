/** What exported projects carry of the engine is the engine's own text. UPDATE_SAMPLES=1 writes `carried.ts` anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8 } from 'fflate';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { readIdx } from '../../../data/formats/idx.ts';
import { readNpy } from '../../../data/formats/npy.ts';
import { PHRASES } from '../../../phrases.ts';
import { FORMATS } from './carried.ts';

const engine = path.resolve(import.meta.dirname, '../../..');
const written = path.join(import.meta.dirname, 'carried.ts');
const read = (file: string): string => readFileSync(path.join(engine, file), 'utf8').replaceAll('\r\n', '\n');

/** A whole file, which asks of TensorFlow.js what the engine asks of its core. */
const whole = (file: string): string => read(file).replaceAll("'@tensorflow/tfjs-core'", "'@tensorflow/tfjs'");

/** Declarations of a file by the names that they make, with what is said of them. */
function declarations(file: string, names: readonly string[]): string {
  const text = read(file);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const named = new Map(
    source.statements.flatMap((statement) => {
      const declared = ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement];
      return declared.flatMap((one) => {
        const name = (one as ts.DeclarationStatement).name;
        return name && ts.isIdentifier(name) ? [[name.text, statement.getFullText().trim()] as const] : [];
      });
    }),
  );
  return names
    .map((name) => {
      expect(named.has(name), `${name} of ${file}`).toBe(true);
      return named.get(name)!;
    })
    .join('\n\n');
}

const ELEMENTS = [
  'Element',
  'bits',
  'half',
  'brainHalf',
  'small',
  'isMinusZero',
  'eachByte',
  'ELEMENTS',
  'ElementType',
  'bitsOf',
  'numbersOf',
];

/** A sentence as code, on several lines where it is long. */
function sentence(text: string): string {
  const parts = text.match(/.{1,118}(?:\s|$)/g)!.map((part) => JSON.stringify(part));
  return parts.length === 1 ? parts[0]! : parts.join(' +\n    ');
}
const said = (text: (typeof PHRASES)[keyof typeof PHRASES]): string =>
  typeof text === 'string'
    ? sentence(text)
    : `{\n    one: ${sentence(text.one)},\n    other: ${sentence(text.other)},\n  }`;

/** What a text says by phrases, in English: `phrase` gives it. */
function phrasesOf(text: string): string {
  const ids = [
    ...new Set([...text.matchAll(/phrase\('([\w-]+)'|'([a-z]+(?:-[a-z]+)+)'/g)].map(([, id, other]) => (id ?? other)!)),
  ];
  const texts = ids.flatMap((id) =>
    Object.hasOwn(PHRASES, id) ? [`  '${id}':\n    ${said(PHRASES[id as keyof typeof PHRASES])},\n`] : [],
  );
  const counts = texts.some((one) => one.includes(' other: '));
  const given = 'values: Readonly<Record<string, string | number | bigint>> = {}';
  const filled = '.replaceAll(/\\{\\{(\\w+)\\}\\}/g, (_, name: string) => String(values[name]))';
  const type = 'Readonly<Record<string, string | { readonly one: string; readonly other: string }>>';
  return counts
    ? `const TEXTS: ${type} = {
${texts.join('')}};
const phrase = (id: string, ${given}): string => {
  const said = TEXTS[id]!;
  const text = typeof said === 'string' ? said : values.count === 1 ? said.one : said.other;
  return text${filled};
};
const verbatim = String;
`
    : `const TEXTS = {
${texts.join('')}};
const phrase = (id: keyof typeof TEXTS, ${given}): string =>
  TEXTS[id]${filled};
const verbatim = String;
`;
}

/** Reading files of arrays: the engine's readers, and their refusals in English. */
function formats(): string {
  const parts = [
    declarations('types/shape.ts', ['Shape', 'sizeOf', 'stridesOf']),
    declarations('data/formats/numbers.ts', [
      'Numbers',
      'StoredNumbers',
      'Long',
      'isLong',
      'fitInt32',
      'rowOf',
      'exactly',
      'inexact',
    ]),
    declarations('data/formats/elements.ts', ELEMENTS),
    declarations('data/formats/columnOrder.ts', ['rowByRow']),
    declarations('data/formats/npy.ts', [
      'TYPES',
      'MOST_HEADER',
      'MOST_AXES',
      'Header',
      'headerOf',
      'assertWhole',
      'readNpy',
    ]),
    declarations('data/formats/idx.ts', ['TYPES', 'readPlain'])
      .replaceAll('TYPES', 'IDX_TYPES')
      .replaceAll('readPlain', 'readIdx'),
  ].join('\n\n');
  return `/** Arrays of NumPy's .npy files and of IDX files, as the program reads them that this project comes from. */

/** The numbers of an array and its sizes. */
export interface RawArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

${phrasesOf(parts)}
/** Why a file is not read. */
export class Refusal extends Error {}

${parts.replaceAll(/^function (readNpy|readIdx)/gm, 'export function $1')}
`;
}

const AUGMENTATIONS = [
  ...['flip', 'rotate', 'shift', 'zoom', 'shear', 'perspective', 'colour', 'blur', 'noise', 'cutout'],
  ...['mixup', 'cutMix', 'randAugment', 'augMix', 'timeMask', 'timeStretch', 'tokenDropout'],
];

/** A file without what it imports, and without what is said of the whole of it. */
const bare = (file: string): string =>
  read(file)
    .replaceAll(/^import [^;]+;\n/gm, '')
    .trim();

/** Augmentation: the engine's own definitions, whose settings are here what they are where nobody says otherwise. */
function augmentation(): string {
  const parts = [
    declarations('types/shape.ts', ['Shape', 'sizeOf']),
    declarations('ir/random.ts', ['normalFrom']),
    declarations('data/language/vocabulary.ts', ['PADDING']),
    ...['matrix'].map((name) => bare(`data/augment/common/${name}.ts`)),
    declarations('data/augment/define.ts', [
      ...['Picture', 'BORDERS', 'Border', 'Move', 'Paint', 'Step', 'Scene', 'Mix', 'Subject', 'StepRow', 'Chance'],
      ...['AugmentationSpec', 'Augmentation', 'defineAugmentation', 'often', 'either'],
    ]),
    ...['warp', 'values', 'border', 'beta', 'operations'].map((name) => bare(`data/augment/common/${name}.ts`)),
    bare('data/augment/apply.ts'),
    ...AUGMENTATIONS.map((name) => bare(`data/augment/${name}.ts`)),
    bare('data/augment/index.ts'),
    declarations('data/augment/sequence.ts', ['Sequence', 'FedRow', 'orderOf']),
    declarations('data/augment/rows.ts', [
      ...['Moment', 'Role', 'Kept', 'isPlaced', 'roleOf', 'Chosen', 'Augmenter', 'pictureOf', 'chanceOf', 'happens'],
      ...['ranged', 'mixRows', 'copyBox'],
    ]),
  ].join('\n\n');
  const kept = /^export (?=(interface Moment|interface Sequence|class Augmenter|function orderOf)\b)/;
  const text = parts.replaceAll(/^export .*$/gm, (line) => (kept.test(line) ? line : line.replace('export ', '')));
  return `/** What chance does to the rows that are learned from, as the program has it that this project comes from. */
import { randomStream } from './random.ts';

// of a setting only what it is where nobody says otherwise counts here
interface Spec<T> {
  readonly default: T;
  readonly [more: string]: unknown;
}
const number = (spec: Spec<number>): number => spec.default;
const int = number;
const choice = <const O extends string>(_: readonly O[], spec: Spec<NoInfer<O>>): O => spec.default;
type Schema = Readonly<Record<string, unknown>>;
type SettingsOf<S> = S;
const resolveSettings = (usual: Schema, given: Schema) => ({ settings: { ...usual, ...given } });

interface Tensor {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
interface Choice {
  readonly type: string;
  readonly settings: Schema;
}
/** A column of the data. */
export interface Column {
  readonly kind: 'image' | 'number' | 'category';
  /** Of one row: channels, height, width; of a mask height and width. */
  readonly shape: Shape;
  readonly range?: readonly [number, number];
}

${text}
`;
}

/** Cutting a series into windows: the engine's own, and what reads the columns of a table for it. */
function series(): string {
  const parts = ['data/series/steps.ts', 'data/series/groups.ts', 'data/series/windows.ts'].map(bare).join('\n\n');
  const kept = /^export (?=(interface (WindowSettings|SeriesForm)|function readSeries)\b)/;
  const all = `${parts}\n\n${bare('targets/typescript/tables/seriesFile.ts')}`;
  const text = all.replaceAll(/^export .*$/gm, (line) => (kept.test(line) ? line : line.replace('export ', '')));
  return `/** A table over time cut into windows, as the program does that this project comes from. */

type Phrase = string;
${phrasesOf(text)}
/** Why a series is not cut. */
export class Refusal extends Error {}

${text}
`;
}

/** A file without what it imports and without some of what it declares. */
function without(file: string, names: readonly string[]): string {
  const source = ts.createSourceFile(file, bare(file), ts.ScriptTarget.Latest, true);
  const declared = source.statements.filter((statement) => {
    const [one = statement] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    const { name } = one as ts.DeclarationStatement;
    return !(name && ts.isIdentifier(name) && names.includes(name.text));
  });
  return declared
    .map((statement) => statement.getFullText())
    .join('')
    .trim();
}

/** Reading WAV files: the engine's own. */
function wav(): string {
  const parts = [
    without('data/formats/wav.ts', ['SOUND', 'SoundFacts', 'soundFacts']),
    declarations('data/datasets/sounds/read.ts', ['samplesOf', 'writeSound']),
  ].join('\n\n');
  const kept = /^export (?=const samplesOf|function writeSound)/;
  const text = parts.replaceAll(/^export .*$/gm, (line) => (kept.test(line) ? line : line.replace('export ', '')));
  return `/** Sounds as WAV files have them, as the program reads them that this project comes from. */

/** How every sound is brought to one form: samples a second, how long it is, and which part is kept of a longer one. */
export interface SoundForm {
  readonly rate: number;
  readonly seconds: number;
  readonly part: 'start' | 'middle' | 'end';
}

${phrasesOf(text)}
/** Why a file is not read. */
export class Refusal extends Error {}

${text}
`;
}

const escaped = (text: string): string => text.replaceAll(/[\\`]|\$\{/g, '\\$&');

it("is the engine's own", () => {
  const sources = {
    KERNELS: whole('targets/tfjs/kernels.ts'),
    GRADIENTS: whole('targets/tfjs/gradients.ts'),
    FORMATS: formats(),
    DEALING: whole('data/dealing.ts'),
    PRUNING: whole('learn/pruning.ts'),
    FRAMES: whole('data/transforms/pictures/resample.ts'),
    AUGMENT: augmentation(),
    SERIES: series(),
    WAV: wav(),
  };
  const text = `/** What exported projects carry of the engine, word for word. Written by \`carried.test.ts\` with UPDATE_SAMPLES=1. */
${Object.entries(sources)
  .map(([name, source]) => `\nexport const ${name} = \`${escaped(source)}\`;\n`)
  .join('')}`;
  if (process.env.UPDATE_SAMPLES) writeFileSync(written, text);
  expect(text).toBe(readFileSync(written, 'utf8').replaceAll('\r\n', '\n'));
});

it('reads files of arrays as the engine does, and refuses what it refuses', () => {
  const { outputText } = ts.transpileModule(FORMATS, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  });
  const carried: { readNpy?: typeof readNpy; readIdx?: typeof readIdx } = {};
  new Function('exports', outputText)(carried);
  const outcome = (read: () => { readonly shape: readonly number[]; readonly data: ArrayLike<number> }) => {
    try {
      const { shape, data } = read();
      return { shape, kind: data.constructor.name, data: Array.from(data) };
    } catch (error) {
      return (error as Error).message;
    }
  };
  const fixture = JSON.parse(
    readFileSync(path.resolve(engine, '../test/conformance/fixtures/formats.json'), 'utf8'),
  ) as { arrays: readonly { readonly file: string }[] };
  const arrays = fixture.arrays.map(({ file }) => Uint8Array.from(Buffer.from(file, 'base64')));
  const longs = (last: bigint) => {
    const header = strToU8("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }\n");
    const numbers = new Uint8Array(BigInt64Array.of(3_000_000_000n, last).buffer);
    return Uint8Array.from([0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0, ...header, ...numbers]);
  };
  const written = arrays[0]!;
  const changed = [
    written.subarray(0, written.length - 1),
    written.with(6, 9),
    written.with(0, 0),
    written.subarray(0, 7),
  ];
  for (const bytes of [...arrays, ...changed, longs(5n), longs(2n ** 53n + 1n)])
    expect(outcome(() => carried.readNpy!(bytes))).toEqual(outcome(() => readNpy(bytes)));
  const idx = (type: number, ...numbers: number[]) => Uint8Array.of(0, 0, type, 1, 0, 0, 0, 2, ...numbers);
  for (const bytes of [
    idx(8, 1, 255),
    idx(11, 1, 2, 255, 255),
    idx(12, 1),
    idx(7, 1, 2),
    idx(14, ...Array<number>(16).fill(64)),
  ])
    expect(outcome(() => carried.readIdx!(bytes))).toEqual(outcome(() => readIdx(bytes)));
});
