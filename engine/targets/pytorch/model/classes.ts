/** The classes of `model.py`: one for the bodies of a block that are alike but for numbers, which are its arguments. */
import { blockKey, type Lined, nodeKey } from '../../lines.ts';
import { PythonNames, PythonWriter, snake } from '../../python/text.ts';
import { key, type Parameter, parametersOf, same, type Texts } from '../../python/model/parameters.ts';
import { variantNames } from '../../variants.ts';
import {
  type Body,
  type Code,
  Flow,
  Hole,
  holeText,
  nameFlows,
  type Part,
  returned,
  type Statement,
  valueText,
} from '../../python/model/body.ts';

interface Class {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly source: Lined;
}

/** A body whose parts are all code. */
interface Flat {
  readonly body: Body;
  readonly parts: readonly { readonly node: string; readonly attribute: string; readonly code: Code }[];
}

export class Classes {
  readonly #names = new PythonNames(['Path', 'Tensor']);
  readonly #of = new Map<Body, { readonly made: Class; readonly at: number }>();
  readonly #made: Class[] = [];

  /** All classes, each behind those that it is made of; the last is the network. */
  print(root: Body, name: string, doc: string): { readonly sources: readonly Lined[]; readonly main: string } {
    const bodies: Body[] = [];
    const collect = (body: Body): number => {
      const inner = body.parts.flatMap(({ bodies: list }) => list ?? []).map(collect);
      bodies.push(body);
      return 1 + Math.max(0, ...inner);
    };
    collect(root);
    const blocks = new Map<string, Body[]>();
    for (const body of bodies) {
      if (body === root) continue;
      const list = blocks.get(body.block!.id);
      if (list) list.push(body);
      else blocks.set(body.block!.id, [body]);
    }
    const done = new Set<string>();
    const visit = (id: string) => {
      if (done.has(id)) return;
      done.add(id);
      const list = blocks.get(id)!;
      for (const body of list)
        for (const { bodies: inner } of body.parts) for (const one of inner ?? []) visit(one.block!.id);
      this.#block(list);
    };
    // the network's own name first, so that a block of the same name is the one that is numbered
    const main = this.#names.makeClass(name);
    for (const id of blocks.keys()) visit(id);
    const flat = this.#flat(root);
    nameFlows(root, namesFor());
    const source = classSource(main, doc, flat, new Map(), []);
    return { sources: [...this.#made.map((made) => made.source), source], main };
  }

  /** The classes of one block. */
  #block(bodies: readonly Body[]): void {
    const groups = new Map<string, Flat[]>();
    for (const body of bodies) {
      nameFlows(body, namesFor());
      const flat = this.#flat(body);
      const key = skeleton(flat);
      const list = groups.get(key);
      if (list) list.push(flat);
      else groups.set(key, [flat]);
    }
    const block = bodies[0]!.block!;
    const names = variantNames(
      block,
      [...groups.values()].map((group) => group.map(({ body }) => body.settings)),
    );
    [...groups.values()].forEach((group, i) => {
      const name = this.#names.makeClass(names[i]!);
      const { parameters, texts } = parametersOf(group.map((flat) => ({ body: flat.body, codes: codesOf(flat) })));
      const source = classSource(name, block.doc || `${block.name}.`, group[0]!, texts, parameters);
      const made: Class = { name, parameters, source };
      this.#made.push(made);
      group.forEach(({ body }, at) => this.#of.set(body, { made, at }));
    });
  }

  #flat(body: Body): Flat {
    return {
      body,
      parts: body.parts.map((part) => ({
        node: part.node,
        attribute: part.attribute,
        code: part.code ?? this.#row(part),
      })),
    };
  }

  /** An instance of a block, or several in a row. */
  #row({ attribute, bodies, repeated, list }: Part): Code {
    const calls = bodies!.map((body) => this.#call(body, attribute));
    if (!repeated) return calls[0]!;
    const items: Code[] = [];
    let from = 0;
    while (from < calls.length) {
      let to = from + 1;
      while (to < calls.length && same(calls[to]!, calls[from]!)) to++;
      const count = to - from;
      items.push(
        count === 1
          ? calls[from]!
          : [
              '*(',
              ...calls[from]!,
              ' for _ in range(',
              new Hole(count, items.length === 0 ? 'depth' : 'others', attribute),
              '))',
            ],
      );
      from = to;
    }
    const varied = items.length > 2 ? comprehension(calls, attribute) : undefined;
    const inner = varied ?? items.flatMap((item, i): Code => (i === 0 ? item : [', ', ...item]));
    if (!list) return ['nn.Sequential(', ...inner, ')'];
    return items.length === 1 && inner[0] === '*('
      ? ['nn.ModuleList(', ...inner.slice(1, -1), ')))'.slice(0, 2)]
      : ['nn.ModuleList([', ...inner, '])'];
  }

  #call(body: Body, attribute: string): Code {
    const { made, at } = this.#of.get(body)!;
    const args = made.parameters.flatMap(({ name, values, usual }, i): Code => {
      const lead = `${i > 0 ? ', ' : ''}${i > 1 || usual !== undefined ? `${name}=` : ''}`;
      return usual === undefined
        ? [lead, new Hole(values[at]!, name, attribute)]
        : [new Hole(values[at]!, name, attribute, false, { lead, usual })];
    });
    return [`${made.name}(`, ...args, ')'];
  }
}

