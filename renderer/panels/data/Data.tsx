/** The data: which set, how its columns reach the network, and what its rows look like. */
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState } from 'react';
import { columnAfter, typeOf } from '../../../engine/data/feeds.ts';
import type { Column } from '../../../engine/data/define.ts';
import { DATASETS, datasetOf, TRANSFORMS, transformOf } from '../../../engine/data/index.ts';
import type { ColumnConfig, Document } from '../../../engine/graph/document.ts';
import { nameOf, targetKeys } from '../../../engine/graph/document.ts';
import { isFed } from '../../../engine/layers/index.ts';
import { int, number, resolveSettings } from '../../../engine/settings.ts';
import { formatType } from '../../../engine/types/tensor.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { useChecked } from '../../state/document/checked.ts';
import {
  addTransform,
  chooseColumn,
  chooseDataset,
  type FeedKind,
  moveTransform,
  removeTransform,
  setDatasetSetting,
  setTransformSetting,
} from '../../actions/data.ts';
import { type Described, describeAgain, useDescribed } from '../../state/document/data.ts';
import { useProblems } from '../../state/document/problems.ts';
import { attempt } from '../../state/notices.ts';
import { activeDocument, useDocument } from '../../state/document/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { ProblemRow } from '../common/ProblemRow.tsx';
import { type PlacedFields, schemaOf, setField, valuesOf } from '../common/recipe.ts';
import styles from './Data.module.css';
import { Rows } from './Rows.tsx';
import { Statistics } from './Statistics.tsx';

const ICON = { size: 14, strokeWidth: 1.5 } as const;

const SPLIT: PlacedFields = {
  validation: {
    path: ['data', 'split', 'validation'],
    field: number({
      label: 'Validation',
      default: 0.1,
      min: 0,
      max: 0.99,
      doc: 'Share of the training rows that are watched after each epoch.',
    }),
  },
  test: {
    path: ['data', 'split', 'test'],
    field: number({ label: 'Test', default: 0.1, min: 0, max: 0.9, doc: 'Share of all rows kept for testing.' }),
  },
  seed: {
    path: ['data', 'split', 'seed'],
    field: int({ label: 'Split seed', default: 0, min: 0, doc: 'Which rows come into which part.' }),
  },
};

export function Data() {
  const document = useDocument();
  const described = useDescribed();
  if (!document) return null;
  return (
    <div className={styles.panel}>
      <div className={styles.column}>
        <Source document={document} described={described} />
      </div>
      <div className={styles.column}>
        {described.state === 'ready' && <Mapping document={document} columns={described.columns} />}
        {described.state === 'failed' && <Failed message={described.message} />}
        {described.state !== 'ready' && described.state !== 'failed' && (
          <p className={styles.empty}>Here columns are given to the network's inputs and targets.</p>
        )}
      </div>
      <div className={styles.column}>
        {described.state === 'ready' ? (
          <Content key={JSON.stringify(document.data.dataset)} document={document} described={described} />
        ) : (
          <p className={styles.empty}>Rows and statistics appear here once a dataset is chosen and can be read.</p>
        )}
      </div>
    </div>
  );
}

type View = 'rows' | 'statistics';

/** The rows themselves, or what they come to. */
function Content({
  document,
  described,
}: {
  readonly document: Document;
  readonly described: Extract<Described, { state: 'ready' }>;
}) {
  const [view, setView] = useState<View>('rows');
  const heading = (
    <Segmented<View>
      label="What to show of the data"
      value={view}
      options={[
        { value: 'rows', title: 'Rows' },
        { value: 'statistics', title: 'Statistics' },
      ]}
      onChange={setView}
    />
  );
  return view === 'rows' ? (
    <Rows heading={heading} dataset={document.data.dataset!} columns={described.columns} rows={described.rows} />
  ) : (
    <Statistics heading={heading} document={document} columns={described.columns} />
  );
}

function Failed({ message }: { readonly message: string }) {
  return (
    <div className={styles.failed} role="alert">
      <b>The data cannot be read.</b> {message}
      <div>
        <Button onClick={() => describeAgain(activeDocument()!)}>Read again</Button>
      </div>
    </div>
  );
}

function Source({
  document: { data, ...document },
  described,
}: {
  readonly document: Document;
  readonly described: Described;
}) {
  const dataset = data.dataset && datasetOf(data.dataset.type);
  const split: PlacedFields =
    described.state === 'ready' && described.rows.test !== null
      ? { validation: SPLIT.validation!, seed: SPLIT.seed! }
      : SPLIT;
  return (
    <>
      <h3>Dataset</h3>
      <Select
        label="Dataset"
        value={data.dataset?.type}
        options={DATASETS.map(({ id, title }) => ({ value: id, title }))}
        onChange={(type) => void attempt(() => chooseDataset({ type, settings: {} }))}
      />
      {dataset && (
        <p className={styles.doc}>
          {dataset.doc}{' '}
          {dataset.source && (
            <a href={dataset.source.url} target="_blank" rel="noopener noreferrer">
              {dataset.source.title}
            </a>
          )}
        </p>
      )}
      {dataset && Object.keys(dataset.settings).length > 0 && (
        <SchemaFields
          compact
          id="dataset"
          schema={dataset.settings}
          values={data.dataset!.settings}
          onChange={(name, value) => void attempt(() => setDatasetSetting(name, value))}
        />
      )}
      {described.state === 'loading' && <p className={styles.doc}>Reading…</p>}
      {described.state === 'ready' && (
        <>
          <dl className={styles.facts}>
            <dt>Training rows</dt>
            <dd>{grouped(described.rows.train)}</dd>
            <dt>Test rows</dt>
            <dd>{described.rows.test === null ? 'a share' : grouped(described.rows.test)}</dd>
            {described.columns.map((column) => (
              <div key={column.name} style={{ display: 'contents' }}>
                <dt title={column.name}>{column.name}</dt>
                <dd>{describeColumn(column)}</dd>
              </div>
            ))}
          </dl>
          <SchemaFields
            compact
            id="split"
            schema={schemaOf(split)}
            values={valuesOf(split, { data, ...document })}
            onChange={setField(split)}
          />
        </>
      )}
    </>
  );
}

