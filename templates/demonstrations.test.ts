/** That each demonstration says what it shows, and that what its note offers is a change of the document that leaves nothing wrong. */
import { describe, expect, it } from 'vitest';
import { removeNodes } from '../engine/graph/edits.ts';
import { parseDocument, serialize } from '../engine/graph/file.ts';
import { applyCure, isApplicable } from '../engine/graph/repair.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { checkTraining } from '../engine/passes/compile.ts';
import { TEMPLATES } from './index.ts';

const cures = TEMPLATES.filter(({ family }) => family === 'demonstrations').flatMap((template) =>
  [{}, template.small!].flatMap((settings) => {
    const document = template.make(settings);
    return document.graph.notes[0]!.cures!.map((cure, i) => ({ template, settings, document, cure, i }));
  }),
);

it('all have cures', () => expect(new Set(cures.map(({ template }) => template.id)).size).toBe(6));

describe.each(cures)('$template.title, $cure.title, $settings', ({ template, settings, document, cure, i }) => {
  const cured = applyCure(document, 'note_1', i);

  it('changes the document, and the note says what was done', () => {
    const problems = ({ graph, ...rest }: typeof document) => [
      ...checkGraph(graph).problems,
      ...checkTraining({ graph, ...rest }, checkGraph(graph), {}),
    ];
    expect(problems(document)).toEqual([]);
    expect(problems(cured)).toEqual([]);
    expect(cured.graph.notes).toEqual([{ ...document.graph.notes[0], text: cure.text, cures: undefined }]);
    expect({ ...cured.graph, notes: [], training: cured.training }).not.toEqual({
      ...document.graph,
      notes: [],
      training: document.training,
    });
    expect(parseDocument(serialize(cured), 'cured.loom')).toEqual(cured);
    expect(parseDocument(serialize(document), 'as it was.loom')).toEqual(document);
  });

  it('is what the template makes with the cure', () => {
    const { options } = template.settings.cure as { options: readonly string[] };
    const made = template.make({ ...settings, cure: options[i + 1] });
    expect({ ...made, name: '' }).toEqual({ ...cured, name: '' });
  });

  it('is not done where a layer that it changes is gone', () => {
    const changed = cure.actions.flatMap((action) => ('node' in action ? [action.node] : []));
    if (changed.length === 0) return;
    const without = removeNodes(document, changed.slice(-1));
    expect(isApplicable(without, cure.actions)).toBe(false);
    expect(applyCure(without, 'note_1', i)).toBe(without);
  });
});
