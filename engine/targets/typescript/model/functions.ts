/** The functions of `model.ts`: what they are given, their statements, and the network itself. */
import type { TorchValue } from '../../../layers/define.ts';
import { type Calls, codeWriter, type Flat, Functions, type FunctionWords } from '../../functional/functions.ts';
import { blockKey, joined, type Lined, nodeKey } from '../../lines.ts';
import { literal } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import { type Body, type Code, Flow, type Hole, type Statement } from '../../python/model/body.ts';
import type { Parameter, Texts } from '../../python/model/parameters.ts';
import type { Root } from '../../functional/scope.ts';
import { Writer } from '../../writer.ts';
import { INITIALIZERS } from './initializers.ts';
import { CAMEL, numbered, quoted } from './words.ts';

/** Names that are taken in every function. */
const TAKEN = [
  ...INITIALIZERS,
  'name',
  'i',
  'apply',
  'seed',
  'startSeeds',
  'Tensor',
  'createModel',
  'run',
  'weightNames',
];

/** What a function reads of what it is given. */
interface Signature {
  /** Of each tensor. */
  readonly reads: readonly boolean[];
  readonly named: boolean;
}

/** The functions of the blocks, each behind those that it calls, and the one that makes the network. */
export function functionsOf(root: Root, classes: readonly string[]): Lined {
  const printer = new Printer(classes);
  const functions = new Functions(printer, ['createModel', ...TAKEN]);
  const flat = functions.print(root);
  return joined([...functions.sources, printer.root(flat, root)], '\n');
}

class Printer implements FunctionWords {
  readonly naming = CAMEL;
  readonly taken: readonly string[];
  readonly #signatures = new Map<string, Signature>();

  constructor(classes: readonly string[]) {
    this.taken = [...TAKEN, ...classes];
  }

  argument = (name: string): string => `, ${name}: `;

  /** Every value is called after its node; what comes alone into a block is `x`. */
  name({ block, inputs, statements, outputs }: Body, taken: readonly string[]): void {
    const names = new Identifiers(taken);
    const flows = new Set<Flow>([...inputs, ...statements.flatMap(({ results }) => results)]);
    for (const flow of flows) flow.uses = 0;
    const read = [
      ...outputs,
      ...statements.flatMap(({ code, loop }) => [
        ...code.filter((piece) => piece instanceof Flow),
        ...(loop?.given ?? []),
      ]),
    ];
    for (const flow of read) flow.uses++;
    for (const flow of flows)
      flow.name =
        block && inputs.length === 1 && flow === inputs[0] && names.take('x')
          ? 'x'
          : names.make(flow.done === '' ? flow.label : `${flow.label} ${flow.done}`);
  }

  source = (name: string, flat: Flat, parameters: readonly Parameter[], texts: Texts): Lined => {
    const { block, inputs, outputs } = flat.body;
    const w = new Writer();
    this.#statements(w, flat, codeWriter(texts, holeText));
    const { text: body, lines: about } = w.lined;
    const reads = inputs.map((flow) => flow.uses > 0);
    const named = body.includes('${name}');
    this.#signatures.set(name, { reads, named });
    const given = [...(named ? ['name'] : []), ...parameters.map((one) => one.name)];
    const types = [
      ...(named ? ['name: string'] : []),
      ...parameters.map((one) => `${one.name}: ${typeOf(one.values)}`),
    ];
    const head = [
      ...inputs.filter((_, i) => reads[i]).map((flow) => `${flow.name}: Tensor`),
      ...(given.length === 0 ? [] : [`{ ${given.join(', ')} }: { ${types.join('; ')} }`]),
    ];
    const results = outputs.map((flow) => flow.name);
    const type = results.length === 1 ? 'Tensor' : `[${results.map(() => 'Tensor').join(', ')}]`;
    const whole = new Writer().doc(block!.doc || block!.name);
    const write = () =>
      whole.block(`function ${name}(${head.join(', ')}): ${type} {`, () => {
        const lines = flat.lines.length + flat.body.parts.length > 0 ? body.trimEnd().split('\n') : [];
        const last = /^const (\w+) = (.*;)$/.exec(lines.at(-1) ?? '');
        const goesOut = results.length === 1 && last?.[1] === results[0];
        for (const [i, line] of (goesOut ? lines.slice(0, -1) : lines).entries())
          whole.about(about[i]!, () => whole.line(line));
        if (goesOut) whole.about(about.at(-1)!, () => whole.line(`return ${last![2]}`));
        else whole.line(`return ${results.length === 1 ? results[0]! : `[${results.join(', ')}]`};`);
      });
    return whole.about([blockKey(block!.id)], write).lined;
  };

