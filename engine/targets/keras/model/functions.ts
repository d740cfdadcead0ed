/** The functions of `model.py`: one for the bodies of a block that are alike but for numbers, which are its arguments. */
import {
  type Body,
  type Code,
  Flow,
  FLOWING,
  Hole,
  holeText,
  nameFlows,
  type Statement,
} from '../../python/model/body.ts';
import { key, type Parameter, parametersOf, same, type Texts } from '../../python/model/parameters.ts';
import { literal, PythonNames, PythonWriter, snake } from '../../python/text.ts';
import type { Entrance } from './scopes.ts';

/** Calls of one function, one after the other. */
interface Calls {
  /** Its name with the arguments that do not differ, up to the name of the instance. */
  readonly code: Code;
  readonly from: number;
  /** Undefined for a single call. */
  readonly count?: Hole;
  /** The values of one argument, call by call, and what that is called. */
  readonly values?: { readonly name: string; readonly hole: Hole };
}
type Line = { readonly statement: Statement; readonly calls?: readonly Calls[] };
interface Flat {
  readonly body: Body;
  readonly lines: readonly Line[];
}
interface Made {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** Names of every function that are no values of the network. */
const TAKEN = ['name', 'i', 'model'];

export class Functions {
  readonly #names = new PythonNames(['build_model']);
  readonly #of = new Map<Body, { readonly made: Made; readonly at: number }>();
  readonly #sources: string[] = [];
  readonly #made: string[] = [];

