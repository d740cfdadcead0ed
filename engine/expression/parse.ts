/**
 * Formulas that a user writes (`width * 2 ^ i`), as trees. The grammar is small and closed; nothing is ever run as code.
 *
 *   condition ? a : b      or      and      == != < <= > >=      + -      * / %      - not      ^ (to the right)
 *   numbers, 'text', true, false, names, calls `max(a, b)`, brackets
 *
 * `-a ^ 2` is `-(a ^ 2)`, as in mathematics. What names and calls mean is for those who walk the tree to say.
 */
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { word } from '../texts/index.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';
export type UnaryOperator = '-' | 'not';

/** `at` is the place in the source, counted from 0. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: number | string | boolean; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly value: Expression; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'choice';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
      readonly at: number;
    };

/** What is wrong with a formula, and where in its source. */
export class ExpressionError extends Error {
  readonly reason: Phrase;
  readonly at: number;
  constructor(reason: Phrase, at: number) {
    super(word(reason));
    this.name = 'ExpressionError';
    this.reason = reason;
    this.at = at;
  }
}

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly at: number;
}

/** Longer formulas, and ones nested deeper, are refused: a file must not be able to exhaust the parser. */
const LONGEST = 2000;
const DEEPEST = 60;

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<text>'[^']*')|(?<name>[A-Za-z_][A-Za-z_0-9]*)|(?<sign>==|!=|<=|>=|[-+*/%^<>?:(),]))/y;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) {
      const at = start + /^\s*/.exec(source.slice(start))![0].length;
      throw new ExpressionError(
        source[at] === "'" ? phrase('unended-text') : phrase('unknown-sign', { sign: verbatim(source[at]!) }),
        at,
      );
    }
    const [kind, text] = Object.entries(match.groups!).find(([, found]) => found !== undefined) as [
      Token['kind'],
      string,
    ];
    tokens.push({ kind, text, at: TOKEN.lastIndex - text.length });
  }
  return [...tokens, { kind: 'end', text: '', at: end }];
}

/** Binary operators from the loosest to the tightest; `^` and the signs before a value stand apart. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const OPERATOR_WORDS = new Set(['and', 'or', 'not']);

/** Reads a formula. Throws an `ExpressionError`. */
export function parseExpression(source: string): Expression {
  if (source.length > LONGEST) throw new ExpressionError(phrase('formula-too-long', { count: LONGEST }), LONGEST);
  return new Parser(tokensOf(source)).whole();
}

/** By recursive descent: one method for each line of the grammar, from the loosest to the tightest. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const tree = this.#choice();
    const { kind, text, at } = this.#peek();
    if (kind !== 'end') throw new ExpressionError(phrase('too-much', { text: verbatim(text) }), at);
    return tree;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #isAt(...texts: readonly string[]): boolean {
    const { kind, text } = this.#peek();
    return (kind === 'sign' || kind === 'name') && texts.includes(text);
  }

  /** Passes a sign where it stands next. */
  #take(...texts: readonly string[]): boolean {
    if (!this.#isAt(...texts)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#missing(phrase('quoted', { name: verbatim(text) }));
  }

  #missing(wanted: Phrase): ExpressionError {
    const { kind, text, at } = this.#peek();
    const reason =
      kind === 'end'
        ? phrase('missing-at-end', { wanted })
        : phrase('missing-before', { wanted, text: verbatim(text) });
    return new ExpressionError(reason, at);
  }

  #deeper(read: () => Expression): Expression {
    if (++this.#depth > DEEPEST) throw new ExpressionError(phrase('too-deep'), this.#peek().at);
    const result = read();
    this.#depth--;
    return result;
  }

  #choice(): Expression {
    return this.#deeper(() => {
      const test = this.#binary(0);
      const { at } = this.#peek();
      if (!this.#take('?')) return test;
      const yes = this.#choice();
      this.#expect(':');
      return { kind: 'choice', test, yes, no: this.#choice(), at };
    });
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    while (this.#isAt(...operators)) {
      const { text, at } = this.#tokens[this.#next++]!;
      left = { kind: 'binary', operator: text as BinaryOperator, left, right: this.#binary(level + 1), at };
    }
    return left;
  }

  #unary(): Expression {
    return this.#deeper(() => {
      const { text, at } = this.#peek();
      if (!this.#take('-', 'not')) return this.#power();
      return { kind: 'unary', operator: text as UnaryOperator, value: this.#unary(), at };
    });
  }

  #power(): Expression {
    const left = this.#value();
    const { at } = this.#peek();
    return this.#take('^') ? { kind: 'binary', operator: '^', left, right: this.#unary(), at } : left;
  }

  #value(): Expression {
    if (this.#take('(')) {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    const { kind, text, at } = this.#peek();
    if (kind === 'end' || kind === 'sign' || (kind === 'name' && OPERATOR_WORDS.has(text)))
      throw this.#missing(phrase('a-value'));
    this.#next++;
    if (kind === 'number') return { kind: 'literal', value: Number(text), at };
    if (kind === 'text') return { kind: 'literal', value: text.slice(1, -1), at };
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    return this.#take('(')
      ? { kind: 'call', name: text, args: this.#argumentsOf(), at }
      : { kind: 'name', name: text, at };
  }

  /** Up to the bracket that closes the call. */
  #argumentsOf(): Expression[] {
    const args: Expression[] = [];
    while (!this.#take(')')) {
      if (args.length > 0) this.#expect(',');
      args.push(this.#choice());
    }
    return args;
  }
}

/** Every name that a formula speaks of, without those of its functions. */
export function namesIn(tree: Expression): Set<string> {
  const names = new Set<string>();
  const walk = (part: Expression): void => {
    switch (part.kind) {
      case 'literal':
        return;
      case 'name':
        names.add(part.name);
        return;
      case 'call':
        part.args.forEach(walk);
        return;
      case 'unary':
        walk(part.value);
        return;
      case 'binary':
        walk(part.left);
        walk(part.right);
        return;
      case 'choice':
        walk(part.test);
        walk(part.yes);
        walk(part.no);
    }
  };
  walk(tree);
  return names;
}