  /** The function that makes the network. */
  root(flat: Flat, { fed, comments, inputs, outputs }: Root): Lined {
    const w = new Writer();
    w.line('/** The network, with fresh weights. */');
    return w.block('export function createModel(): tf.LayersModel {', () => {
      for (const text of comments) w.comment(text);
      for (const { node, flow, channelsLast, type, name } of fed) {
        const sample = type.shape.slice(1);
        const args = {
          name,
          shape: channelsLast ? [...sample.slice(1), sample[0]!] : sample,
          ...(type.dtype !== 'float32' && { dtype: type.dtype }),
        };
        w.about([nodeKey(undefined, node.id)], () => w.line(`const ${flow.name} = tf.input(${literal(args)});`));
      }
      this.#statements(w, flat, codeWriter(new Map(), holeText));
      const list = (flows: readonly Flow[]) =>
        flows.length === 1 ? flows[0]!.name : `[${flows.map((flow) => flow.name).join(', ')}]`;
      w.line(`return tf.model({ inputs: ${list(inputs)}, outputs: ${list(outputs)} });`);
    }).lined;
  }

  #statements(w: Writer, { body, lines }: Flat, written: (code: Code) => string): void {
    const about = (node: string) => [nodeKey(body.block?.id, node)];
    for (const { node, attribute, code } of body.parts)
      w.about(about(node), () => w.line(`const ${attribute} = ${shorthand(written(code!))};`));
    for (const { statement, calls } of lines) {
      const { node, results, code, note } = statement;
      w.about(about(node), () => {
        if (calls) this.#calls(w, statement, calls, written);
        else w.line(`const ${declared(results)} = ${shorthand(written(code))};${noted(note)}`);
      });
    }
  }

  /** Instances of a block: a call, or a loop that goes on with what the last call gave. */
  #calls(w: Writer, statement: Statement, calls: readonly Calls[], written: (code: Code) => string): void {
    const { results, code, loop, note } = statement;
    const { given, carried } = loop!;
    const start = written(code);
    const names = results.map(({ name }) => name);
    const first = given.map(({ name }) => name);
    const next = [...names.slice(0, carried), ...first.slice(carried)];
    const call = (one: Calls, from: readonly string[], index: number | undefined): string => {
      const [head, ...rest] = one.code;
      const { reads, named } = this.#signatures.get((head as string).slice(0, -1))!;
      const about = [
        ...(named
          ? [
              `, name: ${quoted(index === undefined ? start.replaceAll(/\{(i[^}]*)\}/g, '${$1}') : numbered(start, index))}`,
            ]
          : []),
        written(rest),
      ].join('');
      const settings = about === '' ? [] : [`{ ${about.slice(2)} }`];
      return shorthand(`${head as string}${[...from.filter((_, i) => reads[i] !== false), ...settings].join(', ')})`);
    };
    const goesOn = names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
    if (calls.length === 1 && calls[0]!.count === undefined && calls[0]!.values === undefined) {
      w.line(`const ${declared(results)} = ${call(calls[0]!, first, 0)};${noted(note)}`);
      return;
    }
    calls.forEach((one, at) => {
      const loops = one.count !== undefined || one.values !== undefined;
      if (at === 0 && loops) {
        const carries = names.slice(0, carried);
        const begin =
          carries.length === 1
            ? [carries[0]!, first[0]!]
            : [carries, first.slice(0, carried)].map((list) => `[${list.join(', ')}]`);
        if (carried > 0) w.line(`let ${begin[0]} = ${begin[1]};`);
        for (const name of names.slice(carried)) w.line(`let ${name}!: Tensor;`);
      }
      if (!loops) {
        const word = at === 0 ? 'let ' : '';
        w.line(
          `${word}${goesOn} = ${call(one, at === 0 ? first : next, one.from)};${at === calls.length - 1 ? noted(note) : ''}`,
        );
        return;
      }
      const head = one.values
        ? `for (const [i, ${one.values.name}] of ${written([one.values.hole])}.entries())`
        : `for (let i = ${one.from}; i < ${written([one.count!])}; i++)`;
      const line = `${goesOn} = ${call(one, next, undefined)};${at === calls.length - 1 ? noted(note) : ''}`;
      // what differs from round to round by its name alone needs no number
      w.block(line.includes('${i') ? head : head.replace('const [i, ', 'const [, '), () => w.line(line), '');
    });
  }
}

const noted = (note: string | undefined): string => (note === undefined ? '' : ` // ${note}`);

/** The variables of a statement; what nothing reads is left out. */
function declared(results: readonly Flow[]): string {
  if (results.length === 1) return results[0]!.name;
  const names = results.map(({ name, uses }) => (uses > 0 ? name : ''));
  return `[${names
    .join(', ')
    .replace(/(, )+$/, '')
    .replace(/^(, )+/, (gaps) => ', '.repeat(gaps.length / 2))}]`;
}

/** `{ name: name }` as `{ name }`. */
const shorthand = (code: string): string => code.replaceAll(/([{,] )(\w+): \2(?=,| })/g, '$1$2');

const holeText = ({ value }: Hole): string => literal(value);

/** The type of an argument with these values. */
function typeOf(values: readonly TorchValue[]): string {
  const types = values.map((value) =>
    typeof value === 'string'
      ? literal(value)
      : typeof value === 'object'
        ? `[${value.map(() => 'number').join(', ')}]`
        : typeof value,
  );
  return [...new Set(types)].sort().join(' | ');
}
