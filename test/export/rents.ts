/** A table that is hard to read, and a document that learns from it with every transform of numbers, dates and classes. */
import { type Document, documentSchema } from '../../engine/graph/document.ts';

/** A table with all that makes tables hard to read. */
export function rentsTable(): string {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const price = (Math.sin(i) * 900 + 1000).toFixed(2).replace('.', ',');
    const grouped =
      i % 10 === 3
        ? ['1.234,5 €', '€ 1 234,5', '(1.234,5 €)'][i % 3]!
        : `${i % 2 ? '' : '€ '}${price}${i % 2 ? ' €' : ''}`;
    const day = `${String((i % 28) + 1).padStart(2, '0')}.${String((i % 12) + 1).padStart(2, '0')}.${2020 + (i % 5)}`;
    const time = i % 4 === 0 ? ` ${String(i % 24).padStart(2, '0')}:15` : '';
    const town = ['Köln', '"a;""b"""', 'Ulm', ' Bonn ', '"two\nlines"', ''][i % 6];
    const level = ['low', 'middle', 'high'][(i * 7) % 3];
    const gap = i % 9 === 5 ? ['NA', '—', '-', '?'][i % 4] : String(i % 13);
    const rent = i % 30 === 29 ? '' : String(300 + ((i * 37) % 200) + (i % 3) * 100);
    const part = ['train', 'Train', 'dev', 'training', 'TEST'][(i * 3) % 5];
    return [grouped, day + time, town, level, gap, rent, part].join(';');
  });
  return `\ufeffPreis;Tag;"Ort; genau";Stufe;Zimmer;Miete;Teil\r\n${rows.join('\r\n')}\r\n`;
}

const step = (type: string, settings: object = {}) => ({ type, settings });
const ranged = [step('bucket', { buckets: 4 }), step('oneHot', { classes: 4 })];
/** Parts that have every transform between them. */
export const PARTS: readonly (readonly [string, ...object[]])[] = [
  ['Preis', step('standardize')],
  ['Preis', step('minMax', { from: -1, to: 1 })],
  ['Preis', step('robust'), step('clip', { least: -2, greatest: 2 })],
  ['Preis', step('log'), step('scale', { divisor: 10 })],
  ['Preis', step('power')],
  ['Preis', ...ranged],
  ['Tag', step('dateParts', { weekday: true, dayOfYear: true, hour: true }), step('cyclic', { period: 7 })],
  ['Tag', step('cyclic', { period: 365.2425 })],
  ['Ort; genau', step('oneHot', { classes: 6 })],
  ['Ort; genau', step('hash', { buckets: 5 })],
  ['Ort; genau', step('impute', { by: 'frequent' }), step('ordinal')],
  ['Stufe', step('ordinal'), step('standardize')],
  ['Zimmer', step('impute', { by: 'median', flag: true })],
  ['Zimmer', step('impute'), step('standardize')],
];

/** What the parts come to. */
const WIDTH = 1 + 1 + 1 + 1 + 1 + 4 + 10 + 2 + 6 + 5 + 1 + 1 + 2 + 1;

/** Learns the rent from parts that are as wide together; `file` is the table. */
export function rents(file: string, parts = PARTS, width = WIDTH): Document {
  const dense = (id: string, units: number) => ({ id, type: 'dense', settings: { units }, position: { x: 0, y: 0 } });
  const wire = (from: string, to: string) => ({
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'rents',
    graph: {
      nodes: [
        { id: 'in', type: 'input', settings: { shape: [width] }, position: { x: 0, y: 0 } },
        dense('hidden', 6),
        dense('out', 1),
      ],
      edges: [wire('in', 'hidden'), wire('hidden', 'out')],
    },
    data: {
      dataset: { type: 'table', settings: { file, target: 'Miete' } },
      joined: { features: parts.map(([column, ...transforms]) => ({ column, transforms })) },
      inputs: { in: { column: 'features', transforms: [step('clip', { least: -30, greatest: 30 })] } },
      targets: { rent: { column: 'Miete', transforms: [step('log'), step('standardize')] } },
      split: { validation: 0.2, test: 0.2 },
    },
    training: {
      losses: [{ target: 'rent', loss: { type: 'meanSquaredError' } }],
      metrics: [{ type: 'meanAbsoluteError' }],
      epochs: 3,
      batchSize: 16,
    },
  });
}
