/**
 * One model on TensorFlow.js. A training step runs the forward program, lets core derive the gradients from what it did, and
 * runs the update program: nothing of our own differentiation is in it. The state lives in tensors of the backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import { stateNames } from '../../ir/program.ts';
import { type CompiledModel, gradientOf, type ProgramKind } from '../../passes/compiled.ts';
import { runProgram } from '../../targets/tfjs/run.ts';
import type { Session, Tensors } from '../../train/engine.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';

type Native = Record<string, tf.Tensor>;

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
    const { results, gradients } = this.#forwardAndBack(batch, fed, ['loss']);
    return { ...this.#said(results, batch), ...gradients };
  }

  #train(batch: number, fed: Native): Native {
    const { terms } = this.#model;
    const { results, gradients } = this.#forwardAndBack(batch, fed, terms);
    const names = stateNames(this.#model.program('loss', batch));
    const statistics = Object.fromEntries(names.map((name) => [name, results[name]!]));
    const given = { ...fed, ...gradients, ...statistics, ...(results.counted && { counted: results.counted }) };
    const updated = runProgram(this.#model.program('update', batch), this.#inputs(given));
    const next: Native = { ...statistics, ...updated };
    this.#forget();
    for (const [name, value] of Object.entries(next)) {
      this.#before.set(name, this.#state.get(name)!);
      this.#state.set(name, tf.keep(value));
    }
    return this.#said(results, batch);
  }

  /** What the forward program says: neither the next state, nor what is only there for the update. */
  #said(results: Native, batch: number): Native {
    const { terms } = this.#model;
    const inner = [
      ...stateNames(this.#model.program('loss', batch)),
      ...terms.filter((one) => one !== 'loss'),
      'counted',
    ];
    return withoutState(results, inner);
  }

  /** The forward program's outputs, and the gradients of some of them by each weight that is learned, as core derives them. */
  #forwardAndBack(batch: number, fed: Native, of: readonly string[]): { results: Native; gradients: Native } {
    // core derives one at a time; drawn numbers come from the step's seed, so that all runs are the same
    const runs = of.map((term, k) => this.#derivatives(batch, fed, term, k));
    return {
      results: runs[0]!.results,
      gradients: Object.assign({}, ...runs.map(({ gradients }) => gradients)) as Native,
    };
  }

  #derivatives(batch: number, fed: Native, of: string, place: number): { results: Native; gradients: Native } {
    const program = this.#model.program('loss', batch);
    const names = this.#model.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
    const weights = names.map((name) => this.#state.get(name)!);
    let results: Native = {};
    const { value, grads } = tf.engine().gradients(
      () => {
        results = runProgram(program, this.#inputs(fed));
        // core frees what the function made; these outlive it, as the tidy around everything sees below
        for (const result of Object.values(results)) tf.keep(result);
        return results[of] as tf.Scalar;
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
      gradients: Object.fromEntries(
        names.map((name, i) => [gradientOf(name, place), grads[i] ?? tf.zerosLike(weights[i]!)]),
      ),
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
