/** Under which licences the program and all that it holds of others are: a text that the build writes beside the page. */
import { verbatim } from '../../../engine/phrases.ts';
import { useEffect, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import type { DialogProps } from '../define.ts';
import styles from './Licences.module.css';

const FILE = 'third-party-notices.txt';

async function read(): Promise<string> {
  const answer = await fetch(FILE);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

export function Licences({ title, close }: DialogProps) {
  const [text, setText] = useState('');
  useEffect(() => {
    read().then(setText, () =>
      setText(
        t('licences.missing', 'The licences cannot be shown here. They lie beside the program, in {{file}}.', {
          file: verbatim(FILE),
        }),
      ),
    );
  }, []);
  return (
    <Dialog title={title} onClose={close} width={720}>
      <textarea className={styles.text} readOnly aria-label={title} value={text} />
    </Dialog>
  );
}
