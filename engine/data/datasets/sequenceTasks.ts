import { choice, int } from '../../settings.ts';
import { type Column, defineDataset } from '../define.ts';
import { below, generate, generated } from '../generated.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');
/** Number 0: before the first symbol of what is written, and behind the last one of what is shorter than the rest. */
const NOTHING = '_';

const TASKS = {
  copy: (source) => source,
  reverse: (source) => source.toReversed(),
  sort: (source) => source.toSorted((a, b) => a - b),
} as const satisfies Readonly<Record<string, (source: readonly number[]) => readonly number[]>>;

export const sequenceTasks = defineDataset({
  id: 'sequence-tasks',
  title: 'Sequence tasks',
  doc: 'Sequences to read and sequences to write: the same again, backwards, in order, or the sum of two numbers.',
  more: 'The column "shifted" is the target one place later, begun by "_": what a decoder has written so far.',
  settings: {
    task: choice(['copy', 'reverse', 'sort', 'addition'], {
      label: 'Task',
      default: 'reverse',
      doc: 'What is made of a sequence. Addition: "27+815" becomes "842", its digits from the last to the first.',
      names: { copy: 'Copy', reverse: 'Reverse', sort: 'Sort', addition: 'Addition' },
    }),
    length: int({
      label: 'Length',
      default: 10,
      min: 3,
      doc: 'Symbols of a sequence. An addition has as many digits as fit; shorter ones end in "_".',
    }),
    symbols: int({
      label: 'Symbols',
      default: 10,
      min: 1,
      max: LETTERS.length,
      doc: 'Different letters. With "_" they make a vocabulary one larger; an addition has one of 12.',
      when: { task: ['copy', 'reverse', 'sort'] },
    }),
    ...generated(20_000),
  },
  async open(_, { task, length, symbols, ...made }) {
    const classes = [NOTHING, ...(task === 'addition' ? [...'0123456789+'] : LETTERS.slice(0, symbols))];
    const column = (name: string): Column => ({ name, kind: 'tokens', shape: [length], dtype: 'int32', classes });
    return generate(['source', 'shifted', 'target'].map(column), made, (next) => {
      const [source, target] =
        task === 'addition' ? addition(length, next) : rearranged(TASKS[task], length, symbols, next);
      const whole = (numbers: readonly number[]) => Int32Array.from({ length }, (_, i) => numbers[i] ?? 0);
      return { source: () => whole(source), shifted: () => whole([0, ...target]), target: () => whole(target) };
    });
  },
});

type Pair = readonly [source: readonly number[], target: readonly number[]];

function rearranged(
  task: (source: readonly number[]) => readonly number[],
  length: number,
  symbols: number,
  next: () => number,
): Pair {
  const source = Array.from({ length }, () => 1 + below(next, symbols));
  return [source, task(source)];
}

/** Two numbers of at most half as many digits. */
function addition(length: number, next: () => number): Pair {
  const most = Math.max(1, Math.floor((length - 1) / 2));
  const number = () =>
    Array.from({ length: 1 + below(next, most) }, (_, i) => (i === 0 ? 1 + below(next, 9) : below(next, 10)));
  const [a, b] = [number(), number()];
  const sum: number[] = [];
  // digit by digit from the last on, so that long numbers stay exact
  for (let i = 0, carry = 0; i < Math.max(a.length, b.length) || carry > 0; i++) {
    const digit = (a[a.length - 1 - i] ?? 0) + (b[b.length - 1 - i] ?? 0) + carry;
    sum.push(digit % 10);
    carry = Math.floor(digit / 10);
  }
  const tokens = (digits: readonly number[]) => digits.map((digit) => digit + 1);
  return [[...tokens(a), 11, ...tokens(b)], tokens(sum)];
}
