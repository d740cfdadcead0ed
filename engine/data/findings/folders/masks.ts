import { someNames, verbatim } from '../../../phrases.ts';
import { problem } from '../../../problems.ts';
import type { FolderFinding, Size } from '../define.ts';

/** Masks of another size than their pictures, without anything marked, and classes that none of them has. */
export const masks: FolderFinding = {
  id: 'masks',
  find({ masks: given, rows, cures }) {
    if (!given || given.looked.length === 0) return [];
    const { classes, looked } = given;
    const of = looked.length;
    const others = looked.filter(({ picture, mask }) => picture && !sameSize(picture, mask));
    const empty = looked.filter(({ found }) => [...found].every((one) => one === 0));
    const absent = classes.filter((_, number) => !looked.some(({ found }) => found.has(number)));
    const named = ({ row }: { readonly row: number }) => verbatim(rows[row]!.name());
    const [other] = others;
    return [
      ...(other
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
        : []),
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

const sameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
const sizeOf = ({ width, height }: Size) => verbatim(`${width}×${height}`);
