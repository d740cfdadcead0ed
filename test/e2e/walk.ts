/** What all walks do: files are dropped on the window, a project is exported, and the project says itself how good it is. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './host.ts';

/** Python with PyTorch, where there is one: projects on it are walked to as well. */
export const PYTHON = process.env.LOOM_PYTHON;

/** Drops files and folders of this machine on the window that has just been opened, as a hand does. */
export async function dropped(page: Page, ...files: readonly string[]): Promise<void> {
  await expect(page.getByRole('button', { name: 'Learn from a table…' })).toBeVisible();
  await droppedOn(page, ...files);
}

/** The same, whatever it shows. */
export async function droppedOn(page: Page, ...files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  await session.detach();
}

export const dockOf = (page: Page): Locator => page.getByRole('region', { name: 'Dock' });

/** Trains what is open, for fewer epochs than are proposed where these take long. */
export async function trainPressed(page: Page, epochs?: number): Promise<void> {
  if (epochs !== undefined) {
    const dock = dockOf(page);
    await dock.getByRole('tab', { name: 'Training' }).click();
    await dock.getByRole('textbox', { name: 'Epochs', exact: true }).fill(String(epochs));
    await page.keyboard.press('Enter');
  }
  await page.getByRole('banner').getByRole('button', { name: 'Train', exact: true }).click();
}

/** The figure that a training ends with, of the words before and after it. */
export async function figure(page: Page, words: RegExp, timeout = 240_000): Promise<number> {
  const told = page.getByText(words).first();
  await expect(told).toBeVisible({ timeout });
  return Number(words.exec(await told.innerText())![1]);
}
/** So many per cent of the test rows, as the window tells them. */
export const RIGHT = /([\d.]+)\s*% of the test (?:rows|pixels) are right/;

/** Exports what is open with the weights of its run; the comparison with the engine has passed. */
export async function exported(page: Page, target: string, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('combobox', { name: 'Target' }).click();
  await page.getByRole('option', { name: target, exact: true }).click();
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.getByRole('button', { name: 'Export', exact: true }).last().click();
  const dialog = page.getByRole('dialog', { name: 'The project is written' });
  await expect(dialog).toBeVisible({ timeout: 60_000 });
  const comparison = page.getByRole('region', { name: 'Comparison with the engine' });
  await expect(comparison.locator('[data-status]')).toHaveAttribute('data-status', 'passed', { timeout: 240_000 });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

type Figures = Readonly<Record<string, number>>;
const lastLine = (said: string): Figures => JSON.parse(said.trim().split('\n').at(-1)!) as Figures;

/** What an exported project in the checkout, whose packages it finds, says of its own weights on its own test rows. */
export const evaluated = (folder: string): Figures =>
  lastLine(execFileSync('npm', ['run', '--silent', 'evaluate'], { cwd: folder, encoding: 'utf8' }));
export const evaluatedInPython = (folder: string): Figures =>
  lastLine(execFileSync(PYTHON!, ['evaluate.py'], { cwd: folder, encoding: 'utf8' }));

/** Goes home with the project on TensorFlow.js, and with the one on PyTorch where that can run; `agrees` is told what each says of itself. */
export async function takenHome(page: Page, folder: string, agrees: (said: Figures) => void): Promise<void> {
  const typescript = path.join(folder, 'typescript');
  await exported(page, 'TypeScript on TensorFlow.js', typescript);
  agrees(evaluated(typescript));
  if (!PYTHON) return;
  const pytorch = path.join(folder, 'pytorch');
  await exported(page, 'PyTorch', pytorch);
  agrees(evaluatedInPython(pytorch));
}
