import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../../../engine/graph/document.ts';
import { NO_HISTORY, record, redo, undo } from './history.ts';

const at = (name: string) => emptyDocument(name);
const [a, b, c] = [at('a'), at('b'), at('c')];

describe('history', () => {
  it('goes back and forth', () => {
    const history = record(record(NO_HISTORY, { label: 'one', before: a, after: b, at: 0 }), {
      label: 'two',
      before: b,
      after: c,
      at: 5000,
    });
    const back = undo(history)!;
    expect(back.document).toBe(b);
    expect(undo(back.history)!.document).toBe(a);
    expect(redo(back.history)!.document).toBe(c);
    expect(undo(NO_HISTORY)).toBeUndefined();
    expect(redo(history)).toBeUndefined();
  });

  it('makes one step of edits of one kind that follow closely, and none of others', () => {
    const first = record(NO_HISTORY, { label: 'units', before: a, after: b, merge: 'units', at: 0 });
    const close = record(first, { label: 'units', before: b, after: c, merge: 'units', at: 500 });
    expect(close.done).toHaveLength(1);
    expect(undo(close)!.document).toBe(a);
    expect(record(first, { label: 'units', before: b, after: c, merge: 'units', at: 5000 }).done).toHaveLength(2);
    expect(record(first, { label: 'bias', before: b, after: c, merge: 'bias', at: 10 }).done).toHaveLength(2);
  });

  it('forgets what was undone once something else is done', () => {
    const back = undo(record(NO_HISTORY, { label: 'one', before: a, after: b, at: 0 }))!;
    expect(redo(record(back.history, { label: 'two', before: a, after: c, at: 1 }))).toBeUndefined();
  });
});
