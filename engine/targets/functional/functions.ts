/** The functions of a network: one for the bodies of a block that are alike but for numbers, which are its arguments; repetitions are loops. */
import type { Lined } from '../lines.ts';
import { variantNames } from '../variants.ts';
import { type Body, type Code, Flow, Hole, holeText, type Statement } from '../python/model/body.ts';
import { key, type Naming, type Parameter, parametersOf, same, type Texts } from '../python/model/parameters.ts';

/** Calls of one function, one after the other. */
export interface Calls {
  /** The function's name, a bracket, and the arguments behind those that are the same for all functions. */
  readonly code: Code;
  readonly from: number;
  /** Undefined for a single call. */
  readonly count?: Hole;
  /** The values of one argument, call by call, and what that is called. */
  readonly values?: { readonly name: string; readonly hole: Hole };
}
type Line = { readonly statement: Statement; readonly calls?: readonly Calls[] };
export interface Flat {
  readonly body: Body;
  readonly lines: readonly Line[];
}
export interface MadeFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** What a language has for functions and their calls. */
export interface FunctionWords {
  readonly naming: Naming;
  /** Names of every function that are no values of the network. */
  readonly taken: readonly string[];
  /** Gives every tensor of a body its name. */
  name(body: Body, taken: readonly string[]): void;
  /** An argument within a call, `i` arguments behind the first; `named`: others before it may be left out. */
  argument(name: string, i: number, named: boolean): string;
  source(name: string, flat: Flat, parameters: readonly Parameter[], texts: Texts): Lined;
}

/** All functions, each behind those that it calls. */
export class Functions {
  readonly sources: Lined[] = [];
  readonly #words: FunctionWords;
  readonly #names: ReturnType<Naming['names']>;
  readonly #of = new Map<Body, { readonly made: MadeFunction; readonly at: number }>();
  readonly #made: string[] = [];

  constructor(words: FunctionWords, taken: readonly string[]) {
    this.#words = words;
    this.#names = words.naming.names(taken);
  }

  /** Prints the functions of all blocks in the network; gives the network's own body with its calls. */
  print(root: Body): Flat {
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
    this.#words.name(root, this.#takenIn(root));
    return this.#flat(root);
  }

  #takenIn(body: Body): string[] {
    return [...this.#words.taken, ...this.#made, ...body.parts.map(({ attribute }) => attribute)];
  }

  /** The functions of one block. */
  #block(bodies: readonly Body[]): void {
    const groups = new Map<string, Flat[]>();
    for (const body of bodies) {
      this.#words.name(body, this.#takenIn(body));
      const flat = this.#flat(body);
      const like = skeleton(flat);
      const list = groups.get(like);
      if (list) list.push(flat);
      else groups.set(like, [flat]);
    }
    const names = variantNames(
      bodies[0]!.block!,
      [...groups.values()].map((group) => group.map(({ body }) => body.settings)),
    );
    [...groups.values()].forEach((group, i) => {
      const { body } = group[0]!;
      const name = this.#names.make(names[i]!);
      const { parameters, texts } = parametersOf(
        group.map((flat) => ({ body: flat.body, codes: codesOf(flat) })),
        [...this.#takenIn(body), ...flowNames(body)],
        this.#words.naming,
      );
      this.#made.push(name);
      this.sources.push(this.#words.source(name, group[0]!, parameters, texts));
      group.forEach((flat, at) => this.#of.set(flat.body, { made: { name, parameters }, at }));
    });
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
    return (runs.length > 2 ? this.#varied(codes, of) : undefined) ?? runs;
  }

  /** A call up to its values and its name: `residual_block(`, then what it is given behind them. */
  #call(body: Body, of: string): Code {
    const { made, at } = this.#of.get(body)!;
    return [
      `${made.name}(`,
      ...made.parameters.flatMap(({ name, values, usual }, i): Code => {
        const lead = this.#words.argument(name, i, usual !== undefined);
        return usual === undefined
          ? [lead, new Hole(values[at]!, name, of)]
          : [new Hole(values[at]!, name, of, false, { lead, usual })];
      }),
    ];
  }

  /** Calls that differ in one argument, as a loop over what it is. */
  #varied(codes: readonly Code[], of: string): Calls[] | undefined {
    const [first] = codes;
    if (!codes.every((code) => code.length === first!.length)) return undefined;
    const [at, ...others] = first!.flatMap((piece, i) => (codes.every((code) => same([code[i]!], [piece])) ? [] : [i]));
    const piece = at === undefined ? undefined : first![at];
    if (others.length > 0 || !(piece instanceof Hole)) return undefined;
    const values = codes.map((code) => (code[at!] as Hole).value);
    if (values.some((value) => typeof value === 'object')) return undefined;
    const name = this.#words.naming.of(piece.name);
    return [
      {
        code: [...first!.slice(0, at), `${piece.optional?.lead ?? ''}${name}`, ...first!.slice(at! + 1)],
        from: 0,
        values: { name, hole: new Hole(values as never, `${name}s`, of) },
      },
    ];
  }
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
    body.parts.map(({ attribute, code }) => [attribute, key(code!, false)]),
    body.inputs.map(({ name }) => name),
    body.outputs.map(({ name }) => name),
    lines.map(({ statement: { results, code, loop }, calls }) => [
      results.map(({ name }) => name),
      key(code, false),
      loop && [loop.carried, loop.given.map(({ name }) => name)],
      calls?.map((call) => [key(call.code, false), call.from, call.count !== undefined, call.values?.name]),
    ]),
  ]);

/** Writes code: each hole as what stands in its place, or as its value. */
export function codeWriter(texts: Texts, value: (hole: Hole) => string = holeText): (code: Code) => string {
  return (code) =>
    code
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        if (piece instanceof Flow) return piece.name;
        const text = texts.get(piece);
        return text ? (piece.optional?.lead ?? (piece.spread ? '*' : '')) + text.text(text.argument) : value(piece);
      })
      .join('');
}
