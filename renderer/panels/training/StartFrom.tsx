/** What a training starts from, and what of it the network can keep: the way to fine-tune a network that was trained before. */
import type { RunSummary } from '../../../engine/protocol.ts';
import { setProperties } from '../../../engine/graph/edits.ts';
import type { WeightsFit } from '../../../engine/train/fit.ts';
import { showDialog } from '../../state/dialogs.ts';
import { baseName, chooseFile } from '../../actions/files.ts';
import { attempt } from '../../state/notices.ts';
import { useRuns } from '../../state/runs/runs.ts';
import { leaveTo } from '../../state/document/drawing.ts';
import { chooseStart, useFit, useStart } from '../../state/document/start.ts';
import { activeDocument, edit, type Start, select } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { runName } from '../../state/runs/names.ts';
import styles from './StartFrom.module.css';

/** So many runs are offered, the newest. */
const OFFERED = 8;

export function StartFrom() {
  const start = useStart();
  const fit = useFit();
  const runs = useRuns(({ list }) => list);
  const trained = runs
    .filter(({ id, epoch }) => epoch > 0 || (start && 'run' in start.weights && start.weights.run === id))
    .slice(0, OFFERED);
  const options = [
    { value: 'fresh', title: 'Fresh weights' },
    { value: 'file', title: 'A weights file…' },
    ...(start && 'file' in start.weights ? [{ value: 'chosen', title: baseName(start.weights.file) }] : []),
    ...trained.map((run) => ({ value: `run:${run.id}`, title: runName(run), group: 'Weights of a run' })),
  ];
  const choose = async (value: string) => {
    const { key } = activeDocument()!;
    if (value === 'fresh') return chooseStart(key, null);
    if (value.startsWith('run:')) return chooseStart(key, { run: value.slice('run:'.length) });
    if (value !== 'file') return;
    const file = await chooseFile({ extensions: WEIGHTS, title: 'Start from a weights file' });
    if (file !== null) await chooseStart(key, { file });
  };
  return (
    <>
      <Select
        label="Starts from"
        value={!start ? 'fresh' : 'run' in start.weights ? `run:${start.weights.run}` : 'chosen'}
        options={options}
        onChange={(value) => void attempt(() => choose(value))}
      />
      {start && fit && (
        <div className={styles.fit} role="status" data-none={fit.kept.length === 0 || undefined}>
          {fit.kept.length === 0
            ? 'None of its weights fit by name and shape.'
            : `${fit.kept.length} of ${fit.kept.length + fit.fresh.length} weights kept, ${fit.fresh.length} new.`}
          <Button
            look="quiet"
            onClick={() =>
              void showDialog<void>((close) => <FitDialog start={start} runs={runs} close={() => close()} />)
            }
          >
            Show
          </Button>
        </div>
      )}
    </>
  );
}

/** Names under which weights are saved; what a file is, is seen in its bytes. */
const WEIGHTS = ['safetensors', 'pth', 'pt', 'bin', 'ckpt', 'tar'];

const titleOf = ({ weights }: Start, runs: readonly RunSummary[]): string =>
  'file' in weights ? baseName(weights.file) : runName(runs.find(({ id }) => id === weights.run));

function FitDialog({
  start,
  runs,
  close,
}: {
  readonly start: Start;
  readonly runs: readonly RunSummary[];
  readonly close: () => void;
}) {
  const fit = useFit();
  if (!fit) return null;
  const selectKept = () => {
    close();
    leaveTo(0);
    select({ nodes: fit.keptNodes });
  };
  const freezeKept = () => {
    close();
    edit(`Freeze ${fit.keptNodes.length} layers`, (document) =>
      setProperties(document, fit.keptNodes, { frozen: true }),
    );
    leaveTo(0);
    select({ nodes: fit.keptNodes });
  };
  return (
    <Dialog
      title={`Weights from ${titleOf(start, runs)}`}
      description="A weight is kept where name and shape are the same; all others start anew. Frozen layers keep theirs as they are, and a learning rate of its own lets a layer learn slower: select layers and set it in the inspector."
      width={640}
      onClose={close}
      actions={
        <>
          <Button disabled={fit.keptNodes.length === 0} onClick={selectKept}>
            Select the kept layers
          </Button>
          <Button disabled={fit.keptNodes.length === 0} onClick={freezeKept}>
            Freeze the kept layers
          </Button>
          <Button look="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <Lists fit={fit} />
    </Dialog>
  );
}

function Lists({ fit: { kept, fresh, left } }: { readonly fit: WeightsFit }) {
  return (
    <div className={styles.lists}>
      <Part title="New" count={fresh.length}>
        {fresh.map(({ name, expected, received }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            <span>
              {expected}
              {received === null ? ', not in the file' : `, the file has ${received}`}
            </span>
          </li>
        ))}
      </Part>
      <Part title="Left over in the file" count={left.length}>
        {left.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </Part>
      <Part title="Kept" count={kept.length}>
        {kept.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </Part>
    </div>
  );
}

function Part({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly children: React.ReactNode;
}) {
  return (
    <section aria-label={title}>
      <h3>
        {title} <span>{count}</span>
      </h3>
      {count > 0 && <ul>{children}</ul>}
    </section>
  );
}
