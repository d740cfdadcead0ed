import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { word } from '../texts/index.ts';
/**
 * Formulas that a user writes (`width * 2 ^ i`), as trees. The grammar is small and closed; nothing is ever run as code.
 *
 *   condition ? a : b      or      and      == != < <= > >=      + -      * / %      - not      ^ (to the right)
 *   numbers, 'text', true, false, names, calls `max(a, b)`, brackets
 *
 * `-a ^ 2` is `-(a ^ 2)`, as in mathematics. What names and calls mean is for those who walk the tree to say.
 */

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
const WORDS = new Set(['and', 'or', 'not', 'true', 'false']);

/** Reads a formula. Throws an `ExpressionError`. */
export function parseExpression(source: string): Expression {
  if (source.length > LONGEST) throw new ExpressionError(phrase('formula-too-long', { count: LONGEST }), LONGEST);
  const tokens = tokensOf(source);
  let next = 0;
  let depth = 0;

  const peek = (): Token => tokens[next]!;
  const isAt = (...texts: readonly string[]): boolean =>
    (peek().kind === 'sign' || peek().kind === 'name') && texts.includes(peek().text);
  const wrong = ({ kind, text, at }: Token, wanted: Phrase): ExpressionError =>
    new ExpressionError(
      kind === 'end'
        ? phrase('missing-at-end', { wanted })
        : phrase('missing-before', { wanted, text: verbatim(text) }),
      at,
    );
  const expect = (text: string): void => {
    if (!isAt(text)) throw wrong(peek(), phrase('quoted', { name: verbatim(text) }));
    next++;
  };
  const deeper = <T>(read: () => T): T => {
    if (++depth > DEEPEST) throw new ExpressionError(phrase('too-deep'), peek().at);
    const result = read();
    depth--;
    return result;
  };

  const choice = (): Expression =>
    deeper(() => {
      const test = binary(0);
      const { at } = peek();
      if (!isAt('?')) return test;
      next++;
      const yes = choice();
      expect(':');
      return { kind: 'choice', test, yes, no: choice(), at };
    });

  const binary = (level: number): Expression => {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    while (isAt(...operators)) {
      const { text, at } = tokens[next++]!;
      left = { kind: 'binary', operator: text as BinaryOperator, left, right: binary(level + 1), at };
    }
    return left;
  };

  const unary = (): Expression =>
    deeper(() => {
      const { text, at } = peek();
      if (!isAt('-', 'not')) return power();
      next++;
      return { kind: 'unary', operator: text as UnaryOperator, value: unary(), at };
    });

  const power = (): Expression => {
    const left = value();
    const { at } = peek();
    if (!isAt('^')) return left;
    next++;
    return { kind: 'binary', operator: '^', left, right: unary(), at };
  };

  const value = (): Expression => {
    const token = peek();
    const { kind, text, at } = token;
    if (isAt('(')) {
      next++;
      const inner = choice();
      expect(')');
      return inner;
    }
    if (
      kind === 'end' ||
      kind === 'sign' ||
      (WORDS.has(text) && text !== 'true' && text !== 'false' && kind === 'name')
    )
      throw wrong(token, phrase('a-value'));
    next++;
    if (kind === 'number') return { kind: 'literal', value: Number(text), at };
    if (kind === 'text') return { kind: 'literal', value: text.slice(1, -1), at };
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    if (!isAt('(')) return { kind: 'name', name: text, at };
    next++;
    const args: Expression[] = [];
    while (!isAt(')')) {
      if (args.length > 0) expect(',');
      args.push(choice());
    }
    next++;
    return { kind: 'call', name: text, args, at };
  };

  const tree = choice();
  if (peek().kind !== 'end') throw new ExpressionError(phrase('too-much', { text: verbatim(peek().text) }), peek().at);
  return tree;
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
