/** Where the files of data lie on this disk. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { expandHome } from '../../data/paths.ts';
import { readyFile } from '../../data/ready/index.ts';

/** A path as a document writes it: one that ships with the program, or from `base` on. */
export function placeOf(base: string, file: string): string {
  const ready = readyFile(file);
  return ready === undefined ? path.resolve(base, expandHome(file, homedir())) : shippedPlace('ready', ready);
}

/** Sources run from engine/node/data, bundles from out/ or a folder in it, both beside what ships with them. */
export function shippedPlace(folder: 'texts' | 'ready', file: string): string {
  const places = ['..', '../..', '../../..'].map((up) =>
    path.join(import.meta.dirname, up, 'engine', 'data', folder, file),
  );
  // what a library of its own reads lies outside the archive of the packaged program
  return (places.find((place) => existsSync(place)) ?? places[0]!).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
