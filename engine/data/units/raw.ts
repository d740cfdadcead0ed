/**
 * Raw rows on their way into a network, within a program: what the transforms of its inputs do, columns that are joined of others
 * included, and the way back of what it answers. It is the data's half of a graph that takes what the data hold.
 */
import type { Choice, ColumnConfig, Document } from '../../graph/document.ts';
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { lossJudging } from '../../passes/compile.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { answered } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { definitionName, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import type { RawRows } from '../../targets/define.ts';
import { sizeOf } from '../../types/shape.ts';
import type { TransformFit } from '../define.ts';
import { transformOf } from '../index.ts';
import { fitOfPart } from '../joined.ts';
import type { Pipeline } from '../pipeline.ts';
import { changedTargets, ownUnits } from './own.ts';

const INPUT = 'input:';

/** A column with what its transforms learned. */
interface Learned {
  readonly config: ColumnConfig;
  readonly fits: readonly TransformFit[];
}

/** `document`: expanded. Throws a `UserError` with every transform that a program cannot say, by its name. */
export function rawRows(document: Document, checked: CheckedGraph, { feeds, fits, dataset }: Pipeline): RawRows {
  const { inputs, joined = {} } = document.data;
  const nodes = feeds.flatMap(({ name }) => (name.startsWith(INPUT) ? [name.slice(INPUT.length)] : []));
  const wholeOf = (node: string): Learned => ({ config: inputs[node]!, fits: fits[INPUT + node] ?? [] });
  const partsOf = (column: string): readonly Learned[] | undefined =>
    Object.hasOwn(joined, column)
      ? joined[column]!.map((config, part) => ({ config, fits: fits[fitOfPart(column, part)] ?? [] }))
      : undefined;
  const own = ownUnits(document, fits);
  const read = nodes.flatMap((node) => partsOf(wholeOf(node).config.column) ?? [wholeOf(node)]);
  refuse(
    nodes.flatMap((node) => [wholeOf(node), ...(partsOf(wholeOf(node).config.column) ?? [])]).flatMap(unsaid),
    [...changedTargets(document)].flatMap(([key, transforms]) =>
      own.has(key) ? [] : oneWay(document.data.targets[key]!.column, transforms),
    ),
  );
  const columns = [...new Set(read.map(({ config }) => config.column))].map(
    (name) => dataset.columns.find((column) => column.name === name)!,
  );
  return {
    columns,
    feed(b, node, raw) {
      const whole = wholeOf(node);
      const { column } = whole.config;
      const parts = partsOf(column)?.map((part) => {
        const made = lowered(b, raw.get(part.config.column)!, part);
        return b.reshape(made, [made.shape[0]!, sizeOf(made.shape.slice(1))]);
      });
      return lowered(b, parts ? b.concat(parts, 1) : raw.get(column)!, whole);
    },
    answer(b, node, output) {
      const judging = lossJudging(document, checked, node);
      const turn = judging && own.get(judging.target);
      return turn ? turn(b, answered(b, lossOf(judging.loss.type)!, output)) : output;
    },
  };
}

interface Unsaid {
  readonly type: string;
  readonly column: string;
}

const unsaid = ({ config: { column, transforms } }: Learned): Unsaid[] =>
  transforms.filter(({ type }) => !transformOf(type)?.lower).map(({ type }) => ({ type, column }));

/** What of a target that cannot be turned back has no way back; all where it learned too many numbers for a program. */
function oneWay(column: string, transforms: readonly Choice[]): Unsaid[] {
  const some = transforms.filter(({ type }) => !transformOf(type)?.lowerUndo);
  return (some.length > 0 ? some : transforms).map(({ type }) => ({ type, column }));
}

function refuse(unsaid: readonly Unsaid[], oneWay: readonly Unsaid[]): void {
  const told = (code: 'preprocess-unsupported' | 'preprocess-one-way', found: readonly Unsaid[]) =>
    [...new Map(found.map((one) => [`${one.type} ${one.column}`, one])).values()].map(({ type, column }) =>
      problem(code, {
        transform: definitionName('transforms', transformOf(type)!),
        column: verbatim(column),
      }),
    );
  const problems = [...told('preprocess-unsupported', unsaid), ...told('preprocess-one-way', oneWay)];
  if (problems.length > 0) throw new UserError(problems);
}

const lowered = (b: Builder, raw: Value, { config, fits }: Learned): Value =>
  config.transforms.reduce((rows, { type, settings }, i) => {
    const transform = transformOf(type)!;
    return transform.lower!(b, rows, resolveSettings(transform.settings, settings).settings, fits[i] ?? {});
  }, raw);