const KINDS = { image: 'picture', number: 'number', category: 'category', tokens: 'tokens' } as const;
const describeColumn = ({ kind, shape, classes }: Column): string =>
  [!classes && KINDS[kind], shape.length > 0 && shape.join('×'), classes && `${classes.length} classes`]
    .filter(Boolean)
    .join(' ');

function Mapping({ document, columns }: { readonly document: Document; readonly columns: readonly Column[] }) {
  const checked = useChecked()!;
  const problems = useProblems()?.data ?? [];
  const inputs = document.graph.nodes.filter(isFed);
  const targets = [...new Set([...targetKeys(document.training), ...Object.keys(document.data.targets)])];
  return (
    <>
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
            <ProblemRow key={i} problem={one} />
          ))}
        </ul>
      )}
      <section>
        <h3>Inputs</h3>
        {inputs.map((node) => {
          const type = checked.nodes.get(node.id)?.outputs[0];
          return (
            <Feed
              key={node.id}
              title={nameOf(node)}
              kind="inputs"
              id={node.id}
              config={document.data.inputs[node.id]}
              columns={columns}
              {...(type && { wants: formatType(type) })}
            />
          );
        })}
        {inputs.length === 0 && <p className={styles.doc}>The graph has no Input yet.</p>}
      </section>
      <section>
        <h3>Targets</h3>
        {targets.map((key) => (
          <Feed key={key} title={key} kind="targets" id={key} config={document.data.targets[key]} columns={columns} />
        ))}
        {targets.length === 0 && (
          <p className={styles.doc}>No loss asks for a target yet. Choose one in the Training panel.</p>
        )}
      </section>
    </>
  );
}

interface FeedProps {
  readonly title: string;
  readonly kind: FeedKind;
  /** Of the input, or the key of the target. */
  readonly id: string;
  readonly config: ColumnConfig | undefined;
  readonly columns: readonly Column[];
  /** What the network's Input is made for. */
  readonly wants?: string;
}

/** A column on its way into the network: which it is, and the transforms in their order. */
function Feed({ title, kind, id, config, columns, wants }: FeedProps) {
  const source = columns.find(({ name }) => name === config?.column);
  const transforms = config?.transforms ?? [];
  const last = source && config && columnAfter(source, config, transforms.length);
  const gives = last && formatType(typeOf(last));
  const fitting = last
    ? TRANSFORMS.filter(
        (transform) => !('received' in transform.column(last, resolveSettings(transform.settings, {}).settings)),
      )
    : [];
  return (
    <div>
      <div className={styles.row}>
        <span title={title}>{title}</span>
        <Select
          label={`Column for ${title}`}
          value={config?.column}
          placeholder="Choose a column"
          options={columns.map(({ name }) => ({ value: name, title: name }))}
          onChange={(column) => chooseColumn(kind, id, title, column)}
        />
      </div>
      {source && (
        <div className={styles.transforms}>
          {transforms.map((choice, i) => {
            const transform = transformOf(choice.type);
            const name = transform?.title ?? choice.type;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same transform may stand twice
              <div key={i} className={styles.transform}>
                <header>
                  <b title={transform?.doc}>{name}</b>
                  <IconButton
                    label={`Move ${name} up`}
                    icon={<ArrowUp {...ICON} />}
                    disabled={i === 0}
                    onClick={() => moveTransform(kind, id, i, -1)}
                  />
                  <IconButton
                    label={`Move ${name} down`}
                    icon={<ArrowDown {...ICON} />}
                    disabled={i === transforms.length - 1}
                    onClick={() => moveTransform(kind, id, i, 1)}
                  />
                  <IconButton
                    label={`Remove ${name}`}
                    icon={<X {...ICON} />}
                    onClick={() => removeTransform(kind, id, i)}
                  />
                </header>
                {transform && (
                  <SchemaFields
                    compact
                    id={`data-${kind}-${id}-${i}`}
                    schema={transform.settings}
                    values={choice.settings}
                    onChange={(setting, value) => setTransformSetting(kind, id, i, setting, value)}
                  />
                )}
              </div>
            );
          })}
          <div className={`${styles.row} ${styles.add}`}>
            <Select
              key={transforms.length}
              label={`Add a transform to ${title}`}
              value={undefined}
              placeholder="Add transform"
              options={fitting.map(({ id, title: name }) => ({ value: id, title: name }))}
              onChange={(type) => addTransform(kind, id, type)}
            />
            <span className={styles.type}>
              {gives ? `gives ${gives}${wants && gives !== wants ? `, wanted ${wants}` : ''}` : ''}
            </span>
          </div>
        </div>
      )}
    </div>
  );
}
