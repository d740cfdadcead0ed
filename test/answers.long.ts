/** From prompts and answers to a network that answers, by the command line. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { commandLineIn } from './command-line.ts';
import { temporaryFolder } from './training/small.ts';

const base = temporaryFolder();
const loom = commandLineIn(base);
const FRUITS = ['apple', 'lemon', 'plum', 'kiwi'] as const;
const COLOURS = ['red.', 'yellow.', 'blue.', 'green.'] as const;

test('what is proposed learns to answer, and ends its answers', async () => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(base, 'home'));
  const rows = Array.from({ length: 64 }, (_, i) => ({ prompt: `${FRUITS[i % 4]!}?`, answer: COLOURS[i % 4]! }));
  writeFileSync(path.join(base, 'fruits.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  expect((await loom('new', '--data', 'fruits.jsonl', '--out', 'fruits.loom')).err).toContain(
    'Learn to answer, from 64 prompts with their answers',
  );
  const { code, err } = await loom('train', 'fruits.loom', '--epochs', '25', '--out', 'run', '--json');
  expect(code, err).toBe(0);
  for (const [i, fruit] of FRUITS.entries()) {
    const { out } = await loom(
      ...['generate', 'fruits.loom', '--weights', 'run', '--prompt', `${fruit}?`, '--temperature', '0', '--json'],
    );
    expect(JSON.parse(out)).toMatchObject({ text: COLOURS[i] });
  }
});
