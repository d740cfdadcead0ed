/** How what a network is asked for is usually learned and judged. */

/** Choosing one class, saying yes or no to each, or giving numbers. */
export type Task = 'classes' | 'labels' | 'number';

/** How each is usually learned and judged. */
export const USUAL: Readonly<Record<Task, { readonly loss: string; readonly metrics: readonly string[] }>> = {
  classes: { loss: 'crossEntropy', metrics: ['accuracy', 'confusionMatrix'] },
  labels: { loss: 'binaryCrossEntropy', metrics: ['labelF1', 'labelAccuracy', 'exactMatch'] },
  number: { loss: 'meanSquaredError', metrics: ['meanAbsoluteError', 'r2'] },
};
