/** What the columns of a table hold, and how they go with the target: counted by DuckDB, some columns at a time. */
import { correlationRatio, ofPairs } from '../../../data/relations.ts';
import {
  type ColumnProfile,
  type NumberProfile,
  REACH,
  type Relation,
  type StudyWork,
  type TableProfile,
} from '../../../data/study.ts';
import { AROUND, BETWEEN } from '../../../data/kinds/categories.ts';
import { keptOf } from '../../../data/kinds/index.ts';
import type { TableColumn, ValuePlace } from '../../../data/tables.ts';
import { type Duck, quoted, type Row } from '../duckdb.ts';
import { TABLE } from '../examine.ts';
import type { KeptTable } from './store.ts';

/** Columns that are asked of at once. */
const BATCH = 48;
/** Rows of which quartiles, different values and mutual information are taken exactly; of more, so many evenly over the table, by chance. */
const LOOKED = 1_000_000;
/** Stretches of a histogram, and those in which numbers are counted for mutual information. */
const BINS = 24;
const STRETCHES = 10;
/** Values of a category or a text that are listed. */
const LISTED = 30;

/** A column with its place in the table. */
interface Placed {
  readonly column: TableColumn;
  readonly c: string;
  readonly i: number;
}

const isNumeric = ({ column: { kind } }: Placed): boolean => kind === 'number' || kind === 'date';

interface Asked {
  readonly duck: Duck;
  readonly rows: number;
  /** What follows FROM to look at some rows only. */
  readonly some: string;
}

export async function profileTable(
  duck: Duck,
  kept: KeptTable,
  target: string | undefined,
  { breathe, progress }: StudyWork,
): Promise<TableProfile> {
  const step = Math.ceil(kept.rows / LOOKED);
  // one of so many, each time another: every so-manieth would see one value of what repeats as often
  const some = step > 1 ? `(SELECT * FROM ${TABLE} WHERE rowid % ${step} = hash(rowid // ${step}) % ${step})` : TABLE;
  const asked: Asked = { duck, rows: kept.rows, some };
  const placed = kept.columns.map((column, i): Placed => ({ column, c: `c${i}`, i }));
  const columns: ColumnProfile[] = [];
  const against = placed.find(({ column }) => column.name === target && keptOf(column.kind) === 'numbers');
  const judge = against && (await judgeOf(asked, against));
  for (let start = 0; start < placed.length; start += BATCH) {
    const batch = placed.slice(start, start + BATCH);
    await breathe();
    const totals = await totalsOf(asked, batch);
    const numbers = await numbersOf(asked, batch, totals);
    const ratios = judge && (await correlations(asked, batch, judge));
    for (const one of batch) {
      await breathe();
      progress?.(one.i, placed.length);
      columns.push({
        ...plainOf(one, totals),
        ...(numbers.has(one.i) && { numbers: numbers.get(one.i)! }),
        ...(isNumeric(one) ? {} : await valuesOf(asked, one)),
        ...(judge && related(one, judge) && { relation: await relationOf(asked, one, judge, ratios?.get(one.i)) }),
      });
    }
  }
  return { rows: kept.rows, looked: Math.ceil(kept.rows / step), columns };
}

const plainOf = ({ column, i }: Placed, totals: Row): Omit<ColumnProfile, 'numbers' | 'values' | 'relation'> => ({
  name: column.name,
  kind: column.kind,
  whole: column.whole,
  missing: column.missing,
  unreadable: column.unreadable?.count ?? 0,
  outOfRange: column.unreadable?.outOfRange?.count ?? 0,
  ...(column.unreadable && { firstUnreadable: placeOf(column.unreadable) }),
  ...(column.unreadable?.outOfRange && { firstOutOfRange: placeOf(column.unreadable.outOfRange) }),
  ...(column.nearly && { nearly: column.nearly }),
  ...(column.sign && { sign: column.sign }),
  distinct: Number(totals[`different${i}`]),
  sameness: String(totals[`same${i}`]),
});

const placeOf = ({ row, value }: ValuePlace): ValuePlace => ({ row, value });

/** Extremes, mean and spread of numbers; of every column how many values differ, and a number that equal columns share. */
async function totalsOf({ duck, some, rows }: Asked, batch: readonly Placed[]): Promise<Row> {
  const looked = batch.flatMap(({ c, i }) => [
    `${rows > LOOKED ? 'approx_count_distinct' : 'count'}(${rows > LOOKED ? '' : 'DISTINCT '}${c}) AS different${i}`,
  ]);
  const numeric = batch.filter(isNumeric);
  const quartiles = numeric.map(({ c, i }) => `quantile_cont(${c}, [0.25, 0.5, 0.75]) AS quartiles${i}`);
  const whole = [
    ...batch.map(({ c, i }) => `sum(hash(rowid, ${c})::HUGEINT)::VARCHAR AS same${i}`),
    ...numeric.flatMap(({ c, i }) => [
      `min(${c}) AS least${i}`,
      `max(${c}) AS most${i}`,
      `avg(${c}) AS mean${i}`,
      `stddev_pop(${c}) AS spread${i}`,
    ]),
  ];
  const [all = {}] = await duck.rows(`SELECT ${whole.join(', ')} FROM ${TABLE}`);
  const [part = {}] = await duck.rows(`SELECT ${[...looked, ...quartiles].join(', ')} FROM ${some}`);
  // a whole table is more exact than what is counted of it in passing
  return { ...all, ...part };
}

