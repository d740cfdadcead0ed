import { useMemo, useState } from 'react';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { messageOf } from '../../state/notices.ts';
import { type Answered, predict, type RunModel } from './model.ts';
import { newestOnly } from './newest.ts';

type Inputs = Readonly<Record<string, Tensor>>;

export interface Prediction {
  /** By output. */
  readonly values: Answered['values'] | null;
  readonly unknown: Answered['unknown'];
  readonly error: string | null;
  /** Of inputs by their nodes; null takes the last answer away. */
  readonly ask: (inputs: Inputs | null) => void;
}

/** What the trained network says to the inputs that were asked about last. */
export function usePrediction(model: RunModel): Prediction {
  const [answer, setAnswer] = useState<Answered | null>(null);
  const [error, setError] = useState<string | null>(null);
  const ask = useMemo(
    () =>
      newestOnly(async (inputs: Inputs | null) => {
        try {
          setAnswer(inputs && (await predict(model, inputs)));
          setError(null);
        } catch (problem) {
          setAnswer(null);
          setError(messageOf(problem));
        }
      }),
    [model],
  );
  return { values: answer?.values ?? null, unknown: answer?.unknown ?? {}, error, ask };
}
