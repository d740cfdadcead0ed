/** The reference interpreter as an engine: whole trainings where there is no runtime. */
import { verbatim } from '../../engine/phrases.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { stateNames } from '../../engine/ir/program.ts';
import type { CompiledModel, ProgramKind } from '../../engine/passes/compiled.ts';
import type { Engine, Session, Tensors } from '../../engine/train/engine.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';

class InterpreterSession implements Session {
  readonly observes = true;
  readonly #model: CompiledModel;
  #state: ReadonlyMap<string, Tensor>;
  #before: ReadonlyMap<string, Tensor>;

  constructor(model: CompiledModel, state: ReadonlyMap<string, Tensor>) {
    this.#model = model;
    this.#state = this.#before = state;
  }

  async run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors> {
    const program = this.#model.program(kind, batch);
    const state = new Set(stateNames(program));
    const found = interpret(program, { ...Object.fromEntries(this.#state), ...feeds });
    const results = Object.entries(found).map(([name, { dtype, shape, data }]): [string, Tensor] => [
      name,
      tensor(dtype, shape, [...data]),
    ]);
    this.#before = this.#state;
    this.#state = new Map([...this.#state, ...results.filter(([name]) => state.has(name))]);
    return Object.fromEntries(results.filter(([name]) => !state.has(name)));
  }

  async warm(): Promise<void> {}
  async read(): Promise<Map<string, Tensor>> {
    return new Map(this.#state);
  }
  async write(state: ReadonlyMap<string, Tensor>): Promise<void> {
    this.#state = new Map([...this.#state, ...state]);
  }
  async rollback(): Promise<void> {
    this.#state = this.#before;
  }
  async close(): Promise<void> {}
}

export const interpreterEngine: Engine = {
  id: 'onnx',
  title: 'The reference interpreter',
  fallback: 'cpu',
  devices: async () => [{ engine: 'onnx', id: 'cpu', title: verbatim('CPU'), available: true }],
  open: async (model, state) => new InterpreterSession(model, state),
};
