/** A program on ONNX Runtime, in one thread, on the device that `npm run test:device` names. */
import * as ort from 'onnxruntime-node';
import type { Feeds } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { providerOptions } from '../../engine/node/onnx/provider.ts';
import { onnxInput, onnxOutput, written } from '../../engine/targets/onnx/lower.ts';
import { allocate } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';

export interface Result {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** What ONNX Runtime shall run on. */
export const DEVICE = process.env.LOOM_TEST_DEVICE ?? 'cpu';

interface Kept {
  readonly session: Promise<ort.InferenceSession>;
  users: number;
}
/** Sessions by their model's bytes, the ones used last at the end: tests ask one program about many numbers, and to load it takes longer than to run it. */
const kept = new Map<string, Kept>();
const MOST_KEPT = 80;
const LARGEST_KEPT = 100_000;

interface Model {
  readonly model: ReturnType<typeof written>;
  readonly bytes: Uint8Array;
  /** The bytes once more. */
  readonly key: string;
}
/** What a program is written as; `[plain, fused]`. */
const models = new WeakMap<Program, [Model?, Model?]>();

function modelOf(program: Program, fused: boolean): Model {
  const known = models.get(program) ?? [];
  models.set(program, known);
  return (known[Number(fused)] ??= (() => {
    const model = written(program, { fused });
    const bytes = model.finish();
    return { model, bytes, key: Buffer.from(bytes).toString('latin1') };
  })());
}

/** Gives the session of a program to `use`, which may be one that was kept. */
async function withSession<T>(program: Program, fused: boolean, use: (session: ort.InferenceSession) => Promise<T>) {
  const { model, bytes, key } = modelOf(program, fused);
  const load = () =>
    ort.InferenceSession.create(bytes, {
      ...providerOptions(DEVICE, model),
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
  if (bytes.length > LARGEST_KEPT) {
    const session = await load();
    return use(session).finally(() => session.release());
  }
  const entry = kept.get(key) ?? { session: load(), users: 0 };
  kept.delete(key);
  kept.set(key, entry);
  entry.users++;
  try {
    return await use(await entry.session);
  } catch (error) {
    kept.delete(key);
    throw error;
  } finally {
    entry.users--;
    await releaseOldest();
  }
}

async function releaseOldest(): Promise<void> {
  if (kept.size <= MOST_KEPT) return;
  const [key, { session }] = [...kept].find(([, { users }]) => users === 0) ?? [undefined, { session: undefined }];
  if (key === undefined) return;
  kept.delete(key);
  await (await session)?.release();
}

/** `fused`: as the engine runs it on the CPU. */
export function runOnnx(program: Program, feeds: Feeds, fused = false): Promise<Record<string, Result>> {
  return withSession(program, fused, async (session) => {
    const inputs = program.inputs.map(({ name, value: { dtype, shape } }) => {
      const data = allocate(dtype, sizeOf(shape));
      data.set(feeds[name]!.data);
      return [onnxInput(name), new ort.Tensor(dtype, data as never, shape)] as const;
    });
    // an input that nothing reads is no input of the session
    const results = await session.run(Object.fromEntries(inputs.filter(([name]) => session.inputNames.includes(name))));
    // copied: the numbers lie in memory that goes with the session
    return Object.fromEntries(
      program.outputs.map(({ name }) => [
        name,
        { shape: results[onnxOutput(name)]!.dims, data: (results[onnxOutput(name)]!.data as Float32Array).slice() },
      ]),
    );
  });
}
