import { verbatim } from '../../../engine/phrases.ts';
import type { Column } from '../../../engine/data/define.ts';
import { joinedColumns } from '../../../engine/data/joined.ts';
import { type Document, nameOf, targetKeys } from '../../../engine/graph/document.ts';
import { isFed } from '../../../engine/layers/index.ts';
import { formatType } from '../../../engine/types/tensor.ts';
import { useChecked } from '../../state/document/checked.ts';
import { useProblems } from '../../state/document/problems.ts';
import { ProblemRow } from '../common/ProblemRow.tsx';
import { Augmentation } from './Augmentation.tsx';
import { ColumnFeed } from './ColumnFeed.tsx';
import { fedSubjects } from './fedSubjects.ts';
import { Joined } from './Joined.tsx';
import styles from './Data.module.css';
import { t } from '../../../engine/texts/index.ts';

interface MappingProps {
  readonly document: Document;
  readonly columns: readonly Column[];
}

/** Which column every input and target gets. */
export function Mapping({ document, columns: raw }: MappingProps) {
  const columns = [...raw, ...joinedColumns(raw, document.data.joined).joined.map(({ column }) => column)];
  const checked = useChecked()!;
  const problems = useProblems()?.data ?? [];
  const subjects = fedSubjects(document, raw);
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
        <h3>{t('data.inputs', 'Inputs')}</h3>
        {inputs.map((node) => {
          const type = checked.nodes.get(node.id)?.outputs[0];
          return (
            <ColumnFeed
              key={node.id}
              title={nameOf(node)}
              place={['inputs', node.id]}
              config={document.data.inputs[node.id]}
              columns={columns}
              {...(type && { wants: formatType(type) })}
            />
          );
        })}
        {inputs.length === 0 && <p className={styles.doc}>{t('data.inputs.none', 'The graph has no Input yet.')}</p>}
      </section>
      <Joined document={document} columns={raw} />
      {(subjects.size > 0 || document.data.augment) && (
        <Augmentation chosen={document.data.augment ?? []} subjects={subjects} />
      )}
      <section>
        <h3>{t('data.targets', 'Targets')}</h3>
        {targets.map((key) => (
          <ColumnFeed
            key={key}
            title={verbatim(key)}
            place={['targets', key]}
            config={document.data.targets[key]}
            columns={columns}
          />
        ))}
        {targets.length === 0 && (
          <p className={styles.doc}>
            {t('data.targets.none', 'No loss asks for a target yet. Choose one in the Training panel.')}
          </p>
        )}
      </section>
    </>
  );
}
