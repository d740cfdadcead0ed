/** Transforms one after the other: of a column, as far as is known without reading a row, and of rows. */
import type { Choice, ColumnConfig } from '../graph/document.ts';
import { definitionName, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { resolveSettings } from '../settings.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Column, Transform, TransformFit } from './define.ts';
import { transformOf } from './index.ts';

/** The column after its transforms; undefined, and why among the problems, where one does not fit. */
export function transformed(source: Column, { transforms }: ColumnConfig, problems: Problem[]): Column | undefined {
  let column = source;
  for (const { type, settings } of transforms) {
    const transform = transformOf(type);
    const resolved = transform && resolveSettings(transform.settings, settings);
    const after = resolved
      ? transform!.column(column, resolved.settings)
      : { expected: phrase('transform-of-this-version'), received: verbatim(type) };
    if (transform) problems.push(...badSettings('transforms', transform, settings));
    if ('received' in after) {
      problems.push(
        problem('bad-training-setting', {
          setting: phrase('transform-of', {
            title: transform ? definitionName('transforms', transform) : verbatim(type),
            column: verbatim(source.name),
          }),
          expected: phrase('given', { what: after.expected }),
          received: after.received,
        }),
      );
      return undefined;
    }
    const { days, ...others } = after;
    column = days && transform!.keepsUnit ? after : others;
  }
  return column;
}

/** A transform as it is added to a column. */
export const transformFor = (transform: Transform, before: Column): Choice => ({
  type: transform.id,
  settings: { ...transform.start?.(before) } as Choice['settings'],
});

/** Applies transforms in order, each with what it learned. The raw rows may be changed: they are the result where that is possible. */
export function applyTransforms(transforms: readonly Choice[], fits: readonly TransformFit[], raw: Tensor): Tensor {
  return transforms.reduce((batch, { type, settings }, i) => {
    const transform = transformOf(type)!;
    return transform.apply(batch, resolveSettings(transform.settings, settings).settings, fits[i] ?? {});
  }, raw);
}

/** What a network answers, in the units of its target's column; undefined where a transform has no way back. */
export function undoTransforms(
  transforms: readonly Choice[],
  fits: readonly TransformFit[],
  answers: Tensor,
): Tensor | undefined {
  const specs = transforms.map(({ type }) => transformOf(type));
  if (!specs.every((spec) => spec?.undo && !(spec.fit && fits.length === 0))) return undefined;
  const copy = { ...answers, data: answers.data.slice() } as Tensor;
  return transforms.reduceRight((batch, { settings }, i) => {
    const spec = specs[i]!;
    return spec.undo!(batch, resolveSettings(spec.settings, settings).settings, fits[i] ?? {});
  }, copy);
}
