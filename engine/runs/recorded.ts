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
const best = z.looseObject({
  epoch: z.number(),
  step: z.number(),
  split: z.enum(['train', 'validation']),
  metric: z.string(),
  value: z.number(),
});
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
const pruned = z.looseObject({
  kernels: z.array(z.looseObject({ name: z.string(), zeros: z.number(), size: z.number() })),
  dense: z.number(),
  compressed: z.number(),
  before: numbers.nullable(),
});
/** A number that JSON has no word for is written as null. */
const losses = z.array(
  z
    .number()
    .nullable()
    .transform((loss) => loss ?? Number.NaN),
);
const count = z.number().default(0);
/** As far as what reads it relies on it; what other programs that write runs leave out is added. */
const event = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('started'),
    run: z.string().default(''),
    name: z.string().default(''),
    engine: z.string().default(''),
    device: z.string().default(''),
    threads: z.number().default(1),
    parameters: count,
    stepsPerEpoch: z.number().default(1),
    epochs: z.number().default(1),
    step: z.number(),
    rows: z.looseObject({ train: count, validation: count, test: count }),
  }),
  z.looseObject({
    event: z.literal('steps'),
    step: z.array(z.number()).min(1),
    loss: losses,
    metrics: z.record(z.string(), z.array(z.number().nullable())).default({}),
    stepsPerSecond: count,
    secondsLeft: count,
    learningRate: count,
  }),
  z.looseObject({
    event: z.literal('epoch'),
    epoch: z.number(),
    step: z.number(),
    train: numbers,
    validation: numbers.nullable().default(null),
    best: z.boolean().default(false),
    seconds: count,
  }),
  z.looseObject({
    event: z.literal('statistics'),
    step: z.number(),
    weights: z.looseObject({}),
    activations: z.looseObject({}),
  }),
  z.looseObject({ event: z.literal('checkpoint'), epoch: z.number(), step: z.number(), file: z.string().default('') }),
  z.looseObject({
    event: z.literal('state'),
    state: z.enum(['starting', 'running', 'paused', 'stopping', 'finished', 'stopped', 'failed']),
  }),
  z.looseObject({ event: z.literal('log'), level: z.enum(['info', 'warning']) }),
  z.looseObject({ event: z.literal('failed'), problem: z.looseObject({}) }),
  z.looseObject({
    event: z.literal('finished'),
    run: z.string().default(''),
    reason: z.enum(['done', 'stopped', 'early']).default('done'),
    kept: best.nullable().catch(null),
    train: numbers,
    validation: numbers.nullable().default(null),
    test: numbers.nullable().default(null),
    verdict: verdict.nullish(),
    pruned: pruned.optional().catch(undefined),
    seconds: count,
    waitShare: count,
    peakMb: count,
  }),
]);

/** An event of a line of a record; undefined of one that was cut off when its process died, and of what no run says. */
export function eventOfLine(line: string): RecordedEvent | undefined {
  try {
    return line === '' ? undefined : asRecorded(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Undefined of what no run says. */
function asRecorded(value: unknown): RecordedEvent | undefined {
  const { data } = event.safeParse(value);
  if (!data) return undefined;
  const recorded = data as unknown as RecordedEvent;
  if (recorded.event !== 'failed' || recorded.problem.values !== undefined) return recorded;
  // earlier versions and other programs record what went wrong in words alone
  const { message } = recorded.problem as unknown as { readonly message: string };
  return { ...recorded, problem: problem('recorded-in-words', { message: verbatim(String(message)) }) };
}
