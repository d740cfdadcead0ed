/** What reaches the network: a dataset's columns after their transforms, by Input node and by target. Known without reading a row. */
import {
  type Choice,
  type ColumnConfig,
  type DataConfig,
  type Document,
  type Graph,
  nameOf,
  targetKeys,
} from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { isStray, lookupsOf, strayToken } from '../passes/lookups.ts';
import { type Problem, problem, type Repair, type RepairAction } from '../problems.ts';
import { formatShape } from '../types/shape.ts';
import { formatType, type TensorType } from '../types/tensor.ts';
import { augmentProblems } from './augment/rows.ts';
import { broughtTo } from './transforms/brought.ts';
import type { Column } from './define.ts';
import { type JoinedColumn, joinedColumns } from './joined.ts';
import { readText, toLength, USUAL_LENGTH } from './language/chain.ts';
import { augmentationProblems } from './settings.ts';
import { transformed } from './transformed.ts';
import { phrase, verbatim } from '../phrases.ts';

export interface Feed {
  /** The program's name for it: `input:<node>` or `target:<key>`. */
  readonly name: string;
  readonly config: ColumnConfig;
  /** Raw, as the dataset has it. */
  readonly source: Column;
  /** After the transforms. */
  readonly column: Column;
  /** Its whole numbers are read as class numbers. */
  readonly labels: boolean;
}

/** The feeds that a document asks of such columns, and what does not fit. `takesLabels` says which targets are read as class numbers. */
export function resolveFeeds(
  raw: readonly Column[],
  data: Pick<DataConfig, 'inputs' | 'targets' | 'joined' | 'augment'>,
  takesLabels: (key: string, numbers: TensorType) => boolean = () => false,
): { readonly feeds: readonly Feed[]; readonly problems: readonly Problem[] } {
  const { joined, problems: notJoined } = joinedColumns(raw, data.joined);
  const problems: Problem[] = [...notJoined];
  const columns = [...raw, ...joined.map(({ column }) => column)];
  const feeds: Feed[] = [];
  const take = (kind: 'input' | 'target', configs: Readonly<Record<string, ColumnConfig>>) => {
    for (const [key, config] of Object.entries(configs)) {
      const source = columns.find(({ name }) => name === config.column);
      // what keeps it from being joined is told
      if (!source && Object.hasOwn(data.joined ?? {}, config.column)) continue;
      if (!source) {
        problems.push(
          problem(
            'column-missing',
            { column: verbatim(config.column), columns: columns.map(({ name }) => verbatim(name)) },
            kind === 'input' ? { node: key } : {},
          ),
        );
        continue;
      }
      const column = transformed(source, config, problems);
      if (!column) continue;
      if (column.gaps) problems.push(gapsIn(column.gaps, ['data', `${kind}s`, key], config, joined));
      if (column.kind === 'text' || column.ragged) {
        problems.push(ofNoLength(column, ['data', `${kind}s`, key], config));
        continue;
      }
      const able = kind === 'target' && source.whole === true && config.transforms.length === 0;
      const labels = able && takesLabels(key, typeOf(column));
      feeds.push({
        name: `${kind}:${key}`,
        config,
        source,
        column: labels ? { ...column, dtype: 'int32' } : column,
        labels,
      });
    }
  };
  take('input', data.inputs);
  take('target', data.targets);
  problems.push(...(data.augment ?? []).flatMap(augmentationProblems), ...augmentProblems(data.augment, feeds));
  return { feeds, problems };
}

/** Rows without a number would make all that is computed of them none. Of a joined column its first part with gaps is named. */
function gapsIn(
  count: number,
  path: readonly string[],
  config: ColumnConfig,
  joined: readonly JoinedColumn[],
): Problem {
  const whole = joined.find(({ column }) => column.name === config.column);
  const at = whole?.parts.findIndex(({ column }) => column.gaps) ?? -1;
  const part = whole?.parts[at]?.config ?? config;
  const place = whole ? ['data', 'joined', config.column, at] : path;
  const filled = [{ type: 'impute', settings: {} }, ...part.transforms];
  return problem(
    'column-gaps',
    { column: verbatim(part.column), count },
    {
      repairs: [
        {
          title: phrase('fill-gaps', { column: verbatim(part.column) }),
          actions: [{ kind: 'configure', path: [...place, 'transforms'], value: filled }],
        },
      ],
    },
  );
}

/** Texts, and tokens of them, are of any length: a network reads rows of one. */
function ofNoLength({ ragged }: Column, path: readonly string[], { column, transforms }: ColumnConfig): Problem {
  const length = ragged?.most ?? USUAL_LENGTH;
  const value = [...transforms, ...(ragged ? toLength(length) : readText(length))];
  const title = phrase(ragged ? 'bring-to-length' : 'read-as-words', { column: verbatim(column), length });
  return problem(
    'text-of-no-length',
    { column: verbatim(column) },
    { repairs: [{ title, actions: [{ kind: 'configure', path: [...path, 'transforms'], value }] }] },
  );
}

export const typeOf = ({ dtype, shape }: Column): TensorType => ({ dtype, shape: ['N', ...shape] });

