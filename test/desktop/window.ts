/** What tests do in the window, and see of it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';

export const PANELS = ['Training', 'Results', 'Data', 'Code', 'Runs', 'Problems', 'Layer statistics'];

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
