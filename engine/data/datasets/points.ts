import { choice, int, number } from '../../settings.ts';
import { normalFrom } from '../../ir/random.ts';
import { type Column, defineDataset } from '../define.ts';
import { below, generate, generated } from '../generated.ts';

const { cos, sin, PI } = Math;
type Curve = (label: number, along: number, classes: number) => readonly [x: number, y: number];

/** Where a class lies, before noise; `along` goes from 0 to 1. */
const FORMS = {
  blobs: (label, _, classes) => [1.5 * cos((2 * PI * label) / classes), 1.5 * sin((2 * PI * label) / classes)],
  // every second half circle hangs upside down into the one before it
  moons: (label, along, classes) => {
    const [turn, up] = [PI * along, label % 2 === 0];
    return [
      (up ? cos(turn) : 1 - cos(turn)) + label - (label % 2) - 0.5 - (classes - 2) / 2,
      (up ? sin(turn) : 0.5 - sin(turn)) - 0.25,
    ];
  },
  circles: (label, along, classes) => [
    (2 * (label + 1) * cos(2 * PI * along)) / classes,
    (2 * (label + 1) * sin(2 * PI * along)) / classes,
  ],
  spirals: (label, along, classes) => {
    const turn = 3 * PI * along + (2 * PI * label) / classes;
    return [2 * along * cos(turn), 2 * along * sin(turn)];
  },
} as const satisfies Readonly<Record<string, Curve>>;

export const points = defineDataset({
  id: 'points',
  title: 'Points in the plane',
  doc: 'Points of a few classes that lie in blobs, moons, circles or spirals: the smallest data on which one sees what a network can tell apart.',
  settings: {
    form: choice(['blobs', 'moons', 'circles', 'spirals'], {
      label: 'Form',
      default: 'moons',
      doc: 'How the classes lie. Only blobs can be told apart by straight lines.',
      names: { blobs: 'Blobs', moons: 'Moons', circles: 'Circles', spirals: 'Spirals' },
    }),
    classes: int({ label: 'Classes', default: 2, min: 1, max: 20, doc: 'How many there are.' }),
    noise: number({
      label: 'Noise',
      default: 0.1,
      min: 0,
      doc: 'Standard deviation of what is added to each coordinate.',
    }),
    ...generated(2000),
  },
  async open(_, { form, classes, noise, ...made }) {
    const columns: readonly Column[] = [
      { name: 'point', kind: 'number', shape: [2], dtype: 'float32' },
      {
        name: 'label',
        kind: 'category',
        shape: [],
        dtype: 'int32',
        classes: Array.from({ length: classes }, (_, i) => String(i)),
      },
    ];
    return generate(columns, made, (next) => {
      const label = below(next, classes);
      const normal = normalFrom(next);
      return { label: () => label, point: () => FORMS[form](label, next(), classes).map((x) => x + noise * normal()) };
    });
  },
});
