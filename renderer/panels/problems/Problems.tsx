import { isHint, isToDo, type Problem } from '../../../engine/problems.ts';
import { allOf } from '../../../engine/train/obstacles.ts';
import { useDescribed } from '../../state/document/data.ts';
import { t } from '../../../engine/texts/index.ts';
import { useProblems } from '../../state/document/problems.ts';
import { ProblemRow } from '../common/ProblemRow.tsx';
import styles from './Problems.module.css';

function useGroups(): readonly { readonly title: string; readonly problems: readonly Problem[] }[] {
  const found = useProblems();
  const wrong = (problems: readonly Problem[] = []) => problems.filter((one) => !isToDo(one) && !isHint(one));
  return [
    { title: t('problems.group.toDo', 'To do'), problems: found ? allOf(found).filter(isToDo) : [] },
    { title: t('problems.group.graph', 'Graph'), problems: wrong(found?.graph) },
    { title: t('problems.group.data', 'Data'), problems: wrong(found?.data) },
    { title: t('problems.group.training', 'Training'), problems: wrong(found?.training) },
    { title: t('problems.group.hints', 'Hints'), problems: found ? allOf(found).filter(isHint) : [] },
  ];
}

export function Problems() {
  const groups = useGroups().filter(({ problems }) => problems.length > 0);
  const isReading = useDescribed().state === 'loading';
  if (groups.length === 0 && isReading)
    return <p className={styles.none}>{t('problems.reading', 'The graph fits together. The data are being read.')}</p>;
  if (groups.length === 0)
    return (
      <p className={styles.none}>
        {t('problems.none', 'No problems: the graph fits together, and it can be trained on its data.')}
      </p>
    );
  return (
    <div className={styles.panel}>
      {groups.map(({ title, problems }) => (
        <section key={title} className={styles.group}>
          <h3>
            {title} <span>{problems.length}</span>
          </h3>
          <ul className={styles.list}>
            {problems.map((one, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
              <ProblemRow key={i} problem={one} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** How many there are, behind the tab's title. */
export function ProblemCount() {
  const all = useGroups().flatMap(({ problems }) => problems.filter((one) => !isToDo(one) && !isHint(one)));
  if (all.length === 0) return null;
  return (
    <b className={styles.badge} data-severity={all.some(({ severity }) => severity === 'error') ? 'error' : 'warning'}>
      {all.length}
    </b>
  );
}
