import { describe, expect, it } from 'vitest';
import { shortened, siblingsOf, widthOf } from './names.ts';

const layers = Array.from({ length: 12 }, (_, i) =>
  ['attention.self.query', 'attention.self.key', 'attention.output.dense', 'output.dense', 'intermediate.dense'].map(
    (name) => `bert.encoder.layer.${i}.${name}`,
  ),
).flat();
const names = [
  ...layers,
  ...['word', 'position', 'token_type'].map((kind) => `bert.embeddings.${kind}_embeddings`),
  'bert.pooler.dense',
];
const siblings = siblingsOf(names);

describe('names on nodes', () => {
  it('are whole where there is room', () => {
    expect(shortened('bert.pooler.dense', siblings, 190)).toBe('bert.pooler.dense');
  });

  it('leave out what siblings share, and keep the end and what differs', () => {
    const short = (name: string) => shortened(name, siblings, 190);
    expect(short('bert.encoder.layer.11.attention.self.query')).toBe('…11.attention.self.query');
    expect(short('bert.embeddings.token_type_embeddings')).toBe('…token_type_embeddings');
    expect(shortened('bert.encoder.layer.11.attention.self.query', siblings, 130)).toBe('…11…self.query');
  });

  it('differ wherever the names do, in whatever room', () => {
    for (const room of [190, 160, 135])
      expect(new Set(names.map((name) => shortened(name, siblings, room))).size, `${room}`).toBe(names.length);
  });

  it('fit their room, in Chinese too, and end as the name does', () => {
    const own = ['这是一个特别特别长的卷积层名称用于边缘检测', 'averyveryverylongnamewithoutanyparts', ...names];
    for (const name of own) {
      const short = shortened(name, siblingsOf(own), 128);
      expect(widthOf(short)).toBeLessThanOrEqual(128);
      expect(short.at(-1)).toBe(name.at(-1));
    }
  });
});
