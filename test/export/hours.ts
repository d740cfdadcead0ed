/** A table over time with all that makes series hard to cut. */
import { type Document, documentSchema } from '../../engine/graph/document.ts';

/** Hours of three places by their city and their device, with commas, gaps, and rows that are out of order. */
export function hours(): string {
  const lines = Array.from({ length: 150 }, (_, i) => {
    const [city, device] = [
      ['Ulm', 'a'],
      ['Ulm', 'b'],
      ['Bonn', ''],
    ][i % 3]!;
    const hour = Math.floor(((i * 7) % 150) / 3) + (Math.floor(((i * 7) % 150) / 3) > 20 ? 2 : 0);
    const time = `${String(1 + Math.floor(hour / 24)).padStart(2, '0')}.03.2024 ${String(hour % 24).padStart(2, '0')}:00`;
    const warm = i % 31 === 5 ? 'NA' : (10 + Math.sin(i) * 3).toFixed(2).replace('.', ',');
    return [time, city, device, warm, (i % 17) * 100_000_007, i % 23 === 3 ? '' : `${i % 5},5`].join(';');
  });
  return `Zeit;Ort;Gerät;Grad;Zähler;Wind\n${lines.join('\n')}\n`;
}

/** A document that learns windows of that file. */
export function ofHours(document: Document, file: string, gaps: 'cut' | 'fill' | 'follow'): Document {
  const given = { file, time: 'Zeit', group: 'Ort', roles: { Gerät: 'group' }, target: 'Grad', gaps };
  const dataset = { type: 'series', settings: { ...given, length: 5, horizon: 3, lead: 1, stride: 2 } };
  return documentSchema.parse({ ...document, data: { ...document.data, dataset } });
}
