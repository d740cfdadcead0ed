/**
 * The units of the data. A network may learn a target in other numbers than the data have, such as its logarithm: metrics, answers and
 * mistakes are turned back, and the loss stays in the numbers that are learned.
 */
import type { Choice, Document } from '../../graph/document.ts';
import { lossOf } from '../../learn/index.ts';
import type { OwnUnits } from '../../passes/compile.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { resolveSettings } from '../../settings.ts';
import type { TransformFit } from '../define.ts';
import { transformOf } from '../index.ts';

/** Numbers of a fit that may stand in a program: pictures of which every pixel has its own range stay as they are learned. */
const MOST_NUMBERS = 65_536;

/** Of targets that are learned as numbers, the transforms that there are. */
export const changedTargets = ({ data, training }: Document): ReadonlyMap<string, readonly Choice[]> =>
  new Map(
    training.losses.flatMap(({ loss, target }) => {
      const transforms = Object.hasOwn(data.targets, target) ? data.targets[target]!.transforms : [];
      return lossOf(loss.type)?.compares === 'numbers' && transforms.length > 0 ? [[target, transforms] as const] : [];
    }),
  );

const hasWayBack = (transforms: readonly Choice[]): boolean =>
  transforms.every(({ type }) => transformOf(type)?.lowerUndo !== undefined);
const isSmall = (fits: readonly TransformFit[]): boolean =>
  fits.every((fit) => Object.values(fit).every((value) => !Array.isArray(value) || value.length <= MOST_NUMBERS));

/** How targets are turned back within programs, those that can be. `fits`: what their transforms learned, by `target:<key>`. */
export function ownUnits(document: Document, fits: Readonly<Record<string, readonly TransformFit[]>>): OwnUnits {
  const turned = [...changedTargets(document)].flatMap(([key, transforms]) => {
    const learned = fits[`target:${key}`] ?? [];
    if (!hasWayBack(transforms) || !isSmall(learned)) return [];
    const turn: NonNullable<ReturnType<OwnUnits['get']>> = (b, values) =>
      transforms.reduceRight((rows, { type, settings }, i) => {
        const transform = transformOf(type)!;
        const resolved = resolveSettings(transform.settings, settings).settings;
        return transform.lowerUndo!(b, rows, resolved, learned[i] ?? {});
      }, values);
    return [[key, turn] as const];
  });
  return new Map(turned);
}

/** What is to be told of the units of loss and metrics, of every target where they are not those of the data. */
export const unitsNotes = (document: Document): Phrase[] =>
  [...changedTargets(document)].map(([target, transforms]) =>
    phrase(hasWayBack(transforms) ? 'units-of-loss' : 'units-as-learned', {
      column: verbatim(document.data.targets[target]!.column),
    }),
  );
