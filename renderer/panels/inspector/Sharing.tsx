import { t } from '../../../engine/texts/index.ts';
import { type Node, nameOf } from '../../../engine/graph/document.ts';
import { type CheckedGraph, sharable } from '../../../engine/passes/check.ts';
import { shareWeights } from '../../actions/graph/layerSettings.ts';
import { useDrawing } from '../../state/document/drawing.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './Inspector.module.css';

/** Whose weights a layer uses: shown where there are others that fit, or it uses some already. */
export function Sharing({ node, checked }: { readonly node: Node; readonly checked: CheckedGraph }) {
  const { nodes } = useDrawing()!.graph;
  const fitting = sharable(checked, node.id);
  const others = nodes.filter(({ id }) => fitting.includes(id) || id === node.shares);
  if (others.length === 0 && node.shares === undefined) return null;
  // an id may be any text, so those of nodes are told from the choice of none by a letter before them
  const options = [
    { value: '-', title: t('sharing.own', 'Its own') },
    ...others.map((other) => ({ value: `#${other.id}`, title: nameOf(other) })),
  ];
  return (
    <div className={styles.learning}>
      <div className={styles.switch}>
        <label
          htmlFor="inspector-shares"
          title={t('sharing.doc', 'Weights of the same name are one: counted, learned and saved once')}
        >
          {t('facts.weights', 'Weights')}
        </label>
        <Select
          id="inspector-shares"
          label={t('facts.weights', 'Weights')}
          placeholder={t('sharing.missing', 'A missing layer’s')}
          value={
            node.shares === undefined
              ? '-'
              : others.some(({ id }) => id === node.shares)
                ? `#${node.shares}`
                : undefined
          }
          options={options}
          onChange={(value) => shareWeights(node.id, value === '-' ? undefined : value.slice(1))}
        />
      </div>
    </div>
  );
}
