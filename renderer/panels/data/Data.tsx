/** The data: which set, how its columns reach the network, and what its rows look like. */
import { useState } from 'react';
import type { Document } from '../../../engine/graph/document.ts';
import { type Described, describeAgain, useDescribed } from '../../state/document/data.ts';
import { isSeries } from '../../actions/seriesRoles.ts';
import { activeDocument, useDocument } from '../../state/document/workspace.ts';
import { isToDo } from '../../../engine/problems.ts';
import { Button } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import styles from './Data.module.css';
import { AugmentedRows } from './AugmentedRows.tsx';
import { Columns } from './Columns.tsx';
import { ColumnStepsView, transformedPlaces } from './ColumnStepsView.tsx';
import { DataFiles } from './DataFiles.tsx';
import { fedSubjects } from './fedSubjects.ts';
import { Mapping } from './Mapping.tsx';
import { Rows } from './Rows.tsx';
import { Source } from './Source.tsx';
import { Statistics } from './Statistics.tsx';
import { TableRows } from './TableRows.tsx';
import { t } from '../../../engine/texts/index.ts';

export function Data() {
  const document = useDocument();
  const described = useDescribed();
  if (!document) return null;
  // nothing is wrong before a file or folder was chosen
  const waits = described.state === 'failed' && described.problems.some(isToDo);
  return (
    <div className={styles.panel}>
      <div className={styles.column}>
        <Source document={document} described={described} />
      </div>
      <div className={styles.column}>
        {document.data.dataset && <DataFiles dataset={document.data.dataset} described={described} />}
        {described.state === 'ready' && <Mapping document={document} columns={described.columns} />}
        {described.state === 'failed' && !waits && !isGone(described) && <Failed message={described.message} />}
        {(waits || (described.state !== 'ready' && described.state !== 'failed')) && (
          <p className={styles.empty}>
            {t('data.mapping.empty', "Here columns are given to the network's inputs and targets.")}
          </p>
        )}
      </div>
      <div className={styles.column}>
        {described.state === 'ready' ? (
          <Content
            key={JSON.stringify([document.data.dataset, described.files])}
            document={document}
            described={described}
          />
        ) : (
          <p className={styles.empty}>
            {t('data.empty', 'Rows and statistics appear here once a dataset is chosen and can be read.')}
          </p>
        )}
      </div>
    </div>
  );
}

type View = 'rows' | 'columns' | 'steps' | 'augmented' | 'statistics';

/** The rows themselves, or what they come to. */
function Content({
  document,
  described,
}: {
  readonly document: Document;
  readonly described: Extract<Described, { state: 'ready' }>;
}) {
  const [chosen, setView] = useState<View>('rows');
  const [column, setColumn] = useState<string>();
  const augmented = fedSubjects(document, described.columns).size > 0;
  const places = transformedPlaces(document);
  const transformed = places.length > 0;
  const isTable = document.data.dataset?.type === 'table';
  const isThere = {
    rows: true,
    columns: isTable || isSeries(document),
    steps: transformed,
    augmented,
    statistics: true,
  };
  const view = isThere[chosen] ? chosen : 'rows';
  const heading = (
    <Segmented<View>
      label={t('data.view', 'What to show of the data')}
      value={view}
      options={[
        { value: 'rows', title: t('data.rows', 'Rows') },
        ...(isTable || isSeries(document) ? [{ value: 'columns' as const, title: t('data.columns', 'Columns') }] : []),
        ...(transformed ? [{ value: 'steps' as const, title: t('data.transforms', 'Transforms') }] : []),
        ...(augmented ? [{ value: 'augmented' as const, title: t('data.augmented', 'Augmented') }] : []),
        { value: 'statistics', title: t('data.statistics', 'Statistics') },
      ]}
      onChange={(next) => (setView(next), setColumn(undefined))}
    />
  );
  if (view === 'augmented') return <AugmentedRows heading={heading} document={document} total={described.rows.train} />;
  if (view === 'steps') return <ColumnStepsView heading={heading} document={document} column={column} />;
  if (view === 'columns')
    return (
      <Columns
        heading={heading}
        document={document}
        transformed={new Set(places.map((one) => one.column))}
        onTransforms={(name) => (setColumn(name), setView('steps'))}
      />
    );
  if (view === 'rows' && described.fileColumns && isTable)
    return <TableRows heading={heading} dataset={document.data.dataset!} columns={described.fileColumns} />;
  return view === 'rows' ? (
    <Rows heading={heading} dataset={document.data.dataset!} columns={described.columns} rows={described.rows} />
  ) : (
    <Statistics heading={heading} document={document} columns={described.columns} />
  );
}

/** Nothing else is wrong but that a file is not where it was: that is asked. */
const isGone = ({ files, problems }: Extract<Described, { state: 'failed' }>): boolean =>
  problems.every(({ code }) => code === 'dataset-missing') && files.some(({ state }) => state === null);

function Failed({ message }: { readonly message: string }) {
  return (
    <div className={styles.failed} role="alert">
      <b>{t('data.failed', 'The data cannot be read.')}</b> {message}
      <div>
        <Button onClick={() => describeAgain(activeDocument()!)}>{t('data.again', 'Read again')}</Button>
      </div>
    </div>
  );
}
