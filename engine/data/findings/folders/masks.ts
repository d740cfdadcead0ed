import { someNames, type Value, verbatim } from '../../../phrases.ts';
import { type Problem, problem } from '../../../problems.ts';
import type { FoundGreys } from '../../datasets/pictures/maskValues.ts';
import type { Cures, FolderFinding, MaskFacts, Size } from '../define.ts';

/** Masks of another size than their pictures, of greys instead of class numbers, without anything marked, and classes that none of them has. */
export const masks: FolderFinding = {
  id: 'masks',
  find({ masks: given, rows, cures }) {
    if (!given || given.looked.length === 0) return [];
    const { classes, looked, greys } = given;
    const of = looked.length;
    const others = looked.filter(({ picture, mask }) => picture && !sameSize(picture, mask));
    const empty = looked.filter(({ found }) => [...found].every((one) => one === 0));
    const absent = classes.filter((_, number) => !looked.some(({ found }) => found.has(number)));
    const named = ({ row }: { readonly row: number }) => verbatim(rows[row]!.name());
    const [other] = others;
    const sizes = other
      ? [
          problem(
            'data-mask-sizes',
            {
              ...{ of, count: others.length, picture: named(other) },
              ...{ first: sizeOf(other.picture!), mask: sizeOf(other.mask) },
            },
            {
              repairs: cures.leaveFilesOut(
                others.flatMap(({ row }) => rows[row]!.below ?? []),
                true,
              ),
            },
          ),
        ]
      : [];
    // what follows from greys that are no classes is no finding of its own
    if (greys) return [...sizes, greyMasks(greys, given, named, cures)];
    return [
      ...sizes,
      ...(absent.length > 0
        ? [problem('data-mask-classes', { of, names: someNames(absent.map((one) => verbatim(one))) })]
        : []),
      ...(empty.length > 0
        ? [
            problem(
              'data-masks-empty',
              { of, count: empty.length, class: verbatim(classes[0]!), first: named(empty[0]!) },
              {
                repairs: cures.leaveFilesOut(
                  empty.flatMap(({ row }) => rows[row]!.below ?? []),
                  true,
                ),
              },
            ),
          ]
        : []),
    ];
  },
};

function greyMasks(
  greys: FoundGreys,
  { classes, looked }: MaskFacts,
  named: (one: { readonly row: number }) => Value,
  cures: Cures,
): Problem {
  const [known, repairs] = [greys.known.map((value) => verbatim(String(value))), cures.readMasks(greys)];
  const strayIn = ({ found }: MaskFacts['looked'][number]) => [...found].find((value) => !greys.known.includes(value));
  const first = looked.find((one) => strayIn(one) !== undefined);
  if (!first) return problem('data-masks-painted', { count: classes.length, known }, { repairs });
  return problem(
    'data-masks-blurred',
    {
      ...{ between: greys.between, known, count: classes.length, first: named(first), value: strayIn(first)! },
      share: verbatim((100 * greys.share).toFixed(1)),
    },
    { repairs },
  );
}

const sameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
const sizeOf = ({ width, height }: Size) => verbatim(`${width}×${height}`);
