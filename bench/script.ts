/** What benchmark scripts begin with: what they are told, and a folder for what they need meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Ends the script with what is wrong. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

/** The cases that were named, or all. */
export function chosen<Case extends { readonly name: string }>(
  cases: readonly Case[],
  named: readonly string[],
): readonly Case[] {
  const unknown = named.find((name) => !cases.some((one) => one.name === name));
  if (unknown !== undefined)
    refuse(`There is no case "${unknown}". Cases: ${cases.map(({ name }) => name).join(', ')}.`);
  return cases.filter(({ name }) => named.length === 0 || named.includes(name));
}

/** Goes when the script ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `loom-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
