/** Every template out and in again: `npm run test:interchange`. Rows of a table in `docs/interchange.md`. */
import { expect, test } from 'vitest';
import { TEMPLATES } from '../../templates/index.ts';
import { throughOnnx, throughTfjs } from './roundTrip.ts';

/** How CLIP reads the row of the last token has no layer, nor has a loop that attends in each step: they run as they are. */
const KEPT = new Set(['clip', 'seq2seq']);

test.each(TEMPLATES)('$title through ONNX', async (template) => {
  const { nodes, counts, difference } = await throughOnnx(template.make(template.small));
  const { mapped, approximated, opaque, refused } = counts;
  console.log(`| ${template.title} | ${nodes.join(' → ')} | ${mapped} | ${opaque} | ${difference.toExponential(1)} |`);
  const left = KEPT.has(template.id) ? { approximated, refused } : { approximated, opaque, refused };
  expect(
    Object.values(left).every((count) => count === 0),
    JSON.stringify(counts),
  ).toBe(true);
  expect(difference).toBeLessThan(1e-4);
});

test.each(TEMPLATES)('$title through TensorFlow.js', async (template) => {
  const { nodes, counts, difference } = await throughTfjs(template.make(template.small));
  const { mapped, approximated, opaque, refused } = counts;
  console.log(`| ${template.title} | ${nodes.join(' → ')} | ${mapped} | ${opaque} | ${difference.toExponential(1)} |`);
  expect({ approximated, opaque, refused }).toEqual({ approximated: 0, opaque: 0, refused: 0 });
  expect(difference).toBeLessThan(1e-4);
});

test.each(TEMPLATES)('$title through layers of TensorFlow.js, where it has them', async (template) => {
  const document = template.make(template.small);
  const trip = throughTfjs(document, 'layers').catch((error: Error) => error);
  const found = await trip;
  if (found instanceof Error) {
    expect(found.message).toContain('TensorFlow.js has no layers like these');
    console.log(`| ${template.title} | ${found.message.split(': ')[1]!.split('. ')[0]} |`);
    return;
  }
  expect(found.counts.refused).toBe(0);
  expect(found.difference).toBeLessThan(1e-4);
});
