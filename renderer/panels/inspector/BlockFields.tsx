/** What instances and ports of blocks have beside settings: repetitions, names, an order; and formulas in the place of values. */
import { verbatim } from '../../../engine/phrases.ts';
import { useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { blockOf, blocksUsed } from '../../../engine/graph/blocks.ts';
import { BLOCK, BLOCK_INPUT, nameOf, type Node, portsOf } from '../../../engine/graph/document.ts';
import { ExpressionError, parseExpression } from '../../../engine/expression/parse.ts';
import type { Field } from '../../../engine/settings.ts';
import { DraftInput } from '../../fields/DraftInput.tsx';
import { demoteSetting, linkToBlock, movePort, renameBlock, setRepeat } from '../../actions/graph/blocks.ts';
import { setWeightNames } from '../../actions/graph/layerSettings.ts';
import { enter } from '../../actions/graph/navigation.ts';
import { useScope } from '../../state/document/drawing.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './Inspector.module.css';
import { word } from '../../../engine/texts/index.ts';

interface LineProps {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** What an empty one stands for. */
  readonly placeholder?: string;
  /** Why a text will not do. */
  readonly wrong?: (text: string) => string | undefined;
  readonly onChange: (text: string) => void;
}

/** A name or a formula on a row of its own. */
function Line({ id, label, title, text, placeholder, wrong = () => undefined, onChange }: LineProps) {
  const [error, setError] = useState<string | null>(null);
  const read = (typed: string) => {
    const reason = wrong(typed.trim());
    return reason === undefined ? { value: typed.trim() } : { error: reason };
  };
  return (
    <div className={styles.switch}>
      <label htmlFor={id} title={title}>
        {label}
      </label>
      <DraftInput
        id={id}
        label={label}
        title={title}
        text={text}
        {...(placeholder !== undefined && { placeholder })}
        read={read}
        onChange={(typed) => onChange(typed as string)}
        onError={setError}
        whenLeft
      />
      {error !== null && (
        <p id={`${id}-message`} className={styles.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** Why a text is no formula. */
function formulaError(text: string): string | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return word(error.reason);
    throw error;
  }
}

/** A whole number, or a formula; empty where it does not repeat. */
export function InstanceFields({ node }: { readonly node: Node }) {
  const block = blockOf(useDocument()!.graph, node.block);
  const { repeat } = node;
  return (
    <>
      {block && (
        <Line
          id="inspector-block"
          label={t('instance.block', 'Block')}
          title={t('instance.block.doc', 'What the block is called, in all its instances')}
          text={block.name}
          onChange={(name) => name !== '' && renameBlock(block.id, name)}
        />
      )}
      <MadeOf node={node} />
      <Line
        id="inspector-repeat"
        label={t('instance.repeat', 'Repeat')}
        title={t(
          'instance.repeat.doc',
          'How many stand in a row, each fed by the one before: a number or a formula. Empty: one, without a number in its name.',
        )}
        placeholder={t('instance.repeat.once', 'once')}
        text={repeat === undefined ? '' : typeof repeat === 'number' ? String(repeat) : repeat['=']}
        wrong={(text) => (text === '' || /^\d+$/.test(text) ? undefined : formulaError(text))}
        onChange={(text) =>
          setRepeat(node.id, text === '' ? undefined : /^\d+$/.test(text) ? Number(text) : { '=': text })
        }
      />
      <NamingField node={node} />
      <div className={styles.switch}>
        <span />
        <Button onClick={() => enter(node.id)}>{t('instance.inside', 'Look inside')}</Button>
      </div>
    </>
  );
}

/** Which block it is an instance of, where there are others: the way back for one that was made independent. */
function MadeOf({ node }: { readonly node: Node }) {
  const { blocks } = useDocument()!.graph;
  const within = useScope()?.block;
  // a block cannot stand in itself, nor in what it is made of
  const others = blocks.filter(
    (block) => block.id !== within && !blocksUsed({ blocks }, block.nodes).some(({ id }) => id === within),
  );
  if (others.length < 2) return null;
  return (
    <div className={styles.switch}>
      <label htmlFor="inspector-made-of" title={t('instance.madeOf.doc', 'Instances of one block change together')}>
        {t('instance.madeOf', 'Made of')}
      </label>
      <Select
        id="inspector-made-of"
        label={t('instance.madeOf', 'Made of')}
        value={node.block}
        placeholder={t('instance.missing', 'A missing block')}
        options={others.map(({ id, name }) => ({ value: id, title: name }))}
        onChange={(block) => linkToBlock(node.id, block)}
      />
    </div>
  );
}

/** What the names of weights are made of, for an instance and for a layer in a block. */
export function NamingField({ node }: { readonly node: Node }) {
  const usual = node.repeat === undefined ? '{name}' : '{name}.{i}';
  const purpose =
    node.type === BLOCK
      ? t('instance.names.within', 'What weight names begin with')
      : t('instance.names.after', 'What its weights are named after');
  return (
    <Line
      id="inspector-naming"
      label={node.type === BLOCK ? t('instance.naming.within', 'Names within') : t('instance.naming', 'Weights’ name')}
      title={t('instance.naming.doc', "{{purpose}}: {name} is this node's, {i} the repetition from 0, {i + 1} from 1", {
        purpose,
      })}
      text={node.naming ?? usual}
      onChange={(naming) => setWeightNames(node.id, naming === usual ? undefined : naming)}
    />
  );
}

/** A setting whose value is a formula. A name alone that is the block's setting can be taken back. */
export function FormulaField({
  id,
  field,
  value,
  block,
  onChange,
}: {
  readonly id: string;
  readonly field: Field;
  readonly value: unknown;
  readonly block: string | undefined;
  readonly onChange: (value: unknown) => void;
}) {
  const definition = blockOf(useDocument()!.graph, block);
  const text = textOf(value);
  const promoted = definition?.settings.find(({ name }) => typeof value === 'object' && text === name);
  return (
    <>
      <Line
        id={id}
        label={field.label}
        title={t(
          'formula.doc',
          '{{doc}} A formula over the settings of the block, the repetition i and their count n. Empty: the default.',
          { doc: verbatim(field.doc) },
        )}
        text={text}
        wrong={(typed) => (typed === '' ? undefined : writtenValue(typed).error)}
        onChange={(typed) => onChange(typed === '' ? undefined : writtenValue(typed).value)}
      />
      {promoted && block !== undefined && (
        <div className={styles.switch}>
          <span />
          <Button look="quiet" onClick={() => demoteSetting(block, promoted.name, field.label)}>
            {t('formula.takeBack', 'Take back from the block')}
          </Button>
        </div>
      )}
    </>
  );
}

/** A formula as it is written; a list of values and formulas with commas. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' && value !== null && '=' in value
    ? String((value as { '=': unknown })['='])
    : JSON.stringify(value);
}

function writtenValue(text: string): { readonly value?: unknown; readonly error?: string } {
  // a comma that stands in no call parts the items of a list
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim());
  const error = parts.map(formulaError).find((one) => one !== undefined);
  if (error !== undefined) return { error };
  const values = parts.map((part) => (/^-?\d+(\.\d+)?$/.test(part) ? Number(part) : { '=': part }));
  return { value: values.length === 1 ? values[0] : values };
}

/** A port's place among its kind. */
export function PortOrder({ block, node }: { readonly block: string; readonly node: Node }) {
  const definition = blockOf(useDocument()!.graph, block);
  const ports = definition ? portsOf(definition, node.type as typeof BLOCK_INPUT) : [];
  const at = ports.findIndex(({ id }) => id === node.id);
  if (ports.length < 2) return null;
  const place = { number: at + 1, all: ports.length, names: ports.map(nameOf) };
  return (
    <fieldset className={styles.switch} aria-label={t('ports.order', 'Order')}>
      <b>{t('ports.order', 'Order')}</b>
      <span>
        <Button disabled={at === 0} onClick={() => movePort(block, node.id, -1)}>
          {t('ports.earlier', 'Earlier')}
        </Button>
        <Button disabled={at === ports.length - 1} onClick={() => movePort(block, node.id, 1)}>
          {t('ports.later', 'Later')}
        </Button>
        <i>
          {node.type === BLOCK_INPUT
            ? t('ports.inputs', '{{number}} of {{all}} inputs: {{names}}', place)
            : t('ports.outputs', '{{number}} of {{all}} outputs: {{names}}', place)}
        </i>
      </span>
    </fieldset>
  );
}
