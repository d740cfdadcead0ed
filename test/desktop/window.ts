/** What tests do in the window, and see of it. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Locator, Page, TestInfo } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from '../e2e/digits.ts';
import { commandLine, environmentOf } from './desktop.ts';
import { PROGRAM } from './electron.ts';

export const PANELS = ['Training', 'Results', 'Data', 'Code', 'Runs', 'Problems', 'Layer statistics'];

/** A document on a little of MNIST, as a file. */
export function digits(info: TestInfo, epochs: number): string {
  const file = info.outputPath('digits.loom');
  const document = onFewDigits(mnistCnn(), path.dirname(file));
  writeFileSync(file, serialize({ ...document, training: { ...document.training, epochs } }));
  return file;
}

/** Starts the program a second time, as a double click on another document does; gives its exit code. */
export const startAgain = (home: string, file: string): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(PROGRAM, commandLine([file]), { env: environmentOf(home), stdio: 'ignore' });
    child.on('exit', resolve);
  });

/** The process of the host. */
export const hostOf = (app: ElectronApplication): Promise<number> =>
  app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Layerloom host')!.pid);

export const layers = (page: Page): Locator => page.locator('.react-flow__node-layer');
export const dock = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name });

export async function remove(page: Page, layer: string): Promise<void> {
  await page.locator(`.react-flow__node[data-id="${layer}"]`).click();
  await page.keyboard.press('Delete');
}

/** How many steps the training panel tells of. */
export const steps = async (page: Page): Promise<number> =>
  Number((await page.getByRole('tabpanel').locator('dt:text-is("Steps") + dd').innerText()).replaceAll(',', ''));

/** The next dialogs of the system's are answered with a path. */
export const choosesPath = (
  app: ElectronApplication,
  kind: 'showSaveDialog' | 'showOpenDialog',
  chosen: string,
): Promise<void> =>
  app.evaluate(
    ({ dialog }, [kind, chosen]) => {
      const answer = { canceled: false, filePath: chosen, filePaths: [chosen] };
      Object.assign(dialog, { [kind]: () => Promise.resolve(answer) });
    },
    [kind, chosen] as const,
  );

/** In which state the runs of a home are, as their files say. */
export function runs(home: string): string[] {
  const folder = path.join(home, 'home', 'runs');
  return readdirSync(folder).map((run) => {
    const said = readFileSync(path.join(folder, run, 'metrics.jsonl'), 'utf8');
    return [...said.matchAll(/"event":"state","state":"(\w+)"/g)].at(-1)![1]!;
  });
}
