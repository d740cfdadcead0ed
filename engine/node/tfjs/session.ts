/**
 * One model on TensorFlow.js. A training step runs the forward program, lets core derive the gradients from what it did, and
 * runs the update program: nothing of our own differentiation is in it. The state lives in tensors of the backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import { stateNames } from '../../ir/program.ts';
import type { CompiledModel, ProgramKind } from '../../passes/compiled.ts';
import { runProgram } from '../../targets/tfjs/run.ts';
import type { Session, Tensors } from '../../train/engine.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';

type Native = Record<string, tf.Tensor>;

const GRADIENT = 'gradient:';
const toNative = ({ dtype, shape, data }: Tensor): tf.Tensor => tf.tensor(data, [...shape], dtype);
const fromNative = (x: tf.Tensor): Tensor => ({
  dtype: x.dtype as Tensor['dtype'],
  shape: x.shape,
  data: x.dataSync() as TensorData,
});

export class TfjsSession implements Session {
  /** Its steps are not one program of ours. */
  readonly observes = false;
  readonly #model: CompiledModel;
  readonly #backend: string;
  #state = new Map<string, tf.Tensor>();
  /** What the last training step replaced. */
  #before = new Map<string, tf.Tensor>();

  private constructor(model: CompiledModel, backend: string) {
    this.#model = model;
    this.#backend = backend;
  }

  /** The backend must be known to core. */
  static async open(model: CompiledModel, state: ReadonlyMap<string, Tensor>, backend: string): Promise<TfjsSession> {
    const session = new TfjsSession(model, backend);
    await session.#enter();
    for (const [name, value] of state) session.#state.set(name, held(value));
    return session;
  }

  async run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors> {
    await this.#enter();
    const answer: Record<string, Tensor> = {};
    tf.tidy(() => {
      const fed = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toNative(feed)]));
      const results =
        kind === 'train'
          ? this.#train(batch, fed)
          : kind === 'gradients'
            ? this.#differentiate(batch, fed)
            : this.#forward(kind, batch, fed);
      for (const [name, result] of Object.entries(results)) answer[name] = fromNative(result);
    });
    return answer;
  }

  #forward(kind: ProgramKind, batch: number, fed: Native): Native {
    const program = this.#model.program(kind, batch);
    return withoutState(runProgram(program, this.#inputs(fed)), stateNames(program));
  }

  #differentiate(batch: number, fed: Native): Native {
    const { results, gradients } = this.#forwardAndBack(batch, fed);
    return { ...withoutState(results, stateNames(this.#model.program('loss', batch))), ...gradients };
  }

  #train(batch: number, fed: Native): Native {
    const { results, gradients } = this.#forwardAndBack(batch, fed);
    const statistics = stateNames(this.#model.program('loss', batch));
    const updated = runProgram(this.#model.program('update', batch), this.#inputs({ ...fed, ...gradients }));
    const next: Native = { ...Object.fromEntries(statistics.map((name) => [name, results[name]!])), ...updated };
    this.#forget();
    for (const [name, value] of Object.entries(next)) {
      this.#before.set(name, this.#state.get(name)!);
      this.#state.set(name, tf.keep(value));
    }
    return withoutState(results, statistics);
  }

  /** The forward program's outputs, and the loss's gradient by each weight that is learned, as core derives it. */
  #forwardAndBack(batch: number, fed: Native): { results: Native; gradients: Native } {
    const program = this.#model.program('loss', batch);
    const names = this.#model.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
    const weights = names.map((name) => this.#state.get(name)!);
    let results: Native = {};
    const { value, grads } = tf.engine().gradients(
      () => {
        results = runProgram(program, this.#inputs(fed));
        // core frees what the function made; these outlive it, as the tidy around everything sees below
        for (const result of Object.values(results)) tf.keep(result);
        return results.loss!;
      },
      weights,
      undefined,
      true,
    );
    // copies that the surrounding tidy frees, in place of those that nobody does
    const loose = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, tf.clone(result)]));
    tf.dispose([value, results]);
    return {
      results: loose,
      gradients: Object.fromEntries(names.map((name, i) => [GRADIENT + name, grads[i] ?? tf.zerosLike(weights[i]!)])),
    };
  }

  #inputs(fed: Native): Native {
    return { ...Object.fromEntries(this.#state), ...fed };
  }

  warm(kind: ProgramKind, batch: number): Promise<void> {
    for (const part of kind === 'train'
      ? (['loss', 'update'] as const)
      : kind === 'gradients'
        ? (['loss'] as const)
        : [kind])
      this.#model.program(part, batch);
    return Promise.resolve();
  }

  async read(): Promise<Map<string, Tensor>> {
    await this.#enter();
    return new Map(
      [...this.#state].map(([name, value]) => {
        const { data, ...type } = fromNative(value);
        // what has not been computed with yet may still be the array it was made of
        return [name, { ...type, data: data.slice() as TensorData }];
      }),
    );
  }

  async write(state: ReadonlyMap<string, Tensor>): Promise<void> {
    await this.#enter();
    this.#forget();
    for (const [name, value] of state) {
      const old = this.#state.get(name);
      if (!old) continue;
      this.#state.set(name, held(value));
      old.dispose();
    }
  }

  rollback(): Promise<void> {
    for (const [name, value] of this.#before) {
      this.#state.get(name)!.dispose();
      this.#state.set(name, value);
    }
    this.#before.clear();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#forget();
    for (const value of this.#state.values()) value.dispose();
    this.#state.clear();
    return Promise.resolve();
  }

  #forget(): void {
    for (const value of this.#before.values()) value.dispose();
    this.#before.clear();
  }

  /** Core has one current backend, and other sessions may use another. */
  async #enter(): Promise<void> {
    if (tf.getBackend() !== this.#backend) await tf.setBackend(this.#backend);
  }
}

/** A tensor that no tidy frees, over an array of its own. */
const held = ({ dtype, shape, data }: Tensor): tf.Tensor =>
  tf.keep(toNative({ dtype, shape, data: data.slice() as TensorData }));

/** State apart: what the caller gets. */
function withoutState(results: Native, state: readonly string[]): Native {
  return Object.fromEntries(Object.entries(results).filter(([name]) => !state.includes(name)));
}
