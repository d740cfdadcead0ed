/** Cosine: Falls to its lowest value along half a cosine: slowly, then fast, then slowly. A good first choice. */
const LEARNING_RATE = 0.1;

/** The share of the learning rate after so many steps of a training of `whole`. */
function factor(time: number, whole: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(time / whole, 1)));
}

/** The learning rate of the next step: of all steps and epochs so many are done. */
export function learningRateAt({
  step,
  steps,
}: Readonly<Record<"step" | "epoch" | "steps" | "epochs", number>>): number {
  return LEARNING_RATE * factor(step, steps);
}
