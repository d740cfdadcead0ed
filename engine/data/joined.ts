/** Columns made of others: their values, each after its own transforms, one behind the other in a vector. A row of a table becomes one input so. */
import type { ColumnConfig, DataConfig } from '../graph/document.ts';
import { phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { allocate } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Column, Table, TransformFit } from './define.ts';
import { applyTransforms, transformed } from './transformed.ts';

interface Part {
  readonly config: ColumnConfig;
  /** Raw, and after its transforms. */
  readonly source: Column;
  readonly column: Column;
}
export interface JoinedColumn {
  readonly column: Column;
  readonly parts: readonly Part[];
}

/** The name under which what the transforms of a part learned is kept. */
export const fitOfPart = (column: string, part: number): string => `column:${column}/${part}`;

/** The name under which the names of a column's classes are kept. */
export const classesOfColumn = (column: string): string => `column:${column}`;

/** What a document joins of such columns, and what keeps it from that. */
export function joinedColumns(
  columns: readonly Column[],
  joined: DataConfig['joined'] = {},
): { readonly joined: readonly JoinedColumn[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const made = Object.entries(joined).flatMap(([name, configs]): JoinedColumn[] => {
    const parts = configs.flatMap((config, i): Part[] => {
      const source = columns.find((column) => column.name === config.column);
      const column = source && transformed(source, config, problems);
      if (!source)
        problems.push(
          problem('column-missing', {
            column: verbatim(config.column),
            columns: columns.map((one) => verbatim(one.name)),
          }),
        );
      if (!source || !column) return [];
      const fits = column.dtype === 'float32' && column.shape.length <= 2;
      if (!fits) problems.push(notJoinable(name, i, config, column));
      return fits ? [{ config, source, column }] : [];
    });
    if (parts.length < configs.length) return [];
    const width = parts.reduce((sum, { column }) => sum + sizeOf(column.shape), 0);
    const gaps = Math.max(...parts.map(({ column }) => column.gaps ?? 0));
    const column: Column = { name, kind: 'number', shape: [width], dtype: 'float32', ...(gaps > 0 && { gaps }) };
    return [{ column, parts }];
  });
  return { joined: made, problems };
}

function notJoinable(name: string, part: number, { column, transforms }: ColumnConfig, after: Column): Problem {
  const classes = after.classes?.length;
  return problem(
    'column-not-joined',
    { column: verbatim(column), joined: verbatim(name) },
    {
      repairs: classes
        ? [
            {
              title: phrase('one-hot-column', { column: verbatim(column) }),
              actions: [
                {
                  kind: 'configure',
                  path: ['data', 'joined', name, part, 'transforms'],
                  value: [...transforms, { type: 'oneHot', settings: { classes } }],
                },
              ],
            },
          ]
        : [],
    },
  );
}

/** What the inputs of a document are read from: columns of the data, those that they are joined of in their place. */
export const feedsRead = ({ inputs, joined = {} }: Pick<DataConfig, 'inputs' | 'joined'>): readonly ColumnConfig[] =>
  Object.values(inputs).flatMap((config) => (Object.hasOwn(joined, config.column) ? joined[config.column]! : [config]));

/** The columns of the data that the inputs of a document are read from, each once. */
export const columnsRead = (data: Pick<DataConfig, 'inputs' | 'joined'>): readonly string[] => [
  ...new Set(feedsRead(data).map(({ column }) => column)),
];

/** Those of which values may be read that the training never saw. */
export const hashedColumns = (data: Pick<DataConfig, 'inputs' | 'joined'>): ReadonlySet<string> =>
  new Set(feedsRead(data).flatMap(({ column, transforms }) => (transforms[0]?.type === 'hash' ? [column] : [])));

/** A table in which the joined columns are read like any other. `fits` is asked when rows are read: it may be learned meanwhile. */
export function joinedTable(
  table: Table,
  joined: readonly JoinedColumn[],
  fits: () => Readonly<Record<string, readonly TransformFit[]>>,
): Table {
  if (joined.length === 0) return table;
  return {
    ...table,
    bytes: (name) => (joined.some(({ column }) => column.name === name) ? undefined : table.bytes?.(name)),
    read(name, indices, into) {
      const found = joined.find(({ column }) => column.name === name);
      if (!found) return table.read(name, indices, into);
      const parts = found.parts.map(({ config, source }) => ({ config, raw: table.read(source.name, indices) }));
      return joinRows(name, parts, fits(), into as Float32Array | undefined);
    },
  };
}

interface Placing {
  readonly rows: number;
  /** Numbers of a row of the part, and of the whole. */
  readonly size: number;
  readonly width: number;
  /** Where the part stands in a row. */
  readonly start: number;
}

function place(data: Float32Array, out: Float32Array, { rows, size, width, start }: Placing): void {
  // a loop within for a single number would take most of the time
  if (size === 1) for (let row = 0, at = start; row < rows; row++, at += width) out[at] = data[row]!;
  else
    for (let row = 0, from = 0; row < rows; row++)
      for (let at = row * width + start, end = at + size; at < end; at++, from++) out[at] = data[from]!;
}

/** Rows of a joined column, of the raw rows of its parts in their order; into `into` where it is given, which has just their size. */
export function joinRows(
  column: string,
  parts: readonly { readonly config: ColumnConfig; readonly raw: Tensor }[],
  fits: Readonly<Record<string, readonly TransformFit[]>>,
  into?: Float32Array,
): Tensor {
  const made = parts.map(({ config, raw }, part) =>
    applyTransforms(config.transforms, fits[fitOfPart(column, part)]!, raw),
  );
  const rows = made[0]!.shape[0]!;
  const widths = made.map(({ shape }) => sizeOf(shape.slice(1)));
  const width = widths.reduce((a, b) => a + b, 0);
  const out = into ?? allocate('float32', rows * width);
  let start = 0;
  made.forEach(({ data }, part) => {
    const size = widths[part]!;
    place(data as Float32Array, out as Float32Array, { rows, size, width, start });
    start += size;
  });
  return { dtype: 'float32', shape: [rows, width], data: out as Float32Array };
}
