/** The search: everything that has a name, and what picking it does. */
import { nameOf } from '../../engine/graph/document.ts';
import { layerOfNode } from '../../engine/layers/blocks.ts';
import { definitionTitle, layerTitle } from '../../engine/texts/definitions.ts';
import { t } from '../../engine/texts/index.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { offered } from '../state/canvas/offers.ts';
import { askDialog } from '../state/dialogs.ts';
import { layerSettings } from '../state/document/layerSettings.ts';
import { drawing, scopeOf } from '../state/document/drawing.ts';
import { activate, activeDocument, openDocument, tabTitle, workspace } from '../state/document/workspace.ts';
import { libraryBlocks } from '../state/library.ts';
import { page } from '../state/page.ts';
import { baseName } from '../state/paths.ts';
import { recentFiles } from '../state/recent.ts';
import { runs } from '../state/runs/runs.ts';
import { documentOf } from '../state/templates.ts';
import { showSide } from '../state/view.ts';
import type { PickGroup, PickItem } from '../ui/pick/pick.ts';
import { canRun, type Command, groupTitle, keywordsOf, titleOf } from './commands/define.ts';
import { perform } from './commands/registry.ts';
import { openFile } from './files.ts';
import { type Findable, findables } from './findable.ts';
import { addAfterSelection } from './graph/layers.ts';
import { reveal } from './graph/navigation.ts';
import { layerAt } from './graph/edit.ts';
import { selectedNodes } from './graph/selection.ts';
import { openRun } from './runs.ts';

/** What picking it does. */
type Deed = () => unknown;

/** Asks for anything by its name, and does what it stands for. */
export async function searchEverything(commands: readonly Command[]): Promise<void> {
  const picked = (await askDialog('pick', {
    label: t('search.title', 'Search everything'),
    empty: t('search.none', 'Nothing is called that.'),
    groups: [...commandGroups(commands), ...namedGroups()],
  })) as Deed | null;
  await picked?.();
}

/** Asks for a layer of what is shown, and goes to it. */
export async function searchCanvas(): Promise<void> {
  const picked = (await askDialog('pick', {
    label: t('search.canvas', 'Find a layer on the canvas'),
    empty: t('search.none', 'Nothing is called that.'),
    groups: [{ heading: t('search.here', 'On the canvas'), items: layersHere() }],
  })) as Deed | null;
  await picked?.();
}

const commandGroups = (commands: readonly Command[]): readonly PickGroup<Deed>[] =>
  [...new Set(commands.map(({ group }) => group))].map((group) => ({
    heading: groupTitle(group),
    items: commands
      .filter((command) => command.group === group && canRun(command))
      .map((command) => ({
        value: () => perform(command),
        id: command.id,
        title: titleOf(command),
        keywords: keywordsOf(command),
        keys: command.keys,
      })),
  }));

/** What has a name beside the commands. */
function namedGroups(): readonly PickGroup<Deed>[] {
  const open = activeDocument();
  const groups: readonly (readonly [heading: string, items: readonly PickItem<Deed>[]])[] = [
    [t('search.here', 'On the canvas'), open ? layersHere() : []],
    [t('search.settings', 'Settings of the selected layer'), open ? settingsHere() : []],
    ...(open ? findables().map((one) => [one.heading(), fieldsOf(one)] as const) : []),
    [t('search.add', 'Add a layer'), open && !open.expanded ? layersToAdd() : []],
    [t('search.documents', 'Open documents'), openDocuments()],
    [t('search.recent', 'Recent files'), files()],
    [t('search.runs', 'Runs'), open ? allRuns() : []],
    [t('search.templates', 'Templates'), templates()],
  ];
  return groups.map(([heading, items]) => ({ heading, items, onlyFound: true }));
}

function layersHere(): readonly PickItem<Deed>[] {
  const { nodes, blocks } = drawing();
  const { prefix } = scopeOf(activeDocument()!);
  return nodes.map((node) => {
    const layer = layerOfNode(node, blocks);
    return {
      value: () => reveal(prefix + node.id),
      id: `node ${node.id}`,
      title: nameOf(node),
      note: layer ? layerTitle(layer) : node.type,
    };
  });
}

function settingsHere(): readonly PickItem<Deed>[] {
  const [id, ...more] = selectedNodes();
  const layer = id === undefined || more.length > 0 ? undefined : layerAt(id);
  if (!layer) return [];
  return Object.entries(layerSettings(layer)).map(([setting, { label }]) => ({
    value: () => {
      showSide('inspector');
      page().keyboard.focus({ setting, of: id! });
    },
    id: `setting ${setting}`,
    title: label,
    note: layerTitle(layer),
  }));
}

function fieldsOf({ fields, show }: Findable): readonly PickItem<Deed>[] {
  return fields(activeDocument()!.document).map(({ id, label, about }) => ({
    value: () => {
      show();
      page().keyboard.focus({ field: id });
    },
    id: `field ${id}`,
    title: label,
    ...(about !== undefined && { keywords: [about] }),
  }));
}

function layersToAdd(): readonly PickItem<Deed>[] {
  const open = activeDocument()!;
  return offered(drawing().blocks, scopeOf(open).block !== undefined, libraryBlocks()).map((offer) => ({
    value: () => addAfterSelection(offer),
    id: `layer ${offer.id}`,
    title: layerTitle(offer),
    keywords: [offer.title, ...(offer.keywords ?? [])],
  }));
}

const openDocuments = (): readonly PickItem<Deed>[] =>
  workspace
    .getState()
    .documents.map((open) => ({ value: () => activate(open.key), id: `tab ${open.key}`, title: tabTitle(open) }));

const files = (): readonly PickItem<Deed>[] =>
  recentFiles().map(({ path }) => ({
    value: () => openFile(path),
    id: `file ${path}`,
    title: baseName(path),
    note: path,
  }));

const allRuns = (): readonly PickItem<Deed>[] =>
  runs.getState().list.map(({ id, name, created }) => ({
    value: () => openRun(id),
    id: `run ${id}`,
    title: name,
    note: new Date(created).toLocaleString(),
  }));

const templates = (): readonly PickItem<Deed>[] =>
  TEMPLATES.map((template) => ({
    value: () => openDocument(documentOf(template), null),
    id: `template ${template.id}`,
    title: definitionTitle('templates', template),
    keywords: [template.title],
  }));
