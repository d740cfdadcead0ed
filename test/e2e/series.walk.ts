/** From a table over time to a forecast that is drawn over what came, and an exported project that foretells the same. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './host.ts';
import { takenHome } from './walk.ts';

const CO2 = path.resolve(import.meta.dirname, '../../engine/data/ready/co2.csv');

test('a series is learned from, is nearer than a linear model or as near, and is looked at window by window', async ({
  page,
  startShell,
}, { outputDir }) => {
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'From a ready table…' }).click();
  await page.getByRole('option', { name: /CO₂/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Learn from CO₂/ });
  await expect(dialog.getByText(/Predict the next 12 steps of "CO2" from the last 24 of 2 columns/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await page.getByRole('banner').getByRole('button', { name: 'Train', exact: true }).click();
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Results' }).click();
  const errors = dock.getByRole('table', { name: /How far off forecasts are/ });
  await expect(errors).toBeVisible({ timeout: 180_000 });
  const errorOf = async (name: RegExp) =>
    Number(await errors.getByRole('row', { name }).getByRole('cell').first().innerText());
  // NumPy's least squares of the same windows is 0.444 off
  expect(await errorOf(/^Linear model/)).toBeCloseTo(0.4443, 3);
  expect(await errorOf(/^This network/)).toBeLessThan(1.03 * 0.4443);
  const chart = dock.getByRole('img', { name: 'The series and what is predicted of it' }).first();
  await expect(chart).toBeVisible();
  await expect(dock.getByText('1 of 66')).toBeVisible();
  await dock.getByRole('button', { name: 'Later window' }).click();
  await expect(dock.getByText('2 of 66')).toBeVisible();
  await expect(dock.getByText('2014-01-01 → 2014-12-01')).toBeVisible();
  await expect(dock.getByText(/Off in this window, on average: the network \d/)).toBeVisible();
  const error = await errorOf(/^This network/);
  const home = path.join(outputDir, 'home');
  await takenHome(page, home, (said) => expect(said.meanAbsoluteError).toBeCloseTo(error, 3));
  expect(readFileSync(path.join(home, 'typescript', 'src', 'model.ts'), 'utf8')).toContain('straight');
  // the last two years of another table are foretold from
  const rows = readFileSync(CO2, 'utf8').trim().split('\n');
  writeFileSync(path.join(outputDir, 'new.csv'), [rows[0], ...rows.slice(-24)].join('\n'));
  const foretold = execFileSync('npm', ['start', '--silent', '--', path.join(outputDir, 'new.csv')], {
    cwd: path.join(home, 'typescript'),
    encoding: 'utf8',
  });
  expect(foretold).toContain('1×12');
});
