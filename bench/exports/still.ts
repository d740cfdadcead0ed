/** Templates at their small size of which nothing is drawn at random, so that two programs take the same steps. */
import { stillGraph } from '../../engine/export/parity/still.ts';
import type { Document } from '../../engine/graph/document.ts';
import type { TEMPLATES } from '../../templates/index.ts';

/** The template's small network, all of its rows to learn from, as float32. */
export function stillDocument(template: (typeof TEMPLATES)[number], batchSize: number, epochs: number): Document {
  const { graph, data, training, ...document } = template.make(template.small ?? {});
  return {
    ...document,
    graph: stillGraph(graph),
    data: { ...data, split: { ...data.split, validation: 0, test: 0 } },
    training: {
      ...training,
      batchSize,
      epochs,
      gradientNoise: { ...training.gradientNoise, deviation: 0 },
      averaging: { ...training.averaging, type: 'none' },
      earlyStopping: null,
      savedAs: 'float32',
    },
  };
}
