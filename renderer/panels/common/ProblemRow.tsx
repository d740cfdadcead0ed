import type { Problem } from '../../../engine/problems.ts';
import { ProblemText } from '../../canvas/nodes/ProblemText.tsx';
import { repair as apply } from '../../actions/repair.ts';
import { reveal } from '../../actions/graph/navigation.ts';
import { Button } from '../../ui/Button.tsx';
import { word } from '../../../engine/texts/index.ts';
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
          {repairs.map((repair) => (
            <Button key={word(repair.title)} onClick={() => apply(repair)}>
              {word(repair.title)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
