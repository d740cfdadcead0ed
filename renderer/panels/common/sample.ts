/** Some rows of a dataset, and what stands in them. */
import { type Verbatim, verbatim } from '../../../engine/phrases.ts';
import { wholeText } from '../../../engine/types/bytes.ts';
import { useEffect, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { hasTexts } from '../../../engine/data/language/ragged.ts';
import { dealtFor } from '../../../engine/data/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import type { CallArguments } from '../../../engine/protocol.ts';
import { sizeOf, formatShape } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { formatNumber } from '../../charts/format.ts';
import { activeDocument, useActive } from '../../state/document/workspace.ts';
import { askForData } from '../../state/document/consent.ts';
import { messageOf } from '../../state/notices.ts';

export type Split = 'train' | 'validation' | 'test';

export type Sample = Readonly<Record<string, Tensor>>;

/** Some rows of the dataset, the active document's or a run's, and why they could not be read. The rows before stay in sight until the next are there. */
export function useSample(
  dataset: Choice | null,
  split: Split,
  offset: number,
  count: number,
  run?: string,
): { readonly sample: Sample | null; readonly error: string | null } {
  const [state, setState] = useState<{ sample: Sample | null; error: string | null }>({ sample: null, error: null });
  // as text: the effect asks anew where it says something else
  const dealt = useActive(({ document }) => JSON.stringify(dealtFor(document.data)));
  useEffect(() => {
    if (!dataset) return;
    const stale = new AbortController();
    const wanted = {
      dataset: dataset as CallArguments['data.sample']['dataset'],
      path: activeDocument()?.path ?? null,
      ...(run !== undefined
        ? { run }
        : dealt !== undefined && { dealt: JSON.parse(dealt) as CallArguments['data.sample']['dealt'] }),
      split,
      offset,
      count,
    };
    askForData('data.sample', wanted, stale.signal).then(
      (sample) => stale.signal.aborted || setState({ sample, error: null }),
      (error: unknown) => stale.signal.aborted || setState({ sample: null, error: messageOf(error) }),
    );
    return () => stale.abort();
  }, [dataset, split, offset, count, run, dealt]);
  return state;
}

/** A value of a row in words. */
export function textOfValue(column: Column, tensor: Tensor, row: number): Verbatim {
  if (hasTexts(tensor)) return verbatim(shortened(tensor.texts[row] ?? ''));
  const size = sizeOf(column.shape);
  if (column.kind === 'category' && size === 1)
    return verbatim(column.classes?.[tensor.data[row]!] ?? String(tensor.data[row]));
  if (column.classes && size === column.classes.length && (column.kind === 'number' || column.kind === 'categories'))
    return textOfPlaces(column.classes, tensor.data.subarray(row * size, (row + 1) * size));
  if (column.classes && column.shape.length === 1)
    return textOfTokens(
      Array.from(
        tensor.data.subarray(row * size, (row + 1) * size),
        (value) => column.classes![value] ?? String(value),
      ),
    );
  if (size > 8) return formatShape(column.shape);
  const numbers = Array.from(tensor.data.subarray(row * size, (row + 1) * size), (value) =>
    Number.isNaN(value) ? '–' : size === 1 ? wholeText(Number(value.toPrecision(6))) : formatNumber(value),
  );
  return verbatim(numbers.join('  '));
}

/** A number for each class: those that are there, and where there are few the numbers before them. */
function textOfPlaces(classes: readonly string[], values: ArrayLike<number>): Verbatim {
  const names = classes.filter((_, i) => values[i] !== 0).join(', ');
  const numbers =
    classes.length > MOST_PLACES ? '' : Array.from(values, (value) => Number(value.toPrecision(4))).join(' ');
  return verbatim([numbers, names].filter((part) => part !== '').join('  '));
}
const MOST_PLACES = 8;

/** Characters of a text that are shown in a table. */
const SHOWN = 160;
const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** Characters side by side, words with spaces. */
const textOfTokens = (tokens: readonly string[]): Verbatim =>
  verbatim(tokens.join(tokens.every((token) => Array.from(token).length === 1) ? '' : ' '));
