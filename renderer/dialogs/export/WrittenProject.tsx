import { verbatim } from '../../../engine/phrases.ts';
import type { ReactNode } from 'react';
import { Copy } from 'lucide-react';
import { t, word } from '../../../engine/texts/index.ts';
import { deploymentLines } from '../../../engine/train/reports/deployment.ts';
import type { CallResults } from '../../../engine/protocol.ts';
import { attempt } from '../../state/notices.ts';
import { page } from '../../state/page.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Rich } from '../../ui/Rich.tsx';
import styles from './ExportDialog.module.css';

interface WrittenProjectProps {
  readonly project: CallResults['export.write'];
  /** What the commands do, and the commands. */
  readonly does: string;
  readonly commands: readonly string[];
  /** How it compares with the engine. */
  readonly parity: ReactNode;
  /** How long it takes. */
  readonly latency?: ReactNode;
  readonly close: () => void;
}

/** What an export wrote, and how to go on with it. */
export function WrittenProject({
  project: { folder, files, deployment },
  does,
  commands,
  parity,
  latency,
  close,
}: WrittenProjectProps) {
  const text = [`cd "${folder}"`, ...commands].join('\n');
  return (
    <Dialog
      title={t('export.written', 'The project is written')}
      width={520}
      onClose={close}
      actions={
        <Button look="primary" data-default onClick={close}>
          {t('common.done', 'Done')}
        </Button>
      }
    >
      <div className={styles.done}>
        <p>
          <Rich
            text={t(
              'export.files',
              {
                one: '{{count}} file in <code>{{folder}}</code>:',
                other: '{{count}} files in <code>{{folder}}</code>:',
              },
              { count: files.length, folder: verbatim(folder) },
            )}
          />
        </p>
        <ul aria-label={t('files.list', 'Files')}>
          {files.map((file) => (
            <li key={file}>{file}</li>
          ))}
        </ul>
        {deployment && deploymentLines(deployment).map((line) => <p key={word(line)}>{word(line)}</p>)}
        {parity}
        {latency}
        <p className={styles.hint}>{does}</p>
        <div className={styles.commands}>
          {text}
          <IconButton
            label={t('export.commands.copy', 'Copy the commands')}
            icon={<Copy size={16} strokeWidth={1.5} />}
            onClick={() => void attempt(() => page().clipboard.writeText(text))}
          />
        </div>
      </div>
    </Dialog>
  );
}
