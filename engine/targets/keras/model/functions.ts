/** The functions of `model.py`: one for the bodies of a block that are alike but for numbers, which are its arguments. */
import { codeWriter, type Calls, type Flat, Functions, type FunctionWords } from '../../functional/functions.ts';
import type { Entrance, Root } from '../../functional/scope.ts';
import { blockKey, type Lined, nodeKey } from '../../lines.ts';
import {
  type Code,
  type Flow,
  FLOWING,
  nameFlows,
  returned,
  type Statement,
  valueText,
} from '../../python/model/body.ts';
import { type Parameter, PYTHON, type Texts } from '../../python/model/parameters.ts';
import { literal, PythonNames, PythonWriter, snake } from '../../python/text.ts';

/** Names of every function that are no values of the network. */
const TAKEN = ['name', 'i', 'model'];

/** All functions, each behind those that it calls; the last makes the network. */
export function functionsOf(root: Root, name: string): Lined[] {
  const functions = new Functions(WORDS, ['build_model']);
  const flat = functions.print(root);
  return [...functions.sources, rootSource(flat, root.fed, name)];
}

const WORDS: FunctionWords = {
  naming: PYTHON,
  taken: TAKEN,
  name(body, taken) {
    // what comes into the network is needed to the last, and shares its name with nothing
    const isRoot = body.block === undefined;
    const names = new PythonNames([...taken, ...(isRoot ? FLOWING : [])]);
    nameFlows(body, (label) => names.make(label), isRoot ? null : 'x');
  },
  argument: (name, i, named) => `, ${i > 1 || named ? `${name}=` : ''}`,
  source: functionSource,
};

function functionSource(name: string, flat: Flat, parameters: readonly Parameter[], texts: Texts): Lined {
  const { body } = flat;
  const given = [
    ...body.inputs.map((flow) => flow.name),
    ...parameters.flatMap(({ name, usual }) => (usual === undefined ? [name] : [])),
    'name',
    ...parameters.flatMap(({ name, usual }) => (usual === undefined ? [] : [`${name}=${valueText(usual)}`])),
  ];
  const w = new PythonWriter();
  const write = () =>
    w.block(`def ${name}(${given.join(', ')}):`, () => {
      w.doc(body.block!.doc || `${body.block!.name}.`);
      const last = returned(body);
      writeLines(w, flat, codeWriter(texts), last);
      if (!last) w.line(`return ${body.outputs.map((flow) => flow.name).join(', ')}`);
    });
  return w.about([blockKey(body.block!.id)], write).lined;
}

function rootSource(flat: Flat, fed: readonly Entrance[], name: string): Lined {
  const { body } = flat;
  const w = new PythonWriter();
  w.block('def build_model(model=keras.Model):', () => {
    w.doc(`The network ${name}, with fresh weights. Images have their channels last.`);
    for (const text of body.comments) w.comment(text);
    for (const { node, flow, channelsLast, type, name: layer } of fed) {
      const sample = type.shape.slice(1).map(literal);
      const shape = channelsLast ? [...sample.slice(1), sample[0]!] : sample;
      const dtype = type.dtype === 'float32' ? '' : `dtype="${type.dtype}", `;
      const input = `keras.Input((${shape.join(', ')}${shape.length === 1 ? ',' : ''}), ${dtype}name="${layer}")`;
      w.about([nodeKey(undefined, node.id)], () => w.line(`${flow.name} = ${input}`));
    }
    writeLines(w, flat, codeWriter(new Map()));
    const list = (flows: readonly Flow[]) =>
      flows.length === 1 ? flows[0]!.name : `[${flows.map((flow) => flow.name).join(', ')}]`;
    w.line(`return model(${list(body.inputs)}, ${list(body.outputs)}, name="${snake(name)}")`);
  });
  return w.lined;
}

function writeLines(
  w: PythonWriter,
  { body, lines }: Flat,
  written: (code: Code) => string,
  last?: Statement | undefined,
): void {
  const about = (node: string) => [nodeKey(body.block?.id, node)];
  for (const { node, attribute, code } of body.parts)
    w.about(about(node), () => w.line(`${attribute} = ${written(code!)}`));
  for (const { statement, calls } of lines) {
    const { node, results, code, note } = statement;
    const names = results.map(({ name }) => name).join(', ');
    w.about(about(node), () => {
      if (calls) writeCalls(w, statement, calls, written);
      else
        w.line(
          `${statement === last ? 'return' : `${names} =`} ${written(code)}${note === undefined ? '' : `  # ${note}`}`,
        );
    });
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
