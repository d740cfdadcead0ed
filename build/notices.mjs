// What of others is shipped, and under which licences: `third-party-notices.txt` and a bill of materials (CycloneDX) beside the pages.
// Everything is read from the installed packages; where one brings no licence text along, the standard text of its licence stands in.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGES } from './electron-builder.mjs';
import { root } from './install.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl|third-?party)/i;
/** Packages that say of what they carry along where its notices are, and do not bring them. */
const ELSEWHERE = {
  'onnxruntime-node': (version) =>
    `Its libraries hold software of others: https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt`,
};

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The folder of a package as a file in `from` would load it. Undefined where it is not installed: other systems' libraries, optional ones. */
function folderOf(name, from) {
  for (let at = from; ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules', name);
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (at === root) return undefined;
  }
}

/** Packages with all that they need, by their folders. */
function closure(names, needs) {
  const found = new Map();
  const visit = (name, from) => {
    const folder = folderOf(name, from);
    if (!folder || found.has(folder)) return;
    const about = json(path.join(folder, 'package.json'));
    found.set(folder, about);
    for (const needed of needs(about)) visit(needed, folder);
  };
  for (const name of names) visit(name, root);
  return found;
}

/** The packages that the pages import. */
function pageImports() {
  const sources = ['renderer', 'engine', 'templates']
    .flatMap((area) => readdirSync(path.join(root, area), { recursive: true }).map((file) => path.join(area, file)))
    .filter((file) => /\.(tsx?|css)$/.test(file) && !/\.test\.tsx?$|vite\.config/.test(file))
    .filter((file) => !file.startsWith(path.join('engine', 'node')));
  const names = sources.flatMap((file) =>
    [
      ...readFileSync(path.join(root, file), 'utf8').matchAll(
        /(?:from|import|import\()\s*'(@[^/']+\/[^/']+|[^./'@][^/']*)/g,
      ),
    ].map(([, name]) => name),
  );
  const { dependencies, devDependencies } = json(path.join(root, 'package.json'));
  return [...new Set(names)].filter((name) => name in dependencies || name in devDependencies);
}

/** Every package of which something is shipped, in the order of their names: `{ name, version, licence, folder, about }`. */
export function shippedPackages() {
  const { dependencies } = json(path.join(root, 'package.json'));
  const direct = Object.keys(dependencies);
  const isPacked = (name) =>
    direct.includes(name) || PACKAGES.some((one) => name === one || name.startsWith(`${one}/`));
  const programs = closure(direct, (about) => Object.keys({ ...about.dependencies, ...about.optionalDependencies }));
  const pages = closure(pageImports(), (about) => Object.keys({ ...about.dependencies, ...about.peerDependencies }));
  const all = [...[...programs].filter(([, { name }]) => isPacked(name)), ...pages];
  // types alone are in no program
  return [...new Map(all)]
    .filter(([, { name }]) => !name.startsWith('@types/'))
    .map(([folder, about]) => ({ name: about.name, version: about.version, licence: about.license, folder, about }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

const nameOf = (person) => (typeof person === 'string' ? person : person?.name)?.replace(/\s*<.*/, '');
const sourceOf = ({ repository, homepage, name }) =>
  (typeof repository === 'string' ? repository : repository?.url)?.replace(/^git\+|\.git$/g, '') ??
  homepage ??
  `https://www.npmjs.com/package/${name}`;

/** The standard texts of an expression such as `(Apache-2.0 AND BSD-3-Clause)`; undefined where one of them is not known. */
function standardTexts({ licence = '', about }) {
  const ids = licence.replaceAll(/[()]/g, '').split(/ (?:AND|OR) /);
  const texts = ids.map((id) => {
    const file = path.join(root, 'build', 'licences', `${id}.txt`);
    return existsSync(file) ? `${id}\n\n${readFileSync(file, 'utf8').trim()}` : undefined;
  });
  if (texts.includes(undefined)) return undefined;
  const holder = nameOf(about.author) || nameOf(about.contributors?.[0]) || `the authors of ${about.name}`;
  return [`Copyright (c) ${holder}`, ...texts].join('\n\n');
}

/** The licence of a package as it brings it, else the standard text; undefined where there is neither. */
export function licenceText(shipped) {
  const files = readdirSync(shipped.folder).filter(
    (name) => LICENCE_FILE.test(name) && /^[^.]+(\.(txt|md))?$/.test(name),
  );
  const own = files.sort().map((name) => readFileSync(path.join(shipped.folder, name), 'utf8').trim());
  const text = own.length > 0 ? own.join('\n\n') : standardTexts(shipped);
  const more = ELSEWHERE[shipped.name]?.(shipped.version);
  return text && more ? `${text}\n\n${more}` : text;
}

const LINE = '='.repeat(78);

/** The notices of all packages. Throws where one has no licence text. */
export function noticesText(packages = shippedPackages()) {
  const parts = packages.map((shipped) => {
    const text = licenceText(shipped);
    if (!text)
      throw new Error(
        `${shipped.name} ${shipped.version} (${shipped.licence}) has no licence text: add one to build/licences`,
      );
    const { name, version, licence, about } = shipped;
    return `${LINE}\n${name} ${version}\nLicence: ${licence}\nSource: ${sourceOf(about)}\n${LINE}\n\n${text}\n`;
  });
  const own = readFileSync(path.join(root, 'LICENSE'), 'utf8');
  const data = ['ready', 'texts'].map((folder) =>
    readFileSync(path.join(root, 'engine', 'data', folder, 'README.md'), 'utf8'),
  );
  return [
    `Layerloom\n\n${own}\n${LINE}\n\nIt holds data of others:\n\n${data.join('\n')}`,
    `${LINE}\n\nIt holds software of others, under these licences:\n\n${parts.join('\n')}`,
  ].join('\n');
}

/** The bill of materials, as CycloneDX has it. */
export function billOfMaterials(packages = shippedPackages()) {
  const { name, version } = json(path.join(root, 'package.json'));
  const purl = (of, at) => `pkg:npm/${of.replace('@', '%40')}@${at}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': purl(name, version), name, version, purl: purl(name, version) },
    },
    components: packages.map((one) => ({
      type: 'library',
      'bom-ref': purl(one.name, one.version),
      name: one.name,
      version: one.version,
      purl: purl(one.name, one.version),
      licenses: [/ (AND|OR) /.test(one.licence) ? { expression: one.licence } : { license: { id: one.licence } }],
      externalReferences: [{ type: 'vcs', url: sourceOf(one.about) }],
    })),
  };
}

/** Writes both beside the pages, which show the notices. */
export function writeNotices(folder = path.join(root, 'out', 'renderer')) {
  const packages = shippedPackages();
  writeFileSync(path.join(folder, 'third-party-notices.txt'), noticesText(packages));
  writeFileSync(path.join(folder, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(packages), null, 2)}\n`);
}
