/** What is done with the values of columns, as code of an exported project: the steps of each, and what they learn. */
import { literal, member } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import type { Writer } from '../../writer.ts';
import { hasUndo, stepText, readsText } from '../tables/transforms.ts';
import { type Feed, type Feeds, isSpelled, rawText, type Source, steppedText } from './feeds.ts';

/** All that goes through steps: parts of joined columns, and feeds that TensorFlow.js has no words for. */
export const steppedSources = ({ joined, all }: Feeds): readonly Source[] => [
  ...joined.flatMap(({ parts }) => parts),
  ...all.filter((feed) => !isSpelled(feed)),
];

/** The functions that turn answers back, by the keys of the targets of numbers that were transformed. */
export function turningBack({ targets }: Feeds): ReadonlyMap<string, string> {
  const names = new Identifiers();
  const turned = targets.filter(
    (feed) => feed.transforms.length > 0 && !isSpelled(feed) && feed.transforms.every(({ type }) => hasUndo(type)),
  );
  return new Map(turned.map(({ key }) => [key, names.make(`in unit of ${key.slice('target:'.length)}`)]));
}

export function writeSteps(w: Writer, sources: readonly Source[]): void {
  if (sources.length === 0) return;
  w.line('/** What is done with the values of each, in this order. */');
  w.block(
    'export const STEPS: Readonly<Record<string, readonly Step[]>> = {',
    () => {
      for (const { key, transforms, classes } of sources) {
        // only the first is sure to get what the column holds
        const steps = transforms.map((one, i) => stepText(one, i === 0 ? classes : undefined));
        w.line(`${literal(key)}: [${steps.join(', ')}],`);
      }
    },
    '};',
  ).line();
  if (!sources.every(readsText)) w.text(RAW).line();
  w.text(STEPPED).line();
}

const RAW = `/** Rows as the steps take them: a copy, for they may change what they are given. */
export function rawOf({ shape: [rows, ...own], data }: Numbers, dtype: Tensor['dtype'] = 'float32', shape = own): Tensor {
  return { dtype, shape: [rows!, ...shape], data: dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data) };
}
`;
const STEPPED = `/** Rows after their steps. */
export const stepped = (key: string, raw: Tensor, fits: Fits): Tensor => applyAll(STEPS[key]!, raw, fits[key]);`;

export function writeJoined(w: Writer, { joined }: Feeds): void {
  if (joined.length === 0) return;
  for (const { name, parts, code } of joined) {
    const names = [...new Set(parts.map(({ column }) => column))];
    w.line(`export const ${code.names} = ${literal(names)} as const;`);
    w.line(`/** The columns that ${literal(name)} is joined of. */`);
    w.line(`export type ${code.type} = Readonly<Record<(typeof ${code.names})[number], Numbers>>;`);
    w.line('/** These side by side, each after its own steps. */');
    w.block(`export function ${code.make}(columns: ${code.type}, fits: Fits): Tensor {`, () =>
      w.block(
        'return joined([',
        () => parts.forEach((part) => w.line(`${steppedText(part, member('columns', part.column), 'fits')},`)),
        ']);',
      ),
    ).line();
  }
}

/** What reads the columns of joined ones. */
export function writeRowsOf(w: Writer, { joined }: Feeds): void {
  if (joined.length > 0) w.text(ROWS_OF).line();
}

const ROWS_OF = `/** Rows of some columns. */
const rowsOf = <K extends keyof Table>(table: Table, names: readonly K[], rows: ArrayLike<number>): Pick<Table, K> =>
  Object.fromEntries(names.map((name) => [name, take(table[name], rows)])) as Pick<Table, K>;`;

export function writeFits(w: Writer, { joined, all }: Feeds): void {
  w.line().text(PIECES).line();
  w.line('/** What the steps learn from the training rows. */');
  w.block('function fitTransforms({ table, rows }: Split): Fits {', () => {
    w.line('const fits: Fits = {};');
    const learn = (source: Source, read: string, shape?: readonly number[]) => {
      const key = literal(source.key);
      const raw = rawText(source, read, shape);
      w.line(`fits[${key}] = fitAll(STEPS[${key}]!, () => pieces(rows, (some) => ${raw}));`);
    };
    for (const { parts } of joined)
      for (const part of parts) learn(part, `take(${member('table', part.column)}, some)`);
    for (const feed of all) if (!isSpelled(feed)) learn(feed, readText(feed, 'some', 'fits'), feed.shape);
    w.line('return fits;');
  });
}

const PIECES = `/** Rows a piece at a time. */
function* pieces(rows: Int32Array, read: (some: Int32Array) => Tensor): Generator<Tensor> {
  for (let start = 0; start < rows.length; start += 1024) yield read(rows.subarray(start, start + 1024));
}`;

/** What a feed is read from, of rows of a table: its column, or the one that is put together for it. */
export const readText = (feed: Feed, rows: string, fits: string): string =>
  feed.joined ? `${feed.joined.code.make}(${givenText(feed, rows)}, ${fits})` : givenText(feed, rows);

/** The same before anything is put together. */
export const givenText = (feed: Feed, rows: string): string =>
  feed.joined ? `rowsOf(table, ${feed.joined.code.names}, ${rows})` : `take(${member('table', feed.column)}, ${rows})`;
