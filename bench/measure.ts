/** Times the training step of a case: random data that stays the same, forward, gradients, update, reading the loss. */
import { normalFrom, randomStream } from '../engine/ir/random.ts';
import { engineOf } from '../engine/node/devices/engines.ts';
import type { Runtime } from '../engine/train/openModel.ts';
import { compile } from '../engine/passes/compile.ts';
import { observation } from '../engine/passes/observe.ts';
import { initialState } from '../engine/train/initial.ts';
import { type Tensor, tensor } from '../engine/types/tensor.ts';
import type { BenchCase } from './define.ts';

/** What `loom bench --json` prints, with the keys of the PyTorch peer, and besides the milliseconds from document to first loss. */
export interface Measurement {
  readonly case: string;
  readonly engine: string;
  readonly threads: number;
  readonly median_ms: number;
  readonly min_ms: number;
  readonly steps: number;
  readonly peak_mb: number;
  readonly first_ms: number;
}

/** Long cases stop here, in milliseconds, once they have three steps. */
const ENOUGH = 20_000;
/** Steps before the timed ones: the first plans memory, and buffers are touched for the first time. */
const WARM_UP = 3;

/** Where a case runs: ONNX Runtime on the CPU unless told. */
export type Where = Partial<Runtime> & Pick<Runtime, 'threads'>;
const USUAL = { engine: 'onnx', device: 'cpu' } as const;

/** A case on the engine: compiled, with fresh weights, and data for as many rows as wanted. */
export async function openModel(
  { classes, vocabulary = classes, document: make, targets }: BenchCase,
  { seed = 0, ...where }: Where & { seed?: number },
) {
  const runtime = { ...USUAL, ...where };
  const document = make();
  const model = compile(document, targets);
  const state = initialState(model, seed);
  const session = await engineOf(runtime.engine).open(model, state, runtime);
  return {
    document,
    model,
    state,
    session,
    data(batch: number): Record<string, Tensor> {
      const uniform = randomStream(seed, 'bench');
      const normal = normalFrom(uniform);
      const data: Record<string, Tensor> = {};
      for (const { name, type } of [...model.inputs, ...model.targets]) {
        const filled = tensor(
          type.dtype,
          type.shape.map((dim) => (dim === 'N' ? batch : dim)),
        );
        const below = name.startsWith('target:') ? classes : vocabulary;
        for (let i = 0; i < filled.data.length; i++)
          filled.data[i] = type.dtype === 'float32' ? normal() : Math.floor(uniform() * below);
        data[name] = filled;
      }
      return data;
    },
  };
}

/** Opens a case; each call takes one step, looking into it where asked to, and gives its milliseconds and its loss. */
export async function openCase(
  one: BenchCase,
  where: Where,
): Promise<{
  step(kind?: 'train' | 'observe'): Promise<{ ms: number; loss: number }>;
  read(): Promise<Map<string, Tensor>>;
  close(): Promise<void>;
}> {
  const { document, model, session, data } = await openModel(one, where);
  const feeds = data(one.batch);
  let step = 0;
  return {
    async step(kind = 'train') {
      const start = performance.now();
      const scalars = Object.entries(model.scalars({ step: ++step, learningRate: document.training.learningRate }));
      const results = await session.run(kind, one.batch, {
        ...feeds,
        ...Object.fromEntries(scalars.map(([name, value]) => [name, tensor('float32', [], [value])])),
        '@seed': tensor('int32', [], [step]),
      });
      const loss = results.loss!.data[0]!;
      if (kind === 'observe') observation(results);
      return { ms: performance.now() - start, loss };
    },
    read: () => session.read(),
    close: () => session.close(),
  };
}

/** The most that this process has had in memory, in MB of 2^20 bytes, as the PyTorch peer counts. */
export const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
/** The value that such a part of all values are not above. */
export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)]!;
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

export async function measure(one: BenchCase, where: Where, steps: number): Promise<Measurement> {
  const { engine, device, threads } = { ...USUAL, ...where };
  const start = performance.now();
  const opened = await openCase(one, where);
  await opened.step();
  const first = performance.now() - start;
  for (let i = 1; i < WARM_UP; i++) await opened.step();
  const times: number[] = [];
  for (let total = 0; times.length < steps && (total < ENOUGH || times.length < 3); total += times.at(-1)!)
    times.push((await opened.step()).ms);
  await opened.close();
  return {
    case: one.name,
    engine: `layerloom ${engine} ${device}`,
    threads,
    median_ms: round(median(times)),
    min_ms: round(Math.min(...times)),
    steps: times.length,
    peak_mb: peakMb(),
    first_ms: Math.round(first),
  };
}