async function numbersOf(
  { duck }: Asked,
  batch: readonly Placed[],
  totals: Row,
): Promise<ReadonlyMap<number, NumberProfile>> {
  const filled = batch.filter((one) => isNumeric(one) && totals[`least${one.i}`] !== null);
  if (filled.length === 0) return new Map();
  const fences = filled.map(({ i, c }) => {
    const quartiles = listOf(totals[`quartiles${i}`]).map(Number) as [number, number, number];
    const reach = REACH * (quartiles[2] - quartiles[0]);
    const [least, greatest] = [quartiles[0] - reach, quartiles[2] + reach];
    // of a column that is nearly always the same everything else would be far out
    const far = reach > 0 ? `${c} < ${sql(least)} OR ${c} > ${sql(greatest)}` : 'false';
    return { i, c, quartiles, least, greatest, far };
  });
  const asked = fences.flatMap(({ i, c, far }) => [
    `count(*) FILTER (${far}) AS far${i}`,
    `min(rowid) FILTER (${far}) AS row${i}`,
    `arg_min(${c}, rowid) FILTER (${far}) AS value${i}`,
  ]);
  const [found = {}] = await duck.rows(`SELECT ${asked.join(', ')} FROM ${TABLE}`);
  const made = new Map<number, NumberProfile>();
  for (const [at, one] of filled.entries()) {
    const { i, quartiles, least, greatest } = fences[at]!;
    const count = Number(found[`far${i}`]);
    const [minimum, maximum] = [Number(totals[`least${i}`]), Number(totals[`most${i}`])];
    made.set(i, {
      minimum,
      maximum,
      mean: Number(totals[`mean${i}`]),
      deviation: Number(totals[`spread${i}`]),
      quartiles,
      histogram: await histogramOf(duck, one, minimum, maximum),
      outliers: {
        least,
        greatest,
        count,
        row: count > 0 ? Number(found[`row${i}`]) + 1 : 0,
        value: Number(found[`value${i}`] ?? Number.NaN),
      },
    });
  }
  return made;
}

/** Whole numbers that are few have a stretch each. */
async function histogramOf(duck: Duck, { c, column }: Placed, minimum: number, maximum: number): Promise<number[]> {
  const range = maximum - minimum;
  const bins = column.whole && range < BINS ? range + 1 : range === 0 ? 1 : BINS;
  const width = column.whole && range < BINS ? 1 : range / bins || 1;
  const bin = `least(${bins - 1}, floor((${c} - ${sql(minimum)}) / ${sql(width)}))::INTEGER`;
  const found = await duck.rows(
    `SELECT ${bin} AS bin, count(*) AS count FROM ${TABLE} WHERE ${c} IS NOT NULL GROUP BY bin`,
  );
  const counts = new Array<number>(bins).fill(0);
  for (const { bin, count } of found) counts[Number(bin)] = Number(count);
  return counts;
}

/** The most frequent values; of those that are as frequent the first by their letters. */
async function valuesOf(
  { duck, some }: Asked,
  { c, column }: Placed,
): Promise<Pick<ColumnProfile, 'values' | 'letters'>> {
  if (column.kind === 'categories') return { values: await classCounts(duck, c, column) };
  const isText = keptOf(column.kind) === 'texts';
  const from = isText ? some : TABLE;
  const found = await duck.rows(
    `SELECT ${c} AS value, count(*) AS count FROM ${from} WHERE ${c} IS NOT NULL GROUP BY value ORDER BY count DESC, value LIMIT ${LISTED}`,
  );
  const values = found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
  if (!isText) return { values };
  const [letters] = await duck.rows(
    `SELECT min(length(${c})) AS minimum, avg(length(${c})) AS mean, max(length(${c})) AS maximum FROM ${TABLE}`,
  );
  const { minimum, mean, maximum } = letters!;
  return {
    // a text that is there once says nothing of the others
    values: values.filter(({ count }) => count > 1),
    ...(minimum !== null && { letters: { minimum: Number(minimum), mean: Number(mean), maximum: Number(maximum) } }),
  };
}

