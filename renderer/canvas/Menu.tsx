/** The menus of the right mouse button on a layer, a wire or the empty canvas. */
import { ContextMenu } from 'radix-ui';
import { Fragment, type MouseEvent, type ReactNode, useState } from 'react';
import { t } from '../../engine/texts/index.ts';
import { edgeKey, type Point } from '../../engine/graph/edits.ts';
import { canRun, titleOf } from '../actions/commands/define.ts';
import { commandOf, perform } from '../actions/commands/registry.ts';
import { pickLayer } from '../actions/graph/layers.ts';
import { addNote } from '../actions/graph/notes.ts';
import { surface } from '../state/canvas/surface.ts';
import { drawing } from '../state/document/drawing.ts';
import { activeDocument, select } from '../state/document/workspace.ts';
import { keysText } from '../ui/keys.ts';
import styles from './Menu.module.css';

type Target = 'node' | 'wire' | 'canvas';

/** Commands by id, in groups. */
const ITEMS: Readonly<Record<Target, readonly (readonly string[])[]>> = {
  node: [
    ['settings', 'rename', 'connect'],
    ['freeze', 'adapt', 'bypass', 'mute'],
    ['enterBlock', 'makeBlock', 'dissolve', 'makeIndependent', 'keepBlock'],
    ['cut', 'copy', 'duplicate'],
    ['fitSelection'],
    ['delete', 'deleteAndBridge'],
  ],
  wire: [['delete']],
  canvas: [
    ['paste', 'selectAll'],
    ['fit', 'expand', 'foldRepeats', 'tidy', 'turn', 'minimap'],
  ],
};

/** What only some layers can: for the others it is not in the menu. */
const ONLY_SOME: ReadonlySet<string> = new Set([
  ...['freeze', 'adapt', 'bypass', 'mute'],
  ...['enterBlock', 'dissolve', 'makeIndependent', 'keepBlock'],
]);
const isOffered = (id: string): boolean => !ONLY_SOME.has(id) || canRun(commandOf(`canvas.${id}`));

const HERE: Readonly<
  Partial<
    Record<
      Target,
      readonly { readonly title: () => string; readonly command?: string; readonly run: (screen: Point) => void }[]
    >
  >
> = {
  wire: [
    {
      title: () => t('menu.insert', 'Insert a layer…'),
      run: (screen) => pickAt(screen, activeDocument()!.selection.edges[0]),
    },
  ],
  canvas: [
    { title: () => t('menu.addLayer', 'Add layer…'), command: 'canvas.addLayer', run: (screen) => pickAt(screen) },
    {
      title: () => t('menu.addNote', 'Add note'),
      command: 'canvas.addNote',
      run: (screen) => addNote(surface()?.toCanvas(screen)),
    },
  ],
};

const groupsOf = (target: Target): readonly (readonly string[])[] =>
  ITEMS[target].map((group) => group.filter(isOffered)).filter((group) => group.length > 0);

function pickAt(screen: Point, wire?: string): void {
  const edge = wire === undefined ? undefined : drawing().edges.find((one) => edgeKey(one) === wire);
  // after the menu has given the keyboard back
  setTimeout(() => pickLayer(screen, edge && { edge }));
}

export function Menu({ children }: { readonly children: ReactNode }) {
  const [target, setTarget] = useState<Target>('canvas');
  const [screen, setScreen] = useState<Point>({ x: 0, y: 0 });
  const aim = (event: MouseEvent) => {
    setScreen({ x: event.clientX, y: event.clientY });
    const element = event.target as Element;
    const node = element.closest<HTMLElement>('.react-flow__node')?.dataset.id;
    const wire = element.closest<HTMLElement>('.react-flow__edge')?.dataset.id;
    setTarget(node !== undefined ? 'node' : wire !== undefined ? 'wire' : 'canvas');
    const selection = activeDocument()?.selection;
    if (node !== undefined && !selection?.nodes.includes(node)) select({ nodes: [node] });
    if (wire !== undefined) select({ edges: [wire] });
  };
  return (
    // what is under it keeps its focus and its place for screen readers: nothing there is covered for long
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenuCapture={aim}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal container={document.querySelector('main')}>
        <ContextMenu.Content className={styles.menu} collisionPadding={8}>
          {HERE[target]?.map(({ title, command, run }) => (
            <Item
              key={title()}
              title={title()}
              keys={command && commandOf(command).keys}
              onSelect={() => run(screen)}
            />
          ))}
          {HERE[target] && <ContextMenu.Separator className={styles.line} />}
          {groupsOf(target).map((group, i) => (
            <Fragment key={group[0]}>
              {i > 0 && <ContextMenu.Separator className={styles.line} />}
              {group.map((id) => (
                <CommandItem key={id} id={`canvas.${id}`} />
              ))}
            </Fragment>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function CommandItem({ id }: { readonly id: string }) {
  const command = commandOf(id);
  return (
    <Item
      title={titleOf(command)}
      keys={command.keys}
      disabled={!canRun(command)}
      onSelect={() => setTimeout(() => perform(command))}
    />
  );
}

function Item({
  title,
  keys,
  disabled = false,
  onSelect,
}: {
  readonly title: string;
  readonly keys: string | undefined;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}) {
  const text = keysText(keys === undefined ? {} : { keys });
  return (
    <ContextMenu.Item className={styles.item} disabled={disabled} onSelect={onSelect}>
      {title}
      {text && <kbd>{text}</kbd>}
    </ContextMenu.Item>
  );
}