/** Types of the targets, by key. */
export const targetTypes = (feeds: readonly Feed[]): Readonly<Record<string, TensorType>> =>
  Object.fromEntries(
    feeds.filter(({ name }) => name.startsWith('target:')).map(({ name, column }) => [name.slice(7), typeOf(column)]),
  );

/** What keeps the network's inputs from being fed: `types` by Input node. */
export function inputProblems(
  feeds: readonly Feed[],
  types: Iterable<readonly [string, TensorType]>,
  { data, graph }: Pick<Document, 'data' | 'graph'>,
): Problem[] {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  return [...types].flatMap(([node, wanted]) => {
    const feed = feeds.find(({ name }) => name === `input:${node}`);
    const received = feed && typeOf(feed.column);
    if (received && received.dtype === wanted.dtype && formatShape(received.shape) === formatShape(wanted.shape))
      return [];
    const strip = ({ dtype, shape }: TensorType) => formatType({ dtype, shape: shape.slice(1) });
    return [
      problem(
        'data-mismatch',
        {
          input: phrase('input-called', { name: verbatim(names.get(node) ?? node) }),
          expected: strip(wanted),
          received: received ? strip(received) : phrase('no-column-chosen'),
        },
        {
          node,
          repairs: received ? [...broughtTo(node, feed, wanted, data), takingAll(node, wanted, received)] : [],
        },
      ),
    ];
  });
}

/** The repair that makes an Input of the type that the data has. */
function takingAll(node: string, wanted: TensorType, { dtype, shape: [, ...sample] }: TensorType): Repair {
  const shape = formatShape(sample);
  const reshape: RepairAction = { kind: 'set', node, setting: 'shape', value: sample };
  if (dtype === wanted.dtype) return { title: phrase('set-shape', { shape }), actions: [reshape] };
  const title = phrase(dtype === 'int32' ? 'set-input-to-tokens' : 'set-input-to-numbers', { shape });
  return { title, actions: [reshape, { kind: 'set', node, setting: 'values', value: dtype }] };
}

/** Columns whose classes are more than the layer knows that looks them up as they are. */
export function strayClasses(feeds: readonly Feed[], checked: CheckedGraph): Problem[] {
  return lookupsOf(checked, 1).flatMap((lookup) => {
    const { inputs, equations } = lookup.program;
    const feed = equations.length === 0 ? feeds.find(({ name }) => name === inputs[0]!.name) : undefined;
    const largest = (feed?.column.classes?.length ?? 0) - 1;
    return feed && isStray(lookup, largest) && largest >= 0
      ? [
          strayToken(checked, lookup, {
            where: phrase('the-column', { name: verbatim(feed.source.name) }),
            token: largest,
            largest,
          }),
        ]
      : [];
  });
}

/** The column with its first transforms only: what a transform at that place receives. Undefined where one of them does not fit. */
export const columnAfter = (source: Column, config: ColumnConfig, count: number): Column | undefined =>
  transformed(source, { ...config, transforms: config.transforms.slice(0, count) }, []);

/**
 * A mapping for a document that has none that fits: each Input takes a column of its own, each target that a loss names one of the
 * columns, categories before numbers and the last before the first. A picture's values are scaled to 0..1. What fits already stays.
 */
export function defaultFeeds(
  raw: readonly Column[],
  { data, training }: Pick<Document, 'data' | 'training'>,
  inputs: readonly Graph['nodes'][number][],
): Pick<DataConfig, 'inputs' | 'targets'> {
  const offered = raw.filter(({ role }) => role === undefined || role === 'time');
  const columns = [...offered, ...joinedColumns(raw, data.joined).joined.map(({ column }) => column)];
  const has = (config: ColumnConfig | undefined) =>
    config !== undefined && columns.some(({ name }) => name === config.column);
  const taken = new Set(
    [...Object.values(data.inputs), ...Object.values(data.targets)].filter(has).map(({ column }) => column),
  );
  const take = (kinds: readonly Column['kind'][], from: readonly Column[]): Column | undefined => {
    const column = from
      .filter(({ kind }) => kinds.includes(kind))
      .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
      .find(({ name }) => !taken.has(name));
    if (column) taken.add(column.name);
    return column;
  };
  const keys = targetKeys(training);
  const fill = (
    ids: readonly string[],
    known: Readonly<Record<string, ColumnConfig>>,
    kinds: readonly Column['kind'][],
    from = columns,
  ) =>
    Object.fromEntries(
      ids.flatMap((id) => {
        if (has(known[id])) return [[id, known[id]!]];
        const column = take(kinds, from);
        return column
          ? [
              [
                id,
                {
                  column: column.name,
                  transforms: usualTransforms(column),
                },
              ],
            ]
          : [];
      }),
    );
  const targets = fill(
    keys.length > 0 ? keys : ['target'],
    data.targets,
    ['category', 'categories', 'number', 'tokens', 'image'],
    columns.toReversed(),
  );
  return {
    inputs: fill(
      inputs.map(({ id }) => id),
      data.inputs,
      ['image', 'tokens', 'text', 'number', 'categories', 'category'],
    ),
    targets,
  };
}

function usualTransforms({ kind, range }: Column): readonly Choice[] {
  if (kind === 'text') return readText();
  return kind === 'image' && range ? [{ type: 'scale', settings: { divisor: range[1] } }] : [];
}
