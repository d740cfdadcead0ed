/** The settings of one layer or of several, and what they lead to. */
import { useState } from 'react';
import type { Node } from '../../../engine/graph/document.ts';
import { setProperties, setSetting } from '../../../engine/graph/edits.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { layerOf } from '../../../engine/layers/index.ts';
import { problemsByNode } from '../../canvas/flow.ts';
import { ProblemItem } from '../../canvas/ProblemCard.tsx';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { checkedOf } from '../../state/checked.ts';
import { edit, useDocument } from '../../state/workspace.ts';
import { grouped } from '../../ui/bytes.ts';
import { Fact, Facts } from './Facts.tsx';
import { Formula } from './Formula.tsx';
import styles from './Inspector.module.css';
import { Learning } from './Learning.tsx';
import { sharedSchema, sharedValues } from './shared.ts';
import { Sharing } from './Sharing.tsx';

export function NodeInspector({ nodes }: { readonly nodes: readonly Node[] }) {
  const document = useDocument()!;
  const checked = checkedOf(document);
  const [first] = nodes;
  const layers = nodes.map(({ type }) => layerOf(type));
  const layer = layers.every((one) => one === layers[0]) ? layers[0] : undefined;
  const problems = nodes.length === 1 ? (problemsByNode(checked).get(first!.id) ?? []) : [];
  const facts = nodes.map(({ id }) => checked.nodes.get(id));
  return (
    <>
      <header className={styles.header}>
        <h2>{nodes.length > 1 ? `${nodes.length} layers` : (layer?.title ?? first!.type)}</h2>
        {nodes.length === 1 && <NameField key={first!.id} node={first!} />}
      </header>
      {problems.length > 0 && (
        <div className={styles.problems} data-warning={problems.every(({ severity }) => severity === 'warning') || undefined}>
          {problems.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
            <ProblemItem key={i} problem={one} />
          ))}
        </div>
      )}
      {layer && <About layer={layer} />}
      {!layer && nodes.length > 1 && <p className={styles.doc}>{[...new Set(layers.map((one) => one?.title ?? 'unknown'))].join(', ')}. What they share can be set for all at once.</p>}
      <div id="inspector-settings">
        <Settings key={nodes.map(({ id }) => id).join()} nodes={nodes} layers={layers} />
      </div>
      {nodes.length === 1 && facts[0] && <Facts checked={facts[0]} />}
      {nodes.length > 1 && (
        <dl className={styles.facts}>
          <Fact name="Parameters" value={grouped(facts.reduce((sum, one) => sum + (one?.parameters ?? 0), 0))} />
          <Fact name="Multiply-adds" value={grouped(facts.reduce((sum, one) => sum + (one?.macs ?? 0), 0))} />
        </dl>
      )}
      {layers.every((one) => one?.weights) && <Learning nodes={nodes} />}
      {nodes.length === 1 && <Sharing node={first!} checked={checked} />}
    </>
  );
}

function About({ layer: { doc, source, formula } }: { readonly layer: Layer }) {
  return (
    <>
      <p className={styles.doc}>
        {doc}{' '}
        {source && (
          <a href={source.url} target="_blank" rel="noopener noreferrer" title={source.title}>
            Reference
          </a>
        )}
      </p>
      {formula && <Formula tex={formula} />}
    </>
  );
}

/** The node's own name: weights are called after it. Empty, it has its id. */
function NameField({ node }: { readonly node: Node }) {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    const label = draft?.trim();
    setDraft(null);
    if (label === undefined || label === (node.label ?? node.id)) return;
    edit('Rename', (document) => setProperties(document, [node.id], { label: label === '' || label === node.id ? undefined : label.slice(0, 200) }));
  };
  return (
    <input
      id="inspector-name"
      className={styles.name}
      aria-label="Name"
      title="Name: weights are called after it"
      spellCheck={false}
      autoComplete="off"
      value={draft ?? node.label ?? node.id}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        else if (event.key === 'Escape') setDraft(null);
        else return;
        event.stopPropagation();
        requestAnimationFrame(() => (event.target as HTMLElement).blur());
      }}
    />
  );
}

function Settings({ nodes, layers }: { readonly nodes: readonly Node[]; readonly layers: readonly (Layer | undefined)[] }) {
  const schema = sharedSchema(layers);
  const ids = nodes.map(({ id }) => id);
  return (
    <SchemaFields
      id={`setting-${ids[0]}`}
      schema={schema}
      values={sharedValues(nodes, layers, schema)}
      onChange={(setting, value) => edit(`Set ${schema[setting]!.label.toLowerCase()}`, (document) => setSetting(document, ids, setting, value), { merge: `${ids.join()}/${setting}` })}
    />
  );
}
