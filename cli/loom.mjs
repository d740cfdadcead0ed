#!/usr/bin/env node
// `loom`: bundles the program where its sources are newer (in a checkout), then runs it.
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
if (existsSync(path.join(root, 'build', 'bundle.mjs'))) await (await import('../build/bundle.mjs')).bundle();
await import('../out/cli.mjs');