  /** All functions, each behind those that it calls; the last makes the network. */
  print(root: Body & { readonly fed: readonly Entrance[] }, name: string): string[] {
    const blocks = new Map<string, Body[]>();
    const collect = (body: Body): void => {
      for (const { instances = [] } of body.statements) instances.forEach(collect);
      if (body === root) return;
      const list = blocks.get(body.block!.id);
      if (list) list.push(body);
      else blocks.set(body.block!.id, [body]);
    };
    collect(root);
    const done = new Set<string>();
    const visit = (id: string): void => {
      if (done.has(id)) return;
      done.add(id);
      for (const body of blocks.get(id)!)
        for (const { instances = [] } of body.statements) for (const one of instances) visit(one.block!.id);
      this.#block(blocks.get(id)!);
    };
    for (const id of blocks.keys()) visit(id);
    // what comes in is needed to the last, and shares its name with nothing
    nameFlows(root, this.#namesFor(root, FLOWING), null);
    return [...this.#sources, rootSource(this.#flat(root), root.fed, name)];
  }

  #namesFor(body: Body, others: readonly string[] = []): (label: string) => string {
    const names = new PythonNames([
      ...TAKEN,
      ...others,
      ...this.#made,
      ...body.parts.map(({ attribute }) => attribute),
    ]);
    return (label) => names.make(label);
  }

  /** The functions of one block. */
  #block(bodies: readonly Body[]): void {
    const groups = new Map<string, Flat[]>();
    for (const body of bodies) {
      nameFlows(body, this.#namesFor(body));
      const flat = this.#flat(body);
      const like = skeleton(flat);
      const list = groups.get(like);
      if (list) list.push(flat);
      else groups.set(like, [flat]);
    }
    for (const group of groups.values()) {
      const { body } = group[0]!;
      const name = this.#names.make(body.block!.name);
      const taken = [...TAKEN, ...this.#made, ...body.parts.map(({ attribute }) => attribute), ...flowNames(body)];
      const { parameters, texts } = parametersOf(
        group.map((flat) => ({ body: flat.body, codes: codesOf(flat) })),
        taken,
      );
      this.#made.push(name);
      this.#sources.push(functionSource(name, group[0]!, parameters, texts));
      group.forEach((flat, at) => this.#of.set(flat.body, { made: { name, parameters }, at }));
    }
  }

  #flat(body: Body): Flat {
    return {
      body,
      lines: body.statements.map((statement) =>
        statement.instances ? { statement, calls: this.#calls(statement) } : { statement },
      ),
    };
  }

  #calls({ instances, loop }: Statement): Calls[] {
    const of = loop!.over;
    const codes = instances!.map((body) => this.#call(body, of));
    const runs: Calls[] = [];
    let from = 0;
    while (from < codes.length) {
      let to = from + 1;
      while (to < codes.length && same(codes[to]!, codes[from]!)) to++;
      const count = to - from;
      runs.push({
        code: codes[from]!,
        from,
        ...(count > 1 && { count: new Hole(to, runs.length === 0 ? 'depth' : 'others', of) }),
      });
      from = to;
    }
    return (runs.length > 2 ? varied(codes, of) : undefined) ?? runs;
  }

  /** A call up to its values and its name: `residual_block(`, then what it is given behind them. */
  #call(body: Body, of: string): Code {
    const { made, at } = this.#of.get(body)!;
    return [
      `${made.name}(`,
      ...made.parameters.flatMap(
        ({ name, values }, i): Code => [`, ${i > 1 ? `${name}=` : ''}`, new Hole(values[at]!, name, of)],
      ),
    ];
  }
}

/** Calls that differ in one argument, as a loop over what it is. */
function varied(codes: readonly Code[], of: string): Calls[] | undefined {
  const [first] = codes;
  if (!codes.every((code) => code.length === first!.length)) return undefined;
  const [at, ...others] = first!.flatMap((piece, i) => (codes.every((code) => same([code[i]!], [piece])) ? [] : [i]));
  const piece = at === undefined ? undefined : first![at];
  if (others.length > 0 || !(piece instanceof Hole)) return undefined;
  const values = codes.map((code) => (code[at!] as Hole).value);
  if (values.some((value) => typeof value === 'object')) return undefined;
  const name = snake(piece.name);
  return [
    {
      code: [...first!.slice(0, at), name, ...first!.slice(at! + 1)],
      from: 0,
      values: { name, hole: new Hole(values as never, `${name}s`, of) },
    },
  ];
}

const flowNames = ({ inputs, statements }: Body): string[] => [
  ...inputs.map(({ name }) => name),
  ...statements.flatMap(({ results }) => results.map(({ name }) => name)),
];

const codesOf = ({ body, lines }: Flat): Code[] => [
  ...body.parts.map(({ code }) => code!),
  ...lines.flatMap(({ statement, calls }): Code[] =>
    calls
      ? calls.flatMap(({ code, count, values }): Code[] => [
          code,
          ...(count ? [[count]] : []),
          ...(values ? [[values.hole]] : []),
        ])
      : [statement.code],
  ),
];

/** What is the same in all bodies of one function. */
const skeleton = ({ body, lines }: Flat): string =>
  JSON.stringify([
    body.parts.map(({ attribute, code }) => [attribute, key(code!)]),
    body.inputs.map(({ name }) => name),
    body.outputs.map(({ name }) => name),
    lines.map(({ statement: { results, code, loop }, calls }) => [
      results.map(({ name }) => name),
      key(code),
      loop && [loop.carried, loop.given.map(({ name }) => name)],
      calls?.map((call) => [key(call.code), call.from, call.count !== undefined, call.values?.name]),
    ]),
  ]);

function writer(texts: Texts): (code: Code) => string {
  return (code) =>
    code
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        if (piece instanceof Flow) return piece.name;
        const text = texts.get(piece);
        return text ? (piece.spread ? '*' : '') + text.text(text.argument) : holeText(piece);
      })
      .join('');
}

function functionSource(name: string, flat: Flat, parameters: readonly Parameter[], texts: Texts): string {
  const { body } = flat;
  const given = [...body.inputs.map((flow) => flow.name), ...parameters.map((one) => one.name), 'name'];
  const w = new PythonWriter();
  w.block(`def ${name}(${given.join(', ')}):`, () => {
    w.doc(body.block!.doc || `${body.block!.name}.`);
    writeLines(w, flat, writer(texts));
    w.line(`return ${body.outputs.map((flow) => flow.name).join(', ')}`);
  });
  return w.toString();
}

function rootSource(flat: Flat, fed: readonly Entrance[], name: string): string {
  const { body } = flat;
  const w = new PythonWriter();
  w.block('def build_model(model=keras.Model):', () => {
    w.doc(`The network ${name}, with fresh weights. Images have their channels last.`);
    for (const text of body.comments) w.comment(text);
    for (const { flow, channelsLast, type, name: layer } of fed) {
      const sample = type.shape.slice(1).map(literal);
      const shape = channelsLast ? [...sample.slice(1), sample[0]!] : sample;
      const dtype = type.dtype === 'float32' ? '' : `dtype="${type.dtype}", `;
      w.line(
        `${flow.name} = keras.Input((${shape.join(', ')}${shape.length === 1 ? ',' : ''}), ${dtype}name="${layer}")`,
      );
    }
    writeLines(w, flat, writer(new Map()));
    const list = (flows: readonly Flow[]) =>
      flows.length === 1 ? flows[0]!.name : `[${flows.map((flow) => flow.name).join(', ')}]`;
    w.line(`return model(${list(body.inputs)}, ${list(body.outputs)}, name="${snake(name)}")`);
  });
  return w.toString();
}

function writeLines(w: PythonWriter, { body, lines }: Flat, written: (code: Code) => string): void {
  for (const { attribute, code } of body.parts) w.line(`${attribute} = ${written(code!)}`);
  for (const { statement, calls } of lines) {
    const { results, code, note } = statement;
    if (calls) writeCalls(w, statement, calls, written);
    else
      w.line(
        `${results.map(({ name }) => name).join(', ')} = ${written(code)}${note === undefined ? '' : `  # ${note}`}`,
      );
  }
}

/** Instances of a block: a call, or a loop that goes on with what the last call gave. */
function writeCalls(
  w: PythonWriter,
  { results, code, loop, note, instances }: Statement,
  calls: readonly Calls[],
  written: (code: Code) => string,
): void {
  const { given, carried } = loop!;
  const names = results.map(({ name }) => name);
  const many = instances!.length > 1;
  const first = given.map(({ name }) => name);
  const next = [...names.slice(0, carried), ...first.slice(carried)];
  const start = written(code);
  const call = (one: Calls, from: readonly string[], index: string): string => {
    const [head, ...rest] = one.code;
    // the name of the instance is text within quotes up to here
    const named = `name=${start}${many ? `-${index}` : ''}"`;
    return `${names.join(', ')} = ${head as string}${from.join(', ')}${written(rest)}, ${named})`;
  };
  calls.forEach((one, at) => {
    const goesOn = at > 0;
    const loops = one.count !== undefined || one.values !== undefined;
    if (loops && !goesOn && next.slice(0, carried).join() !== first.slice(0, carried).join())
      w.line(`${next.slice(0, carried).join(', ')} = ${first.slice(0, carried).join(', ')}`);
    const from = goesOn || loops ? next : first;
    if (!loops) {
      w.line(call(one, from, String(one.from)) + (note === undefined || many ? '' : `  # ${note}`));
      return;
    }
    const head = one.values
      ? `for i, ${one.values.name} in enumerate(${written([one.values.hole])}):`
      : `for i in range(${one.from === 0 ? '' : `${one.from}, `}${written([one.count!])}):`;
    w.block(head, () => w.line(asFormat(call(one, from, '{i}'))));
  });
}

/** The last text of a line as one that is filled in. */
const asFormat = (line: string): string => line.replace(/name="([^"]*)"\)$/, 'name=f"$1")');
