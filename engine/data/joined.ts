/** Columns made of others: their values, each after its own transforms, one behind the other in a vector. A row of a table becomes one input so. */
import type { ColumnConfig, DataConfig } from '../graph/document.ts';
import { phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { allocate } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
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
      const fits = column.dtype === 'float32' && column.shape.length <= 1;
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
      const width = found.column.shape[0]!;
      const out = (into ?? allocate('float32', indices.length * width)) as Float32Array;
      let start = 0;
      found.parts.forEach(({ config, source, column }, part) => {
        const raw = table.read(source.name, indices);
        const { data } = applyTransforms(config.transforms, fits()[fitOfPart(name, part)]!, raw);
        const size = sizeOf(column.shape);
        for (let row = 0; row < indices.length; row++)
          for (let i = 0; i < size; i++) out[row * width + start + i] = data[row * size + i]!;
        start += size;
      });
      return { dtype: 'float32', shape: [indices.length, width], data: out };
    },
  };
}
