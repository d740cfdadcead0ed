// `npm run icons`: draws build/resources/icon.svg in a Chromium and writes the icons of all systems beside it. Run it when the drawing changes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';

const folder = path.join(root, 'build', 'resources');

/** Windows' format: a directory of pictures, each a PNG. Of the sizes, 256 is written as 0. */
export function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** macOS's format: chunks of a four-letter type, their length, and a PNG. */
const ICNS_TYPES = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };
export function icns(pictures) {
  const chunk = (type, content) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(pictures.map(({ size, png }) => chunk(ICNS_TYPES[size], png))));
}

async function draw() {
  const { chromium } = await import('@playwright/test');
  const { findChromium } = await import('./chromium.mjs');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage();
  const svg = readFileSync(path.join(folder, 'icon.svg'), 'utf8');
  const pictures = [];
  for (const size of Object.keys(ICNS_TYPES).map(Number)) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    pictures.push({ size, png: await page.screenshot({ omitBackground: true }) });
  }
  await browser.close();
  writeFileSync(path.join(folder, 'icon.png'), pictures.at(-1).png);
  writeFileSync(path.join(folder, 'icon.ico'), ico(pictures.filter(({ size }) => size <= 256)));
  writeFileSync(path.join(folder, 'icon.icns'), icns(pictures));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await draw();