/** How often each class is there, of several in a cell. */
async function classCounts(duck: Duck, c: string, { between = 'bars' }: TableColumn) {
  const bare = `regexp_replace(${c}, ${quoted(AROUND)}, '', 'g')`;
  const cells = `SELECT rowid, trim(unnest(string_split_regex(${bare}, ${quoted(BETWEEN[between])}))) AS value FROM ${TABLE} WHERE ${c} IS NOT NULL`;
  const found = await duck.rows(
    `SELECT value, count(DISTINCT rowid) AS count FROM (${cells}) WHERE value <> '' GROUP BY value ORDER BY count DESC, value LIMIT ${LISTED}`,
  );
  return found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
}

/** What the columns are held against: the target, and in which stretches or classes it is counted. */
interface Judge extends Placed {
  readonly numeric: boolean;
  readonly counted: string;
}

const judgeOf = async (asked: Asked, one: Placed): Promise<Judge> => ({
  ...one,
  numeric: isNumeric(one),
  counted: await countedOf(asked, one),
});

/** Texts are told apart by nearly every row: nothing follows from it. */
const related = ({ column, i }: Placed, judge: Judge): boolean => i !== judge.i && keptOf(column.kind) === 'numbers';

/** The stretch of a number, with as many rows as the others; a category as it is. */
async function countedOf({ duck, some }: Asked, one: Placed): Promise<string> {
  if (!isNumeric(one)) return one.c;
  const shares = Array.from({ length: STRETCHES - 1 }, (_, k) => (k + 1) / STRETCHES);
  const [found] = await duck.rows(`SELECT quantile_cont(${one.c}, [${shares.join(', ')}]) AS edges FROM ${some}`);
  const edges = [...new Set(listOf(found!.edges).map(Number))];
  const steps = edges.map((edge) => `(${one.c} >= ${sql(edge)})::INTEGER`);
  return steps.length === 0 ? `(${one.c} * 0)::INTEGER` : steps.join(' + ');
}

/** Correlations of the numbers among the columns, all at once. */
async function correlations({ duck }: Asked, batch: readonly Placed[], judge: Judge): Promise<Map<number, number>> {
  const numeric = batch.filter((one) => isNumeric(one) && related(one, judge));
  if (numeric.length === 0) return new Map();
  if (judge.numeric) {
    const [found = {}] = await duck.rows(
      `SELECT ${numeric.map(({ c, i }) => `corr(${c}, ${judge.c}) AS r${i}`).join(', ')} FROM ${TABLE}`,
    );
    return new Map(numeric.map(({ i }) => [i, Number(found[`r${i}`] ?? Number.NaN)]));
  }
  const classes = await duck.rows(
    `SELECT ${numeric.flatMap(({ c, i }) => momentsIn(c, i)).join(', ')} FROM ${TABLE} WHERE ${judge.c} IS NOT NULL GROUP BY ${judge.c}`,
  );
  return new Map(numeric.map(({ i }) => [i, ratioOf(classes, i)]));
}

const momentsIn = (c: string, i: number): string[] => [
  `count(${c}) AS count${i}`,
  `avg(${c}) AS mean${i}`,
  `stddev_pop(${c}) AS spread${i}`,
];
const ratioOf = (classes: readonly Row[], i: number): number =>
  correlationRatio(
    classes.map((one) => ({
      count: Number(one[`count${i}`]),
      mean: Number(one[`mean${i}`]),
      deviation: Number(one[`spread${i}`]),
    })),
  );

async function relationOf(asked: Asked, one: Placed, judge: Judge, correlation: number | undefined): Promise<Relation> {
  const { duck, some } = asked;
  const counted = await countedOf(asked, one);
  const pairs = await duck.rows(
    `SELECT a, b, count(*) AS count FROM (SELECT ${counted} AS a, ${judge.counted} AS b FROM ${some}) WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY a, b`,
  );
  const { information, entropy, cramer } = ofPairs(
    pairs.map(({ a, b, count }) => ({ a: String(a), b: String(b), count: Number(count) })),
  );
  const of = { information, share: entropy > 0 ? Math.min(1, information / entropy) : 0 };
  if (isNumeric(one)) return { measure: judge.numeric ? 'pearson' : 'ratio', correlation: correlation!, ...of };
  if (!judge.numeric) return { measure: 'cramer', correlation: cramer, ...of };
  const classes = await duck.rows(
    `SELECT ${momentsIn(judge.c, 0).join(', ')} FROM ${TABLE} WHERE ${one.c} IS NOT NULL GROUP BY ${one.c}`,
  );
  return { measure: 'ratio', correlation: ratioOf(classes, 0), ...of };
}

const listOf = (value: unknown): readonly unknown[] =>
  (value as { readonly items: readonly unknown[] } | null)?.items ?? [];
/** A number as SQL has it, of the same bits. */
const sql = (value: number): string => `${value.toExponential()}::DOUBLE`;
