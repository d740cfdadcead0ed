/** A column on its way into the network: training rows as they are, and after each of its transforms. Looked at before anything is trained. */
import type { Column, Files, Transform } from '../../data/define.ts';
import { columnAfter } from '../../data/feeds.ts';
import { transformOf } from '../../data/index.ts';
import { encoderOf, type Way } from '../../data/language/encoder.ts';
import { copied, hasTokens, textsTensor, tokensTensor } from '../../data/language/ragged.ts';
import { learnedColumn } from '../../data/pipeline.ts';
import { applyTransforms } from '../../data/transformed.ts';
import type { ColumnConfig, DataConfig, Document } from '../../graph/document.ts';
import { resolveSettings } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';

/** Where a column is used, below `data`: for an input or a target, or as a part of a joined column. */
export type StepsPlace = readonly [kind: string, key: string, part?: number];

export interface Step {
  /** The transform that was applied last; null before all of them. */
  readonly transform: string | null;
  readonly column: Column;
  /** The rows, stacked; of rows of unequal length a part where they are long. */
  readonly values: Tensor;
  /** Of tokens what each is called, row by row. */
  readonly names?: readonly (readonly string[])[];
}
export interface ColumnSteps {
  /** Rows of the training table. */
  readonly rows: readonly number[];
  /** How many there are to learn from. */
  readonly total: number;
  /** As far as the transforms fit each other. */
  readonly steps: readonly Step[];
}

/** Characters and tokens of a row that are looked at. */
const MOST_SIGNS = 2000;
const MOST_TOKENS = 200;

/** Throws a `UserError`; undefined where nothing stands at that place. */
export async function columnSteps(
  { data }: Pick<Document, 'data'>,
  files: Files,
  place: StepsPlace,
  { offset, count }: { readonly offset: number; readonly count: number },
): Promise<ColumnSteps | null> {
  const config = configAt(data, place);
  if (!config) return null;
  const { source, split, transforms, fits } = await learnedColumn(data, files, config);
  const rows = split.rows.subarray(offset, offset + count);
  const raw = split.table.read(source.name, rows);
  const nameOf = namesOf(transforms, fits);
  const steps = Array.from({ length: transforms.length + 1 }, (_, i): Step => {
    const values = applyTransforms(transforms.slice(0, i), fits, copied(raw));
    const column = columnAfter(source, config, i)!;
    const names = nameOf && column.kind === 'tokens' ? { names: tokensIn(values).map((row) => row.map(nameOf)) } : {};
    return { transform: transforms[i - 1]?.type ?? null, column, values: shortened(values), ...names };
  });
  return { rows: [...rows], total: split.rows.length, steps };
}

function configAt(
  { inputs, targets, joined = {} }: DataConfig,
  [kind, key, part]: StepsPlace,
): ColumnConfig | undefined {
  const own = <T>(all: Readonly<Record<string, T>>): T | undefined => (Object.hasOwn(all, key) ? all[key] : undefined);
  if (kind === 'joined') return own(joined)?.[part ?? -1];
  return own(kind === 'inputs' ? inputs : targets);
}

/** What tokens are called by the transform that made them. */
export function namesOf(
  transforms: ColumnConfig['transforms'],
  fits: Parameters<typeof applyTransforms>[1],
): ((token: number) => string) | undefined {
  const at = transforms.findIndex(({ type }) => type === 'tokenize');
  if (at < 0) return undefined;
  const transform = transformOf('tokenize') as Transform;
  const { by } = resolveSettings(transform.settings, transforms[at]!.settings).settings as { readonly by: Way };
  return encoderOf(by, fits[at]!).nameOf;
}

/** Of each row, as far as it is looked at. */
export function tokensIn(values: Tensor): number[][] {
  if (hasTokens(values)) return values.tokens.map((row) => [...row.subarray(0, MOST_TOKENS)]);
  const size = sizeOf(values.shape.slice(1));
  return Array.from({ length: values.shape[0]! }, (_, row) =>
    Array.from(values.data.subarray(row * size, row * size + Math.min(size, MOST_TOKENS))),
  );
}

function shortened(values: Tensor): Tensor {
  if ('texts' in values)
    return textsTensor((values.texts as readonly string[]).map((text) => text.slice(0, MOST_SIGNS)));
  return hasTokens(values) ? tokensTensor(values.tokens.map((row) => row.slice(0, MOST_TOKENS))) : values;
}
