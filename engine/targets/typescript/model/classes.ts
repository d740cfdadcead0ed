/**
 * The classes of `layers.ts`: one for the layers of a kind that are alike but for numbers, which are its arguments. What is printed twice is
 * the same: the first walk through a network only collects, so that the second knows what a class is given.
 */
import type { Layer, TorchValue } from '../../../layers/define.ts';
import type { CheckedNode } from '../../../passes/check.ts';
import { Identifiers } from '../../names.ts';
import { type Code, Hole } from '../../python/model/body.ts';
import { key, parametersOf, type Printable } from '../../python/model/parameters.ts';
import { codeWriter } from '../../functional/functions.ts';
import { literal } from '../../literals.ts';
import { docComment } from '../../writer.ts';
import { OWN_LAYER_NAMES, ownLayer } from './own-layers.ts';
import { CAMEL } from './words.ts';

/** A class as one layer of a network uses it. */
interface Use {
  readonly of: string;
  readonly parameters: readonly { readonly name: string; readonly value: TorchValue }[];
}

/** What is the same for all layers that share a class. */
interface Kind {
  readonly layer: Layer;
  readonly tied: boolean;
  /** By body. */
  readonly printed: Map<string, Printable>;
}

export class Classes {
  readonly #own = new Set<string>();
  readonly #kinds = new Map<string, Kind>();
  readonly #uses = new Map<string, Use>();
  readonly sources: string[] = [];
  readonly names: string[] = [];

  /** A class that stands for a word of TensorFlow.js with other numbers. */
  needs(name: string): void {
    this.#own.add(name);
  }

  /** The class with this body, and what it is given. */
  of(layer: Layer, body: string, settings: never, checked: CheckedNode, tied: boolean): Use {
    const known = this.#uses.get(body);
    if (known) return known;
    const code = tied ? [body] : split(body);
    const like = JSON.stringify([layer.id, tied, key(code)]);
    const kind: Kind = this.#kinds.get(like) ?? { layer, tied, printed: new Map() };
    this.#kinds.set(like, kind);
    const values = named(settings, checked);
    kind.printed.set(body, {
      body: { block: { settings: Object.keys(values).map((name) => ({ name })) }, settings: values },
      codes: [code],
    });
    return { of: '', parameters: [] };
  }

  /** Names the classes, once all layers have been seen. */
  finish(): void {
    const names = new Identifiers(OWN_LAYER_NAMES.map((name) => name[0]!.toLowerCase() + name.slice(1)));
    for (const { layer, tied, printed } of this.#kinds.values()) {
      const name = names.make(tied ? `tied ${layer.id}` : layer.id).replace(/^./, (first) => first.toUpperCase());
      const group = [...printed.values()];
      const { parameters, texts } = parametersOf(group, ['name', 'args', 'trainable'], CAMEL);
      const code = group[0]!.codes[0]!;
      const text = codeWriter(texts, ({ value }) => literal(value))(guarded(code, texts));
      const title = `${layer.title}${tied ? ' with weights of another layer' : ''}: ${layer.doc}`;
      const body = withParameters(
        name,
        text,
        parameters.map((one) => one.name),
      );
      this.names.push(name);
      this.sources.push(`${docComment(title)}\nexport class ${name} ${body}`);
      [...printed.keys()].forEach((one, at) =>
        this.#uses.set(one, {
          of: name,
          parameters: parameters.map(({ name: parameter, values }) => ({ name: parameter, value: values[at]! })),
        }),
      );
    }
    for (const name of [...this.#own].sort().reverse()) {
      this.names.unshift(name);
      this.sources.unshift(ownLayer(name)!);
    }
  }
}

/** A class's source with its numbers apart from the code around them. */
function split(body: string): Code {
  const pieces: (string | Hole)[] = [];
  let text = '';
  for (const [part] of body.matchAll(
    /'(?:[^'\\\n]|\\.)*'|`[^`]*`|\/\/.*|[A-Za-z_$#][\w$]*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[\s\S]/g,
  )) {
    if (!/^\d/.test(part)) {
      text += part;
      continue;
    }
    const fan = /Math\.sqrt\(\d+ \/ $/.test(pieces.slice(-1).map(holeNumber).join('') + text) ? 'fan' : 'size';
    pieces.push(text, new Hole(Number(part), fan, fan));
    text = '';
  }
  return [...pieces, text];
}
const holeNumber = (piece: string | Hole): string => (piece instanceof Hole ? String(piece.value) : '');

/** The code with arguments marked, and in brackets where they are calculated with. */
function guarded(code: Code, texts: ReturnType<typeof parametersOf>['texts']): Code {
  return code.map((piece) => {
    const known = piece instanceof Hole ? texts.get(piece) : undefined;
    if (!known) return piece;
    const text = known.text(`this.#${known.argument}`);
    return /^this\.#\w+$/.test(text) ? text : `(${text})`;
  });
}

/** What numbers of a class may be: its layer's settings, and the sizes of what comes in and goes out. */
function named(settings: Readonly<Record<string, unknown>>, { inputs, outputs }: CheckedNode) {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number') values[name] = value;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'number')) continue;
    if (new Set(value).size === 1) values[name] = value[0];
    if (value.length > 1) values[`${name} product`] = value.reduce((a, b) => a * b);
  }
  for (const [side, type] of [
    ['', inputs[0]],
    ['output ', outputs[0]],
  ] as const) {
    const dims = type?.shape.slice(1) ?? [];
    WORDS[dims.length]?.forEach((word, i) => {
      if (!(side + word in values)) values[side + word] = dims[i];
    });
  }
  return values;
}
/** What the sizes of a sample are called, by how many there are. */
const WORDS: Readonly<Record<number, readonly string[]>> = {
  1: ['features'],
  2: ['steps', 'features'],
  3: ['channels', 'height', 'width'],
};

/** A class of this name that is given these numbers. */
function withParameters(name: string, body: string, parameters: readonly string[]): string {
  const begin = 'extends tf.layers.Layer {\n';
  const head = `${begin}  static readonly className = ${literal(name)};\n`;
  if (parameters.length === 0) return `${head}${body.slice(begin.length).replace(/^ {2}override/, '\n$&')}`;
  const types = parameters.map((name) => `${name}: number`).join('; ');
  const fields = parameters.map((name) => `  readonly #${name}: number;\n`).join('');
  const made = [
    `  constructor({ ${parameters.join(', ')}, ...args }: { name?: string; trainable?: boolean; ${types} }) {`,
    '    super(args);',
    ...parameters.map((name) => `    this.#${name} = ${name};`),
    '  }\n\n',
  ].join('\n');
  const rest = body.slice(begin.length);
  const at = rest.indexOf('  override ');
  const before = rest.slice(0, at).trimEnd();
  return `${head}${fields}${before === '' ? '' : `${before}\n`}\n${made}${rest.slice(at)}`;
}
