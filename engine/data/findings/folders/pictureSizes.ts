import { verbatim } from '../../../phrases.ts';
import { problem } from '../../../problems.ts';
import type { FolderFinding } from '../define.ts';

/** So many times the pixels, and times as wide for their height. */
const TIMES_LARGER = 16;
const TIMES_WIDER = 2;

/** Pictures of very different sizes or shapes: what all are brought to fits some of them badly. */
export const pictureSizes: FolderFinding = {
  id: 'pictureSizes',
  find({ pictures, rows, cures }) {
    if (!pictures || pictures.sizes.length < 2) return [];
    const { sizes, width, height, fit } = pictures;
    const ends = (measure: (one: (typeof sizes)[number]) => number) => {
      const sorted = sizes.toSorted((a, b) => measure(a) - measure(b));
      const [least, most] = [sorted[0]!, sorted.at(-1)!];
      return { least, most, times: measure(most) / measure(least) };
    };
    const told = (one: (typeof sizes)[number]) => verbatim(`${rows[one.row]!.name()} ${one.width}×${one.height}`);
    const size = verbatim(`${width}×${height}`);
    const [areas, shapes] = [ends((one) => one.width * one.height), ends((one) => one.width / one.height)];
    return [
      ...(areas.times >= TIMES_LARGER
        ? [problem('data-picture-sizes', { least: told(areas.least), most: told(areas.most), size })]
        : []),
      ...(shapes.times >= TIMES_WIDER && fit === 'stretch'
        ? [
            problem(
              'data-picture-shapes',
              { first: told(shapes.least), second: told(shapes.most), size },
              { repairs: cures.keepShapes() },
            ),
          ]
        : []),
    ];
  },
};
