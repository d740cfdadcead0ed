/** `src/inputs.ts` of an exported project: raw rows as the network reads them, and its answers as they are in the data. It reads no files. */
import { literal, member } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import { Writer } from '../../writer.ts';
import type { ModelSource } from '../model/model.ts';
import { type TableReader, writeInputColumns } from '../tables/reader.ts';
import { asksFits, expressionOf, type Feed, type Feeds } from './feeds.ts';
import type { Spelling } from './spelling.ts';
import { steppedSources, turningBack, writeJoined, writeSteps } from './steps.ts';

/** Names that other files of the project ask of this one, in the order in which they are imported. */
const OFFERED = ['inputsOf', 'rawOf', 'STEPS', 'stepped', 'tensorOf'];
const OF_TABLES = ['FORM', 'INPUT_COLUMNS'];

interface Parts {
  readonly values: Spelling;
  readonly table: TableReader | undefined;
  /** Names of `transforms.ts` that it may ask for. */
  readonly transforms: readonly string[];
}

export function inputsSource(
  model: Pick<ModelSource, 'inputs'>,
  feeds: Feeds,
  { values, table, transforms }: Parts,
): string {
  const body = new Writer();
  if (table) writeInputColumns(body, table);
  writeSteps(body, steppedSources(feeds));
  writeJoined(body, feeds);
  writeInputs(body, model, feeds, values);
  writeTurning(body, feeds, values);
  const text = body.toString();
  const w = new Writer().doc(
    'Raw rows as the network reads them, and its answers as they are in the data. It reads no files: a page runs it, too.',
  );
  for (const line of values.imports) w.line(line);
  w.line("import type { Numbers } from './arrays.ts';");
  if (table) w.line("import type { TableColumn, TableForm } from './columns.ts';");
  writeAsked(w, transforms, './transforms.ts', text);
  if (feeds.fits) w.line().line("export type { Fits } from './transforms.ts';");
  return `${w.line().toString()}${text}`;
}

/** What `data.ts` asks of it. */
export const offered = (feeds: Feeds, isTable: boolean): readonly string[] => [
  ...OFFERED,
  ...(isTable ? OF_TABLES : []),
  ...feeds.joined.flatMap(({ code }) => [code.names, code.make]),
];

/** Imports those of the names that a text speaks of. */
export function writeAsked(w: Writer, names: readonly string[], from: string, text: string): void {
  const code = text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, "''");
  const words = new Set(code.match(/(?<![\w$.])[A-Za-z_]\w*|(?<=\.\.\.)[A-Za-z_]\w*/g));
  const used = names.filter((name) => words.has(name.replace('type ', '')));
  if (used.length > 0) w.line(`import { ${used.join(', ')} } from ${literal(from)};`);
}

const fitsParameter = (fits: boolean) => (fits ? ', fits: Fits' : '');

function writeInputs(
  w: Writer,
  model: Pick<ModelSource, 'inputs'>,
  { inputs, targets, fits }: Feeds,
  values: Spelling,
): void {
  w.line(`/** Numbers as a tensor whose rows have this shape${targets.length > 0 ? ', or their own' : ''}. */`);
  w.block(
    `export function tensorOf({ shape: [rows, ...own], data }: Numbers, dtype: 'float32' | 'int32', shape = own): ${values.type} {`,
    () => w.line(`return ${values.made};`),
  ).line();
  const names = new Identifiers([
    'fits',
    'tensorOf',
    'stepped',
    'rawOf',
    ...inputs.map((feed) => feed.joined?.code.make ?? ''),
  ]);
  const variables = inputs.map((_, i) => names.make(model.inputs[i]!.variable));
  const types = inputs.map(({ joined }) => joined?.code.type ?? 'Numbers').join(', ');
  const learned = fits ? 'fits' : '{}';
  const read = ({ joined }: Feed, given: string) => (joined ? `${joined.code.make}(${given}, ${learned})` : given);
  const made = inputs.map((feed, i) => expressionOf(feed, read(feed, variables[i]!), learned));
  const asks = fitsParameter(asksFits({ inputs, fits }));
  w.line('/** What the network reads, from raw values: one array for each input. */');
  w.block(`export function inputsOf([${variables.join(', ')}]: [${types}]${asks}): ${values.type}[] {`, () =>
    w.block(`return ${values.list[0]}`, () => made.forEach((one) => w.line(`${one},`)), values.list[1]),
  );
}

function writeTurning(w: Writer, feeds: Feeds, values: Spelling): void {
  for (const [key, name] of turningBack(feeds)) {
    w.line().line(`/** What the network answers, as ${literal(key.slice('target:'.length))} is in the data. */`);
    w.block(`export function ${name}(answers: ${values.type}${fitsParameter(feeds.fits)}): ${values.type} {`, () => {
      const read = `Float32Array.from(${values.read})`;
      w.line(`const raw: Tensor = { dtype: 'float32', shape: answers.shape, data: ${read} };`);
      const learned = feeds.fits ? `, ${member('fits', key)}` : '';
      w.line(`const { shape, data } = undoAll(STEPS[${literal(key)}]!, raw${learned});`);
      w.line(`return ${values.back};`);
    });
  }
}