const namesFor = (): ((label: string) => string) => {
  const names = new PythonNames();
  return (label) => names.make(label);
};

/** A row of calls of one class that differ in one argument, as a loop over what it is. */
function comprehension(calls: readonly Code[], attribute: string): Code | undefined {
  const [first] = calls;
  if (!calls.every((call) => call.length === first!.length)) return undefined;
  const differing = first!.flatMap((piece, i) => (calls.every((call) => same([call[i]!], [piece])) ? [] : [i]));
  const [at, ...others] = differing;
  const piece = at === undefined ? undefined : first![at];
  if (at === undefined || others.length > 0 || !(piece instanceof Hole)) return undefined;
  const name = snake(piece.name);
  const values = calls.map((call) => (call[at] as Hole).value);
  if (values.some((value) => typeof value === 'object')) return undefined;
  return [
    '*(',
    ...first!.slice(0, at),
    `${piece.optional?.lead ?? ''}${name}`,
    ...first!.slice(at + 1),
    ` for ${name} in `,
    new Hole(values as never, `${name}s`, attribute),
    ')',
  ];
}

const codesOf = ({ body, parts }: Flat): Code[] => [
  ...parts.map(({ code }) => code),
  ...body.statements.map(({ code }) => code),
];
/** What is the same in all bodies of one class. */
const skeleton = (flat: Flat): string =>
  JSON.stringify([
    flat.parts.map(({ attribute, code }) => [attribute, key(code, false)]),
    flat.body.ties.map(({ line }) => line),
    flat.body.inputs.map(({ name }) => name),
    flat.body.outputs.map(({ name }) => name),
    flat.body.statements.map(({ results, code, loop }) => [
      results.map(({ name }) => name),
      key(code, false),
      loop && [loop.over, loop.carried, loop.given.map(({ name }) => name)],
    ]),
  ]);

function classSource(
  name: string,
  doc: string,
  { body, parts }: Flat,
  texts: Texts,
  parameters: readonly Parameter[],
): Lined {
  const attributes = new Set(parts.map(({ attribute }) => attribute));
  // what forward reads of the arguments is kept under their names
  const kept = new Map<string, string>();
  const keep = (argument: string): string => {
    const field = attributes.has(argument) ? `${argument}_value` : argument;
    kept.set(field, argument);
    return `self.${field}`;
  };
  const writtenAs = (named: (argument: string) => string) => (code: Code) =>
    code
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        if (piece instanceof Flow) return piece.name;
        const varied = texts.get(piece);
        if (!varied) return holeText(piece);
        return (piece.optional?.lead ?? (piece.spread ? '*' : '')) + varied.text(named(varied.argument));
      })
      .join('');
  const [inConstructor, inForward] = [writtenAs((argument) => argument), writtenAs(keep)];
  for (const { code } of body.statements) inForward(code);
  const w = new PythonWriter();
  const about = (node: string) => [nodeKey(body.block?.id, node)];
  const write = () =>
    w.block(`class ${name}(nn.Module):`, () => {
      w.doc(doc).line();
      const taken = parameters.map(({ name, usual }) => (usual === undefined ? name : `${name}=${valueText(usual)}`));
      w.block(`def __init__(${['self', ...taken].join(', ')}):`, () => {
        w.line('super().__init__()');
        for (const [field, argument] of kept) w.line(`self.${field} = ${argument}`);
        for (const { node, attribute, code } of parts)
          w.about(about(node), () => w.line(`self.${attribute} = ${inConstructor(code)}`));
        for (const { node, line } of body.ties) w.about(about(node), () => w.line(line));
      }).line();
      w.block(`def forward(${['self', ...body.inputs.map((flow) => flow.name)].join(', ')}):`, () => {
        for (const text of body.comments) w.comment(text);
        const last = returned(body);
        for (const statement of body.statements)
          w.about(about(statement.node), () => writeStatement(w, statement, inForward, statement === last));
        if (last) return;
        w.line(
          body.outputs.length === 0 ? 'return None' : `return ${body.outputs.map((flow) => flow.name).join(', ')}`,
        );
      });
    });
  return w.about(body.block ? [blockKey(body.block.id)] : [], write).lined;
}

function writeStatement(
  w: PythonWriter,
  { results, code, loop, note }: Statement,
  written: (code: Code) => string,
  isReturned: boolean,
): void {
  const names = results.map(({ name }) => name);
  if (!loop) {
    const start = isReturned ? 'return' : `${names.join(', ')} =`;
    w.line(`${start} ${written(code)}${note === undefined ? '' : `  # ${note}`}`);
    return;
  }
  const carried = loop.given.slice(0, loop.carried).map(({ name }) => name);
  const starts = names.slice(0, carried.length);
  if (starts.join() !== carried.join()) w.line(`${starts.join(', ')} = ${carried.join(', ')}`);
  w.block(`for block in self.${loop.over}:`, () =>
    w.line(
      `${names.join(', ')} = block(${[...starts, ...loop.given.slice(loop.carried).map(({ name }) => name)].join(', ')})`,
    ),
  );
}
