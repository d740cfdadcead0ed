/** One call of a layer, as what draws it sees it: what flows in, what it is set to, its numbers. */
import type { End } from '../../graph/document.ts';
import { layerFor } from '../../layers/index.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problemPhrase, Refusal } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { formatShape, sameShape, sizeOf } from '../../types/shape.ts';
import type { Tensor, TensorType } from '../../types/tensor.ts';
import type { NewLayer } from '../common/drawing.ts';
import { type Flow, type Flows, asItIs, floats, withFirst } from '../common/flow.ts';
import { type Argument, type Call, type Config, type KerasLayer, Ref } from './model.ts';
import type { Variable } from './store.ts';

/** No layer of the document does what this one does; `reason` says why. */
export class Unmapped extends Error {
  readonly reason: Phrase;
  constructor(reason: Phrase) {
    super('a layer without a counterpart');
    this.reason = reason;
  }
}

/** Its setting has a value that no layer here has. */
export const unmappedSetting = (name: string, value: unknown): Unmapped =>
  new Unmapped(phrase('import-setting', { name: verbatim(name), value: verbatim(shown(value)) }));
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80);

/** What is added to a layer that is drawn. */
interface More {
  /** By the document's names; all of the layer's, or undefined where the file has none. */
  readonly weights?: Readonly<Record<string, Tensor>> | undefined;
  /** Of the model's axes, those of the output; as the first input has them where left out. */
  readonly order?: readonly number[];
  /** Behind the layer's name: what one layer of the model becomes may be several here. */
  readonly suffix?: string;
  readonly more?: NewLayer['more'];
}

interface Given {
  readonly flows: Flows;
  readonly layer: KerasLayer;
  readonly call: Call;
  /** What the layer is called here. */
  readonly name: string;
  readonly inputs: readonly Flow[];
  /** Of Keras, which saved the model. */
  readonly version: number;
  /** Everything behind it reads a row in whatever order: only sums over all of it, and what works number by number. */
  readonly readsRows: boolean;
  readonly variables: readonly Variable[];
  readonly resolve: (ref: Ref) => Flow | undefined;
  /** Nodes with weights of the layer's first call, whose weights those of a later one share. */
  readonly sharing: readonly string[] | undefined;
}

export class LayerCall {
  readonly layer: KerasLayer;
  readonly inputs: readonly Flow[];
  readonly flows: Flows;
  /** What makes it other than the model in some case. */
  readonly doubts: Phrase[] = [];
  /** The nodes with weights, in their order. */
  readonly own: string[];
  readonly #given: Given;

  constructor(given: Given, own: string[] = []) {
    ({ layer: this.layer, inputs: this.inputs, flows: this.flows } = given);
    this.own = own;
    this.#given = given;
  }

