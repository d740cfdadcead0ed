/** What the metrics of a document measure: which loss's answers, and under what name their values stand in runs, answers and exports. */
import type { Document } from '../graph/document.ts';

type Training = Pick<Document['training'], 'losses' | 'metrics'>;
export type MetricChoice = Training['metrics'][number];

export interface Measured {
  /** Its id, behind the target that it is said to be of (`price.r2`); what stands twice has a number behind it. */
  readonly name: string;
  readonly choice: MetricChoice;
  /** The place of the loss whose output and target it compares; -1 where none has its target. */
  readonly loss: number;
}

/** Whether a metric measures what is learned of this target. */
export const isOfTarget = (choice: MetricChoice, target: string, { losses }: Pick<Training, 'losses'>): boolean =>
  (choice.target ?? losses[0]?.target) === target;

const idOf = ({ type, target }: MetricChoice): string => (target === undefined ? type : `${target}.${type}`);

/** Every metric of a document, in its order. */
export function measured({ losses, metrics }: Training): readonly Measured[] {
  const seen = new Map<string, number>();
  return metrics.map((choice) => {
    const id = idOf(choice);
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    const loss = choice.target === undefined ? 0 : losses.findIndex(({ target }) => target === choice.target);
    return { name: count === 1 ? id : `${id}_${count}`, choice, loss: losses.length === 0 ? -1 : loss };
  });
}

/** The metric's id and the target that a name says, as far as it says one: no id has a dot in it. */
export function namedParts(name: string): { readonly type: string; readonly target?: string } {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? { type: name } : { type: name.slice(dot + 1), target: name.slice(0, dot) };
}
