/** What lies in a run's folder as a program or a person may have left it: held to its form before anything is made of it. */
import { z } from 'zod';
import { verbatim } from '../phrases.ts';
import { problem } from '../problems.ts';
import type { RecordedEvent } from '../train/events.ts';

const info = z.looseObject({
  id: z.string(),
  name: z.string(),
  label: z.string().optional(),
  created: z.string(),
  engine: z.enum(['onnx', 'tfjs']),
  device: z.string(),
  threads: z.int().min(1),
  base: z.string(),
});

/** Whether it says what a run is told when it is made. */
export const isRunInfo = (value: unknown): boolean => info.safeParse(value).success;

const numbers = z.record(z.string(), z.number().nullable());
const verdict = z.looseObject({
  unit: z.enum(['rows', 'characters', 'tokens', 'pixels', 'places', 'series']),
  guess: z.enum(['class', 'token', 'answer', 'mean']),
  split: z.enum(['train', 'validation', 'test']),
  metric: z.string(),
  value: z.number(),
  constant: z.number().nullable(),
  first: z.looseObject({ metric: z.string(), before: z.number(), after: z.number() }).nullable(),
  weak: z.enum(['constant', 'first']).nullable(),
});
/** As far as what reads it relies on it. */
const event = z.discriminatedUnion('event', [
  z.looseObject({ event: z.literal('started'), step: z.number(), rows: z.looseObject({}) }),
  z.looseObject({
    event: z.literal('steps'),
    step: z.array(z.number()).min(1),
    loss: z.array(z.number().nullable()),
    metrics: z.record(z.string(), z.array(z.number().nullable())),
  }),
  z.looseObject({ event: z.literal('epoch'), epoch: z.number(), step: z.number(), train: numbers }),
  z.looseObject({
    event: z.literal('statistics'),
    step: z.number(),
    weights: z.looseObject({}),
    activations: z.looseObject({}),
  }),
  z.looseObject({ event: z.literal('checkpoint'), epoch: z.number(), step: z.number() }),
  z.looseObject({ event: z.literal('state'), state: z.string() }),
  z.looseObject({ event: z.literal('log'), level: z.enum(['info', 'warning']) }),
  z.looseObject({ event: z.literal('failed'), problem: z.looseObject({}) }),
  z.looseObject({ event: z.literal('finished'), train: numbers, seconds: z.number(), verdict: verdict.nullish() }),
]);

/** Undefined of what no run says. */
export function asRecorded(value: unknown): RecordedEvent | undefined {
  if (!event.safeParse(value).success) return undefined;
  const recorded = value as RecordedEvent;
  if (recorded.event !== 'failed' || recorded.problem.values !== undefined) return recorded;
  // earlier versions recorded what went wrong in words alone
  const { message } = recorded.problem as unknown as { readonly message: string };
  return { ...recorded, problem: problem('recorded-in-words', { message: verbatim(String(message)) }) };
}
