import type { Problem } from '../../../engine/problems.ts';
import { ProblemText } from '../../canvas/nodes/ProblemText.tsx';
import { reveal } from '../../actions/graph/navigation.ts';
import { RepairButtons } from '../../canvas/nodes/RepairButtons.tsx';
import styles from './ProblemRow.module.css';

/** A problem with its repairs; a click on the text shows the layer that it is about. */
export function ProblemRow({ problem }: { readonly problem: Problem }) {
  const { node, repairs, severity } = problem;
  const show = () => {
    if (node === undefined) return;
    reveal(node);
  };
  return (
    <li className={styles.item} data-severity={severity}>
      {node === undefined ? (
        <ProblemText problem={problem} />
      ) : (
        <button type="button" className={styles.text} onClick={show}>
          <ProblemText problem={problem} />
        </button>
      )}
      {repairs.length > 0 && (
        <div className={styles.repairs}>
          <RepairButtons repairs={repairs} />
        </div>
      )}
    </li>
  );
}