  /** The same call, of a layer that stands within this one as a wrapper has it. */
  of(
    layer: KerasLayer,
    variables: readonly Variable[],
    more: Partial<Pick<Given, 'inputs' | 'flows'>> = {},
  ): LayerCall {
    return new LayerCall({ ...this.#given, layer, variables, readsRows: false, ...more }, this.own);
  }

  get call(): Call {
    return this.#given.call;
  }
  get version(): number {
    return this.#given.version;
  }
  get readsRows(): boolean {
    return this.#given.readsRows;
  }
  get config(): Config {
    return this.layer.config;
  }
  /** What flows in first. */
  get x(): Flow {
    const [x] = this.inputs;
    if (!x) throw new Unmapped(phrase('import-nothing-in'));
    return x;
  }
  /** The flow of an argument by its name, or by its place among the arguments. */
  flowOf(argument: Argument | undefined): Flow | undefined {
    return argument instanceof Ref ? this.#given.resolve(argument) : undefined;
  }
  /** Which steps are no padding. Since version 3 a call says it, before it came along with the input. */
  get mask(): End | undefined {
    return this.version < 3 ? this.inputs[0]?.mask : this.flowOf(this.call.kwargs.mask)?.end;
  }
  /** Axes of a sample of the first input. */
  get rank(): number {
    return this.x.order.length;
  }

  variables(within = ''): readonly Variable[] {
    const { variables } = this.#given;
    return within === '' ? variables : variables.filter(({ path }) => path.split('/').includes(within));
  }

  /** A setting of the layer, as it stands there. */
  setting(name: string): unknown {
    return this.config[name];
  }
  flag(name: string, otherwise: boolean): boolean {
    const value = this.setting(name);
    return typeof value === 'boolean' ? value : otherwise;
  }
  number(name: string, otherwise: number): number {
    const value = this.setting(name) ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw unmappedSetting(name, value);
    return value;
  }
  /** A whole number, at least 1. */
  whole(name: string, otherwise?: number): number {
    const value = this.setting(name) ?? otherwise;
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw unmappedSetting(name, value);
    return value as number;
  }
  /** So many whole numbers of at least `least`; a single one stands for all of them. */
  wholes(name: string, count: number, otherwise?: number, least = 1): number[] {
    const value = this.setting(name) ?? otherwise;
    const list = Array.isArray(value) ? (value as unknown[]) : new Array<unknown>(count).fill(value);
    if (list.length !== count || !list.every((one) => Number.isSafeInteger(one) && (one as number) >= least))
      throw unmappedSetting(name, value);
    return list as number[];
  }
  text(name: string, otherwise: string): string {
    const value = this.setting(name) ?? otherwise;
    if (typeof value !== 'string') throw unmappedSetting(name, value);
    return value;
  }
  /** Only these values of a setting have a counterpart. */
  expect(name: string, ...allowed: readonly unknown[]): void {
    const value = this.setting(name);
    if (value !== undefined && !allowed.includes(value)) throw unmappedSetting(name, value);
  }

  /** Which axis of a sample the channels are on. */
  channelAxis(rank = this.rank): number {
    return this.setting('data_format') === 'channels_first' ? 0 : rank - 1;
  }
  /** The input with its channels first. */
  maps(): Flow {
    return this.flows.inOrder(this.x, withFirst(this.rank, this.channelAxis()));
  }

  /** The arrays of the layer as tensors of these shapes, in its order; undefined where the file has none of them. */
  arrays(shapes: readonly (readonly number[])[], variables = this.#given.variables): Tensor<'float32'>[] | undefined {
    if (variables.length === 0) {
      if (shapes.length > 0 && !this.#given.sharing) this.doubts.push(phrase('import-no-numbers'));
      return undefined;
    }
    return shapes.map((shape, i) => tensorOf(variables[i], shape));
  }

  /** Draws a layer, and gives what flows out of its first port. */
  draw(
    type: string,
    settings: NewLayer['settings'],
    inputs: Readonly<Record<string, Flow | readonly Flow[] | End | undefined>>,
    { weights, order, suffix, more }: More = {},
  ): Flow {
    const flows = Object.values(inputs).flatMap((one) => (one === undefined || isEnd(one) ? [] : one));
    const ends = Object.fromEntries(
      Object.entries(inputs).map(([port, one]) => [
        port,
        one === undefined
          ? undefined
          : isEnd(one)
            ? one
            : Array.isArray(one)
              ? one.map(({ end }: Flow) => end)
              : (one as Flow).end,
      ]),
    );
    const { name, sharing } = this.#given;
    const shares = sharing?.[this.own.length];
    const steps = this.flows.steps + (more?.steps ?? 0);
    const all = { ...more, ...(steps > 0 && { steps }) };
    const specs = this.#specs(type, settings ?? {}, ends, all);
    const given = weights && !sharing ? weights : {};
    for (const [name, { shape }] of Object.entries(given))
      if (!specs[name] || !sameShape(specs[name], shape)) throw misshapen(name, specs[name] ?? [], shape);
    const id = this.flows.drawing.add({
      type,
      name: suffix === undefined ? name : `${name}_${suffix}`,
      settings: settings ?? {},
      inputs: ends,
      weights: given,
      more: { ...all, ...(shares !== undefined && Object.keys(specs).length > 0 && { shares }) },
    });
    if (Object.keys(specs).length > 0) this.own.push(id);
    const [first] = flows;
    const end = this.flows.drawing.end(id);
    const rank = this.flows.sizes({ end }).length;
    return {
      end,
      order: order ?? (first?.order.length === rank ? first.order : asItIs(rank)),
    };
  }

  /** A row of the input as it stands here. */
  row(): Flow {
    const row = this.flows.rowOf(this.x);
    return { ...this.draw('flatten', {}, { input: this.x }, { order: [0] }), ...(row && { row }) };
  }

  /** Number by number: whatever the order of the axes, it stays. */
  each(type: string, settings: NewLayer['settings'] = {}, x = this.x, more: More = {}): Flow {
    const port = type === 'expression' ? 'x' : 'input';
    const y = this.draw(type, settings, { [port]: x }, { order: x.order, ...more });
    return { ...y, ...(x.row && { row: x.row }), ...(x.mask && { mask: x.mask }) };
  }

  /** The shapes of the weights that a layer would have. Throws `Unmapped` where it takes neither settings nor inputs. */
  #specs(
    type: string,
    settings: NonNullable<NewLayer['settings']>,
    ends: NewLayer['inputs'] & object,
    more: NewLayer['more'],
  ): Readonly<Record<string, readonly number[]>> {
    const layer = layerFor({ type, settings: settings as never, ...more } as never)!;
    const resolved = resolveSettings(layer.settings, settings);
    for (const { setting } of resolved.errors) throw unmappedSetting(setting, settings[setting]);
    const ports = layer.ports?.(resolved.settings as never);
    const inputs = (ports && 'inputs' in ports ? ports.inputs : layer.inputs).flatMap(
      ({ name, many }): (TensorType | undefined)[] => {
        const given = ends[name];
        if (given === undefined) return many ? [] : [undefined];
        return (Array.isArray(given) ? (given as End[]) : [given as End]).map((end) => this.flows.drawing.typeOf(end));
      },
    );
    const outputs = layer.infer(inputs as TensorType[], resolved.settings);
    if ('rejected' in outputs)
      throw new Unmapped(problemPhrase(outputs.rejected({ node: this.#given.name, name: this.#given.name, layer })));
    const specs = layer.weights?.(inputs as TensorType[], resolved.settings) ?? {};
    return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
  }
}

const isEnd = (value: Flow | readonly Flow[] | End): value is End => 'port' in value;

const misshapen = (name: string, expected: readonly number[], received: readonly number[]): Unmapped =>
  new Unmapped(
    phrase('import-shape', {
      name: verbatim(name.slice(0, 80)),
      expected: formatShape(expected),
      received: formatShape(received),
    }),
  );

/** A file's array as a tensor of this shape. */
export function tensorOf(variable: Variable | undefined, shape: readonly number[]): Tensor<'float32'> {
  if (!variable) throw new Unmapped(phrase('import-no-numbers'));
  const { array, path } = variable;
  if (!sameShape(array.shape, shape) && sizeOf(array.shape) !== sizeOf(shape))
    throw misshapen(path, shape, array.shape);
  try {
    return floats(shape, array.numbers());
  } catch (error) {
    if (error instanceof Refusal) throw new Unmapped(error.reason as Phrase);
    throw error;
  }
}
