/** What is seen: the part of the canvas, the panels at the sides, the theme, the tabs. */
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { newDocument } from '../../renderer/actions/files.ts';
import { tabTitle, workspace } from '../../renderer/state/document/workspace.ts';
import { isShown, view } from '../../renderer/state/view.ts';
import { TestEditor } from './TestEditor.ts';

const digits = () => new TestEditor(mnistCnn());

describe('the canvas', () => {
  it('shows all, or what is selected', () => {
    const editor = digits().select('relu_1', 'conv2d_2').press('Z');
    expect(editor.surface.seen).toEqual(['relu_1', 'conv2d_2']);
    editor.press('F');
    expect(editor.surface.seen).toEqual([]);
  });

  it('is zoomed in and out, and shown at full size', () => {
    const editor = digits().press('Mod++').press('Mod++').press('Mod+-');
    expect(editor.surface.zoom).toBeCloseTo(1.2);
    editor.press('Mod+0');
    expect(editor.surface.zoom).toBe(1);
  });

  it('has a minimap where that is wanted', () => {
    const before = view.getState().minimap;
    const editor = digits().press('M');
    expect(view.getState().minimap).toBe(!before);
    editor.press('M');
    expect(view.getState().minimap).toBe(before);
  });
});

describe('the window', () => {
  it('shows and hides what stands at the sides', () => {
    const editor = digits();
    const before = isShown('palette');
    editor.run(before ? 'Hide layers' : 'Show layers');
    expect(isShown('palette')).toBe(!before);
  });

  it('has two themes and that of the system', () => {
    const editor = digits();
    view.setState({ theme: 'light' });
    editor.run('Use the dark theme');
    expect(view.getState().theme).toBe('dark');
    editor.run('Use the light theme');
    expect(view.getState().theme).toBe('light');
  });

  it('walks round its tabs', () => {
    const editor = digits();
    newDocument();
    const title = () => tabTitle(editor.open);
    expect(workspace.getState().documents.map(tabTitle)).toEqual(['MNIST CNN', 'Untitled 1']);
    expect(title()).toBe('Untitled 1');
    editor.run('Next document');
    expect(title()).toBe('MNIST CNN');
    editor.run('Previous document');
    expect(title()).toBe('Untitled 1');
  });
});
